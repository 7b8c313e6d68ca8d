import { grouped, seconds, type Output } from '../report/output';
import { Sealing, type SealedTopic, type SealingParts } from './sealing';

/** Seals everything up to the ends of this moment. False where a partition is not what was sealed of it. */
export async function seal(
  parts: SealingParts,
  sealed: readonly SealedTopic[],
  out: Output,
): Promise<boolean> {
  const started = performance.now();
  let checkpoints = 0;
  let records = 0;
  const sealing = new Sealing({ ...parts, onCheckpoint: () => checkpoints++ });
  try {
    for (const topic of sealed)
      for (const [partition, { from, end }] of await sealing.open(topic)) {
        for await (const slice of parts.log.read(topic, partition, from, end)) {
          for (const record of slice) sealing.take(topic, record);
          records += slice.length;
          out.progress(`${topic}/${partition}  ${grouped(records)} records`);
        }
      }
    await sealing.sign();
  } finally {
    sealing.close();
  }
  const refused = [...sealing.refusals.values()].map(({ message }) => message);
  if (out.json) await out.value({ verb: 'seal', records, checkpoints, refused });
  else
    out.text(
      `${grouped(records)} records read  ${grouped(checkpoints)} checkpoints signed  ${seconds(started)}`,
      ...refused.map((message) => `  ✗ ${message}`),
    );
  return refused.length === 0;
}
