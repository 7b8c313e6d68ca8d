import { settings } from '@stakelog/runtime';
import { z } from 'zod';

/** What the verbs about seals want to know; they need no copies of the log. */
export const EvidenceConfig = z.object({
  /** Checkpoints, tree nodes, public keys: what may be copied to a witness. */
  SEAL_DIR: z.string().min(1).default('./.stakelog/seals'),
  /** Where the secret halves of the signing keys are. */
  SECRETS_DIR: z.string().min(1).default('./.stakelog/secrets'),
  /** Of `seal --follow` as a service. */
  HTTP_PORT: settings.http.HTTP_PORT.optional(),
  HTTP_HOST: settings.http.HTTP_HOST,
  ...settings.process,
});

/** The whole of what the environment may say to an audit; `npm run audit` fills it in from a data directory. */
export const AuditConfig = z.object({
  ...settings.kafka,
  REDIS_URL: settings.redis.REDIS_URL.optional(),
  /** The recorder's SQL endpoint, or a ClickHouse server. */
  SQL_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** A token with a scope that may read SQL. */
  SQL_TOKEN: z.string().optional(),
  ...EvidenceConfig.shape,
});

export type AuditConfig = z.output<typeof AuditConfig>;
