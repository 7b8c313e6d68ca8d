import { limits } from '@stakelog/contracts';
import { settings } from '@stakelog/runtime';
import { z } from 'zod';

/** The whole of what the environment may say to this process. */
export const ApiConfig = z.object({
  ...settings.process,
  ...settings.http,
  ...settings.kafka,
  ...settings.redis,
  ...settings.tokens,
  /** With more than one, rate limits are counted in Redis; a single one counts by itself. */
  INSTANCES: settings.owner.INSTANCES,
  SNAPSHOT_DIR: settings.files.SNAPSHOT_DIR,
  /** The sealer's files; without them there are no receipts. */
  SEAL_DIR: z.string().min(1).optional(),
  /** Where traders' actions go. */
  FEED_URL: z.url({ protocol: /^https?$/ }),
  /** Every instance of every app, as `name=url`: operators see them, and deciders hear operators. */
  APP_URLS: z
    .string()
    .transform((list) => list.split(',').map((one) => one.trim().split('=')))
    .pipe(z.array(z.tuple([z.string().min(1), z.url({ protocol: /^https?$/ })], 'name=url')))
    .transform((pairs) => pairs.map(([app, url]) => ({ app, url })))
    .default([]),
  /** How long a request waits for its decision before it answers 202. */
  DECISION_WAIT_MS: z.coerce.number().int().min(1).max(10_000).default(limits.decisionWaitMs),
  /** Per account. */
  COMMANDS_PER_SECOND: z.coerce.number().int().positive().default(50),
  READS_PER_SECOND: z.coerce.number().int().positive().default(200),
});

export type ApiConfig = z.output<typeof ApiConfig>;
