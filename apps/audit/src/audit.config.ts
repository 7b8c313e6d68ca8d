import { settings } from '@stakelog/runtime';
import { z } from 'zod';

/** The whole of what the environment may say to an audit; `npm run audit` fills it in from a data directory. */
export const AuditConfig = z.object({
  ...settings.kafka,
  REDIS_URL: settings.redis.REDIS_URL.optional(),
  /** The recorder's SQL endpoint, or a ClickHouse server. */
  SQL_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** A token with a scope that may read SQL. */
  SQL_TOKEN: z.string().optional(),
});

export type AuditConfig = z.output<typeof AuditConfig>;
