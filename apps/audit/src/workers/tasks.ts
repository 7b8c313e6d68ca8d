import type { TopicName } from '@stakelog/contracts';
import { redecidePartition, type RedecideRange } from '../redecide/redecide-partition';
import { exposureAt } from '../replay/exposure-at';
import type { Point } from '../replay/point';
import { partitionStats } from '../stats/topic-stats';
import { verifyPartition } from '../verify/verify-partition';
import {
  verifyFacts,
  verifyTopic,
  type PlainTopic,
  type TopicVerdict,
} from '../verify/verify-topic';
import type { LedgerTotals } from '../verify/ledger-check';
import type { Recording } from '../walk/partition-walk';
import type { PolicyFile } from '../what-if/policy-file';
import { whatIfPartition } from '../what-if/what-if-partition';

/** Hears up to which offset a partition is done. */
export type Done = (offset: number) => void;

type OfPartition = { readonly partition: number };

/**
 * The work of an audit, cut by partition: each piece needs nothing but the recording, and its answer is data that a
 * thread can hand over.
 */
export const tasks = {
  /** A partition of bet.events, and its commands where they are asked for as well: they are read once. */
  verify: async (
    recording: Recording,
    { partition, commands }: OfPartition & { readonly commands: boolean },
    done: Done,
  ) => {
    const totals: LedgerTotals = new Map();
    const verdict = await verifyPartition(recording, partition, totals, done, commands);
    return { ...verdict, totals };
  },
  facts: ({ tape }: Recording, { partition }: OfPartition): Promise<TopicVerdict> =>
    verifyFacts(tape, partition),
  topic: (
    { log, codec }: Recording,
    { partition, topic }: OfPartition & { readonly topic: PlainTopic },
  ): Promise<TopicVerdict> => verifyTopic(log, codec, topic, partition),
  redecide: (
    recording: Recording,
    { partition, from, until }: OfPartition & RedecideRange,
    done: Done,
  ) => redecidePartition(recording, partition, { from, until }, done),
  whatIf: (
    recording: Recording,
    { partition, file }: OfPartition & { readonly file: PolicyFile },
    done: Done,
  ) => whatIfPartition(recording, partition, file, done),
  exposure: (
    recording: Recording,
    { partition, market, point }: OfPartition & { readonly market: string; readonly point: Point },
  ) => exposureAt(recording, market, partition, point),
  stats: (
    recording: Pick<Recording, 'log' | 'codec'>,
    { partition, topic }: OfPartition & { readonly topic: TopicName },
    done: Done,
  ) => partitionStats(recording, topic, partition, done),
} as const;

export type TaskName = keyof typeof tasks;
export type Asked<Name extends TaskName> = Parameters<(typeof tasks)[Name]>[1];
export type Answer<Name extends TaskName> = Awaited<ReturnType<(typeof tasks)[Name]>>;

/** Does the pieces of an audit, here or in threads. */
export type Performer = {
  perform<Name extends TaskName>(name: Name, asked: Asked<Name>, done: Done): Promise<Answer<Name>>;
};

/** Here, one after another as they are asked. */
export const performHere = (recording: Recording): Performer => ({
  perform: (name, asked, done) => perform(recording, name, asked, done),
});

export function perform<Name extends TaskName>(
  recording: Recording,
  name: Name,
  asked: Asked<Name>,
  done: Done,
): Promise<Answer<Name>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table's entry under this name
  const task = tasks[name] as (
    recording: Recording,
    asked: Asked<Name>,
    done: Done,
  ) => Promise<Answer<Name>>;
  return task(recording, asked, done);
}

/** Every partition of a topic, or the one that is named. */
export const partitionsOf = (count: number, only: number | undefined): readonly number[] =>
  Array.from({ length: count }, (_, index) => index).filter(
    (index) => only === undefined || only === index,
  );
