import { positionToken, topics, type InputsAdopted } from '@stakelog/contracts';
import { PartitionState, MarketTable } from '@stakelog/domain';
import { AuditError } from '../audit-error';
import { foldRecorded } from '../redecide/redecide-partition';
import { AdoptedFacts } from '../walk/adopted-facts';
import { walkPartition, type Recording } from '../walk/partition-walk';
import { WalkedState } from '../walk/walked-state';
import type { Point } from './point';

/** A partition behind the last counted batch before a point, with the markets as it knew them then. */
export type StateAt = {
  readonly state: PartitionState;
  /** Opening of that batch; undefined where none counts before the point. */
  readonly opening: InputsAdopted | undefined;
};

/** Folds a partition up to a point. Throws `bad_data` where the log is broken before it. */
export async function stateAt(
  recording: Recording,
  partition: number,
  point: Point,
): Promise<StateAt> {
  const walked = new WalkedState(partition);
  let state: PartitionState | undefined;
  let opening: InputsAdopted | undefined;
  const walk = walkPartition(recording, partition, undefined, (batch) => isBehind(batch, point));
  for await (const step of walk) {
    if (step.status === 'epoch') walked.meet(step);
    if (step.status === 'broken')
      throw new AuditError('bad_data', `${step.violation.at}: ${step.violation.detail}`);
    if (step.status !== 'batch') continue;
    state = walked.at(step.table);
    foldRecorded(state, step);
    ({ opening } = step.batch);
  }
  return { state: state ?? emptyState(partition), opening };
}

type Placed = { readonly nextOffset: number; readonly opening: InputsAdopted };

const isBehind = ({ nextOffset, opening }: Placed, point: Point): boolean =>
  'ms' in point ? opening.decidedAtMs > point.ms : nextOffset > point.offset;

const emptyState = (partition: number) =>
  new PartitionState(
    partition,
    topics['bet.events'].partitions,
    new MarketTable(topics['odds.events'].partitions),
  );

/** The markets as the facts alone make them: one partition up to an offset, or all of them up to a time. */
export async function tableAt({ tape }: Recording, point: Point): Promise<MarketTable> {
  const facts = new AdoptedFacts(tape);
  try {
    for (const partition of facts.table.vector.keys())
      if ('ms' in point) await facts.foldWhile(partition, (fact) => fact.appendedAtMs <= point.ms);
      else if (partition === point.partition)
        await facts.foldWhile(partition, ({ offset }) => offset < point.offset);
    return facts.table;
  } finally {
    await facts.close();
  }
}

/** How far the odds are known, partition by partition. */
export const oddsVector = ({ vector }: MarketTable): readonly string[] =>
  vector.map(({ next }, partition) =>
    positionToken({ topic: 'odds.events', partition, offset: next }),
  );
