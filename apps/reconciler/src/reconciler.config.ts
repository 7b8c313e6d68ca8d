import { settings } from '@stakelog/runtime';
import { z } from 'zod';

/** What the reconciler reads from the environment. */
export const ReconcilerConfig = z.object({
  ...settings.process,
  ...settings.http,
  ...settings.kafka,
  ...settings.redis,
  SECRETS_DIR: settings.tokens.SECRETS_DIR,
  /** The recorder's endpoint; without it ClickHouse is not compared. */
  SQL_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** `off`: read models that differ are told of, and go on serving. */
  WITHDRAW: z.enum(['on', 'off']).default('on'),
});

export type ReconcilerConfig = z.output<typeof ReconcilerConfig>;
