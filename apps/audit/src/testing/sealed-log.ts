import { schemas, topicNames } from '@stakelog/contracts';
import { Seals } from '@stakelog/sealing';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sealing, sealedTopics } from '../seal/sealing';
import type { SyntheticLog } from './synthetic-log';

/** The schemas of `memoryCodec`, whose ids are 1, 2, 3 … in the order of the names. */
export const schemaTexts: ReadonlyMap<number, string> = new Map(
  topicNames
    .flatMap((topic) => Object.values(schemas[topic] ?? {}))
    .map((schema, index) => [index + 1, JSON.stringify(schema)] as const),
);

export const textOf = async (id: number): Promise<string | undefined> => schemaTexts.get(id);

/** The log sealed up to its end, in a directory of its own. */
export async function sealedLog(log: SyntheticLog) {
  const sealDir = mkdtempSync(join(tmpdir(), 'sealed-log-'));
  const parts = {
    log,
    textOf,
    sealDir,
    secretsDir: join(sealDir, 'secrets'),
    nowMs: () => log.nowMs,
  };
  const again = async () => {
    const sealing = new Sealing(parts);
    for (const topic of sealedTopics)
      for (const [partition, { from, end }] of await sealing.open(topic))
        for await (const slice of log.read(topic, partition, from, end))
          for (const record of slice) sealing.take(topic, record);
    await sealing.sign();
    sealing.close();
    return [...sealing.refusals.values()].map(({ message }) => message);
  };
  await again();
  return { ...parts, again, seals: new Seals(sealDir) };
}
