import type { CountedBatch } from '@stakelog/kafka';
import { AuditError } from '../audit-error';
import { framedSteps, type Recording } from '../walk/partition-walk';

/** The counted batches of a partition, without their inputs. Throws `bad_data` where records make no batches. */
export async function* countedBatches(
  { log, codec }: Pick<Recording, 'log' | 'codec'>,
  partition: number,
  until: number,
): AsyncGenerator<CountedBatch> {
  for await (const step of framedSteps(log, codec, partition, until)) {
    if (step.status === 'counted') yield step.batch;
    if (step.status === 'broken')
      throw new AuditError('bad_data', `${step.violation.at}: ${step.violation.detail}`);
  }
}
