import { settings } from '@stakelog/runtime';
import { z } from 'zod';

/** What the recorder reads from the environment. */
export const RecorderConfig = z
  .object({
    ...settings.process,
    ...settings.http,
    ...settings.kafka,
    ...settings.owner,
    ...settings.files,
    ...settings.tokens,
    /** `http://user:password@host:8123/database`; without it the engine is embedded, under DATA_DIR. */
    CLICKHOUSE_URL: z.url({ protocol: /^https?$/ }).optional(),
    /** The folder of the SQL migrations. */
    CLICKHOUSE_SCHEMAS: z.string().default('schemas/clickhouse'),
  })
  .refine(({ ORDINAL, INSTANCES }) => ORDINAL < INSTANCES, {
    path: ['ORDINAL'],
    error: 'is below INSTANCES',
  })
  .refine(({ CLICKHOUSE_URL, INSTANCES }) => CLICKHOUSE_URL !== undefined || INSTANCES === 1, {
    path: ['INSTANCES'],
    error: 'is 1 with the embedded engine: it has one owner',
  });

export type RecorderConfig = z.output<typeof RecorderConfig>;
