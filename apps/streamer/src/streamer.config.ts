import { settings } from '@stakelog/runtime';
import { z } from 'zod';

/** The whole of what the environment may say to a streamer. */
export const StreamerConfig = z.object({
  ...settings.process,
  ...settings.http,
  ...settings.redis,
  ...settings.tokens,
  /** Origins of browsers that may connect, separated by commas. Empty: loopback, as in development. */
  STREAM_ORIGINS: z
    .string()
    .default('')
    .transform((list) => list.split(',').flatMap((origin) => origin.trim() || [])),
  /** More sockets are refused: each costs memory. */
  STREAM_CLIENTS_MAX: z.coerce.number().int().positive().default(10_000),
});

export type StreamerConfig = z.output<typeof StreamerConfig>;
