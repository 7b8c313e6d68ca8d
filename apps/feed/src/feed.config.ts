import { settings } from '@stakelog/runtime';
import { z } from 'zod';
import type { WhatToReplay } from './replay/replays';
import { SPEED_MAX } from './replay/run-clock';
import { httpRecoveryRequests, type RecoveryRequests } from './uof/recovery-requests';

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
  /** Paths of recordings (a folder of UOF messages, too) separated by commas, `match-day` for our own generator, or `none`. */
  FEED_FILES: z.string().default('match-day'),
  /** Where a UOF feed is asked for what was missed; without it, replays ask nobody. */
  UOF_API_ORIGIN: z.url({ protocol: /^https?$/ }).optional(),
  UOF_ACCESS_TOKEN: z.string().default(''),
  /** Tells this system from others on the same account. */
  UOF_NODE_ID: z.coerce.number().int().min(1).max(999_999).optional(),
  /** Of the generator. */
  FEED_SEED: z.coerce.number().int().min(0).max(4_294_967_295).default(1),
});

export type FeedConfig = z.output<typeof FeedConfig>;

export function recoveryRequests(config: FeedConfig): RecoveryRequests | undefined {
  const { UOF_API_ORIGIN: origin, UOF_ACCESS_TOKEN: accessToken, UOF_NODE_ID: nodeId } = config;
  return origin === undefined ? undefined : httpRecoveryRequests({ origin, accessToken, nodeId });
}

export function whatToReplay({ FEED_FILES, FEED_SEED }: FeedConfig): WhatToReplay {
  if (FEED_FILES === 'none') return { kind: 'nothing' };
  if (FEED_FILES === 'match-day') return { kind: 'match-days', seed: FEED_SEED };
  const paths = FEED_FILES.split(',').map((path) => path.trim());
  return { kind: 'files', paths: paths.filter((path) => path !== '') };
}
