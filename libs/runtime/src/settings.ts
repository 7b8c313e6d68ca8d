import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const address = /^[^\s,:]+:\d{1,5}$/;

const brokers = z
  .string()
  .transform((list) => list.split(',').map((broker) => broker.trim()))
  .refine((list) => list.every((broker) => address.test(broker)), 'host:port, separated by commas');

/** Whole numbers of instances; an instance owns partition p where p mod INSTANCES is its ORDINAL. */
const owner = {
  ORDINAL: z.coerce.number().int().min(0).max(1_023).default(0),
  INSTANCES: z.coerce.number().int().min(1).max(1_024).default(1),
};

/**
 * The settings that several processes share, one group per thing they are about.
 * An app spreads the groups it needs into its own `z.object`.
 */
export const settings = {
  process: {
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
      .default('info'),
  },
  http: {
    HTTP_PORT: port,
    /** Loopback unless told otherwise. */
    HTTP_HOST: z.string().default('127.0.0.1'),
  },
  kafka: {
    KAFKA_BROKERS: brokers,
    SCHEMA_REGISTRY_URL: z.url({ protocol: /^https?$/ }),
  },
  redis: { REDIS_URL: z.url({ protocol: /^rediss?$/ }) },
  owner,
  files: {
    /** This process's own directory. */
    DATA_DIR: z.string().min(1),
    /** Position files and snapshots, shared by all processes. */
    SNAPSHOT_DIR: z.string().min(1),
  },
  tokens: {
    /** Holds `jwks.json` (public keys) and `internal.token`. */
    SECRETS_DIR: z.string().min(1),
    /** Where keys come from instead of the file. */
    JWKS_URL: z.url().optional(),
    TOKEN_ISSUER: z.string().default('stakelog-dev'),
    TOKEN_AUDIENCE: z.string().default('stakelog'),
  },
} as const;
