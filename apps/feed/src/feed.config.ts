import { settings } from '@stakelog/runtime';
import { z } from 'zod';
import type { WhatToReplay } from './replay/replays';
import { SPEED_MAX } from './replay/run-clock';

const speed = z
  .union([
    z.literal('max').transform(() => SPEED_MAX),
    z.coerce.number('a number, or max').min(0.1).max(SPEED_MAX),
  ])
  // What stands in the ids of facts has to be short.
  .transform((times) => Math.round(times * 1_000) / 1_000);

/** The whole of what the environment may say to the feed. */
export const FeedConfig = z.object({
  ...settings.process,
  ...settings.http,
  ...settings.kafka,
  ...settings.files,
  ...settings.tokens,
  /** How much faster than recorded; bet delays and freshness bounds are divided by it. */
  REPLAY_SPEED: speed.default(60),
  /** Paths separated by commas, `match-day` for our own generator, or `none`. */
  FEED_FILES: z.string().default('match-day'),
  /** Of the generator. */
  FEED_SEED: z.coerce.number().int().min(0).max(4_294_967_295).default(1),
});

export type FeedConfig = z.output<typeof FeedConfig>;

export function whatToReplay({ FEED_FILES, FEED_SEED }: FeedConfig): WhatToReplay {
  if (FEED_FILES === 'none') return { kind: 'nothing' };
  if (FEED_FILES === 'match-day') return { kind: 'match-days', seed: FEED_SEED };
  const paths = FEED_FILES.split(',').map((path) => path.trim());
  return { kind: 'files', paths: paths.filter((path) => path !== '') };
}
