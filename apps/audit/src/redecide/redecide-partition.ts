import { positionToken, type BetEvent } from '@stakelog/contracts';
import {
  decideBatch,
  foldBatch,
  openingOf,
  workMaxOf,
  type PartitionState,
} from '@stakelog/domain';
import type { Codec, LogRecord } from '@stakelog/kafka';
import type { Violation } from '../verify/violation';
import { walkPartition, type Recording, type WalkedBatch } from '../walk/partition-walk';
import { WalkedState } from '../walk/walked-state';

/** The first record that was decided otherwise than its inputs say. */
export type Difference = {
  readonly at: string;
  /** Decided now. Null: nothing stands there. */
  readonly expected: BetEvent | null;
  /** In the log. */
  readonly actual: BetEvent | null;
};

export type Redecided = {
  readonly partition: number;
  readonly batches: number;
  readonly decisions: number;
  readonly byteEqual: number;
  /** Versions of the rules that its epochs named. */
  readonly rules: readonly number[];
  readonly difference: Difference | undefined;
  /** Where the inputs or the log itself are broken, nothing can be decided again from there on. */
  readonly broken: Violation | undefined;
};

export type RedecideRange = {
  /** Batches that begin before it are only folded. */
  readonly from: number;
  /** Batches that begin at or after it are left out. */
  readonly until: number;
};

/**
 * Decides a partition again from its recorded inputs alone and compares bytes: the facts at each batch's vector,
 * its commands, its time, in the one order that `decideBatch` has. It stops at the first difference, since the
 * state behind it is another.
 */
export async function redecidePartition(
  recording: Recording,
  partition: number,
  { from, until }: RedecideRange = { from: 0, until: Infinity },
  progress: (offset: number) => void = () => undefined,
): Promise<Redecided> {
  const counts = { batches: 0, decisions: 0, byteEqual: 0 };
  const walked = new WalkedState(partition);
  const rules = walked.rulesMet;
  for await (const step of walkPartition(recording, partition)) {
    if (step.status === 'broken')
      return { partition, ...counts, rules, difference: undefined, broken: step.violation };
    if (step.status === 'epoch') walked.meet(step);
    if (step.status !== 'batch') continue;
    const { batch, faults, table } = step;
    if (batch.baseOffset >= until) break;
    if (faults[0] !== undefined)
      return { partition, ...counts, rules, difference: undefined, broken: faults[0] };
    const state = walked.at(table);
    progress(batch.nextOffset);
    if (batch.baseOffset < from) {
      foldRecorded(state, step);
      continue;
    }
    const compared = compareBatch(recording.codec, state, step);
    counts.batches++;
    counts.decisions += compared.equal;
    counts.byteEqual += compared.equal;
    if (compared.difference !== undefined) {
      counts.decisions++;
      return { partition, ...counts, rules, difference: compared.difference, broken: undefined };
    }
  }
  return { partition, ...counts, rules, difference: undefined, broken: undefined };
}

export function foldRecorded(state: PartitionState, { batch }: WalkedBatch): void {
  const decisions = batch.records.map(({ event }) => event);
  foldBatch(state, batch.baseOffset, batch.opening, decisions);
}

/** Decides one batch on the state before it, which it evolves. */
export function decideAgain(
  state: PartitionState,
  { batch, commands, rewound }: WalkedBatch,
): readonly BetEvent[] {
  const { opening, baseOffset } = batch;
  const { epoch, writer, decidedAtMs, oddsNext, commandsNext, commandsCrc } = opening;
  state.nextOffset = baseOffset;
  const workMax = workMaxOf(opening);
  const inputs = { decidedAtMs, oddsNext, commands, rewound, workMax };
  const decided = decideBatch(state, inputs);
  const range = { next: commandsNext, crc: commandsCrc };
  const again = openingOf(state, { epoch, writer, batch: opening.batch }, inputs, decided, range);
  state.commandsNext = commandsNext;
  state.commandsCrc = commandsCrc;
  return [again, ...decided.decisions];
}

function compareBatch(codec: Codec, state: PartitionState, step: WalkedBatch) {
  const { batch } = step;
  const recorded = [
    { event: batch.opening, record: batch.openingRecord },
    ...batch.records,
  ] as const;
  const expected = decideAgain(state, step);
  const at = differingAt(codec, expected, recorded);
  const difference: Difference | undefined =
    at === undefined
      ? undefined
      : {
          at: positionToken({
            topic: 'bet.events',
            partition: batch.partition,
            offset: batch.baseOffset + at,
          }),
          expected: expected[at] ?? null,
          actual: recorded[at]?.event ?? null,
        };
  // The opening counts decisions, so it differs whenever their number does: a decision says more.
  return { equal: Math.max(0, (at ?? recorded.length) - 1), difference };
}

/** Also where an older build wrote it: then it is compared under the schema that it was written with. */
function asRecorded(codec: Codec, event: BetEvent, value: Buffer): boolean {
  if (codec.encode('bet.events', event).equals(value)) return true;
  const { type } = codec.decode('bet.events', value);
  return type === event.type && codec.encodeLike('bet.events', event, value).equals(value);
}

/** The index of the first decision whose bytes differ, else the opening's where that one does. */
function differingAt(
  codec: Codec,
  expected: readonly BetEvent[],
  recorded: readonly { readonly record: LogRecord }[],
): number | undefined {
  const length = Math.max(expected.length, recorded.length);
  const differs = (index: number) => {
    const event = expected[index];
    const value = recorded[index]?.record.value;
    if (event === undefined || value === undefined || value === null) return true;
    return !asRecorded(codec, event, value);
  };
  for (let index = 1; index < length; index++) if (differs(index)) return index;
  return differs(0) ? 0 : undefined;
}
