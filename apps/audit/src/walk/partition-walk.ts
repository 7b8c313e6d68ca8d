import {
  positionToken,
  topics,
  type BetEvent,
  type EpochOpened,
  type InputsAdopted,
  type InputsRewound,
  type UndecodableCode,
} from '@stakelog/contracts';
import type { InputCommand, MarketTable } from '@stakelog/domain';
import {
  decodeLearning,
  LogError,
  newFence,
  type Codec,
  type CountedBatch,
  type DropReason,
  type FenceStep,
  type LogRecord,
} from '@stakelog/kafka';
import { endsOf, type RecordedLog } from '../log/recorded-log';
import type { Violation } from '../verify/violation';
import { AdoptedCommands, type CommandsTally } from './adopted-commands';
import { AdoptedFacts } from './adopted-facts';
import { FactsTape } from './facts-tape';

/** Everything that one look at a log needs: where each topic ended when it began, and the facts. */
export type Recording = {
  readonly log: RecordedLog;
  readonly codec: Codec;
  readonly tape: FactsTape;
  readonly eventEnds: ReadonlyMap<number, number>;
  readonly commandEnds: ReadonlyMap<number, number>;
};

/** Where each topic ended when a look at the log began, by partition. */
export type Ends = {
  readonly events: ReadonlyMap<number, number>;
  readonly commands: ReadonlyMap<number, number>;
  readonly facts: ReadonlyMap<number, number>;
};

/** The ends of bet.events are taken first: what its batches adopted is below the others' later ends. */
export async function recordedEnds(log: RecordedLog): Promise<Ends> {
  const events = await endsOf(log, 'bet.events');
  const commands = await endsOf(log, 'bet.commands');
  return { events, commands, facts: await endsOf(log, 'odds.events') };
}

export async function openRecording(
  log: RecordedLog,
  codec: Codec,
  { ends, factsKeptMax }: { readonly ends?: Ends; readonly factsKeptMax?: number } = {},
): Promise<Recording> {
  const known = ends ?? (await recordedEnds(log));
  const tape = await FactsTape.open(log, codec, known.facts, factsKeptMax);
  return { log, codec, tape, eventEnds: known.events, commandEnds: known.commands };
}

/** A counted batch with everything it was decided from. */
export type WalkedBatch = {
  readonly status: 'batch';
  readonly batch: CountedBatch;
  readonly commands: readonly InputCommand[];
  readonly rewound: readonly InputsRewound[];
  /** At the batch's vector, until the next step is asked for. */
  readonly table: MarketTable;
  /** What is wrong with the inputs that it names. */
  readonly faults: readonly Violation[];
};

/** What a walk along one partition of bet.events meets, in the order of the log. */
export type WalkStep =
  | WalkedBatch
  | {
      readonly status: 'epoch';
      readonly at: string;
      readonly offset: number;
      readonly appendedAtMs: number;
      readonly opened: EpochOpened;
      readonly effective: boolean;
    }
  | {
      readonly status: 'dropped';
      readonly at: string;
      readonly opening: InputsAdopted;
      readonly reason: DropReason;
    }
  /** The records make no batches from here on: the walk has ended. */
  | { readonly status: 'broken'; readonly violation: Violation };

const tokenOf = (partition: number, offset: number) =>
  positionToken({ topic: 'bet.events', partition, offset });

export const betEventsPartitions = Array.from(
  { length: topics['bet.events'].partitions },
  (_, index) => index,
);

/**
 * Walks one partition from its beginning to the end known when the recording was opened. `tally` meets every command,
 * those behind the last batch as well. The walk ends before the first counted batch that `isBehind` what is wanted.
 */
export async function* walkPartition(
  recording: Recording,
  partition: number,
  tally?: CommandsTally,
  isBehind: (batch: CountedBatch) => boolean = () => false,
): AsyncGenerator<WalkStep> {
  const { log, codec, tape, eventEnds, commandEnds } = recording;
  const facts = new AdoptedFacts(tape);
  const end = commandEnds.get(partition) ?? 0;
  const commands = new AdoptedCommands(log, codec, partition, end, tally);
  try {
    for await (const step of framedSteps(log, codec, partition, eventEnds.get(partition) ?? 0)) {
      if (step.status === 'counted' && isBehind(step.batch)) break;
      yield step.status === 'counted' ? await withInputs(step.batch, facts, commands) : step;
    }
    if (tally !== undefined) await commands.readOn();
  } finally {
    await facts.close();
    await commands.close();
  }
}

type FramedStep =
  Exclude<WalkStep, WalkedBatch> | { readonly status: 'counted'; readonly batch: CountedBatch };

/** The batches and epochs of a partition, without their inputs. */
export async function* framedSteps(
  log: RecordedLog,
  codec: Codec,
  partition: number,
  end: number,
): AsyncGenerator<FramedStep> {
  const fence = newFence(partition);
  let open: number | undefined;
  for await (const slice of log.read('bet.events', partition, 0, end))
    for (const record of slice) {
      const read = readNow(codec, record) ?? (await readLearning(codec, record));
      const step = takeRecord(fence, record, read);
      open = step.status === 'within' ? (open ?? record.offset) : undefined;
      if (step.status !== 'within') yield framed(partition, record, step);
      if (step.status === 'broken') return;
    }
  if (open !== undefined)
    yield broken('batches', partition, open, 'the log ends within the batch that begins here');
}

function framed(
  partition: number,
  { appendedAtMs }: LogRecord,
  step: Exclude<FenceStep, { status: 'within' }> | Extract<FramedStep, { status: 'broken' }>,
): FramedStep {
  switch (step.status) {
    case 'counted':
    case 'broken':
      return step;
    case 'epoch':
      return { ...step, at: tokenOf(partition, step.offset), appendedAtMs };
    case 'dropped':
      return { ...step, at: tokenOf(partition, step.baseOffset) };
  }
}

function takeRecord(
  fence: ReturnType<typeof newFence>,
  record: LogRecord,
  read: BetEvent | LogError,
): FenceStep | Extract<FramedStep, { status: 'broken' }> {
  const { partition, offset } = record;
  if (offset !== fence.nextOffset)
    return broken('batches', partition, offset, `offset ${fence.nextOffset} is missing before it`);
  if (read instanceof LogError) return broken('schemas', partition, offset, read.message);
  try {
    return fence.take(record, read);
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    return broken('batches', partition, offset, error.message);
  }
}

/** Without a promise for every record; undefined where the slow path has to say what is wrong. */
function readNow(codec: Codec, { value }: LogRecord): BetEvent | undefined {
  try {
    return codec.decode('bet.events', value);
  } catch {
    return undefined;
  }
}

async function readLearning(codec: Codec, { value }: LogRecord): Promise<BetEvent | LogError> {
  try {
    return await decodeLearning(codec, 'bet.events', value);
  } catch (error) {
    if (error instanceof LogError) return error;
    throw error;
  }
}

function broken(rule: Violation['rule'], partition: number, offset: number, detail: string) {
  const violation = { rule, at: tokenOf(partition, offset), detail };
  return { status: 'broken', violation } as const;
}

async function withInputs(
  batch: CountedBatch,
  facts: AdoptedFacts,
  commands: AdoptedCommands,
): Promise<WalkedBatch> {
  const { opening, partition, baseOffset } = batch;
  const undecodable = new Map<number, UndecodableCode>();
  const rewound: InputsRewound[] = [];
  for (const { event } of batch.records) {
    if (event.type === 'CommandUndecodable') undecodable.set(event.offset, event.code);
    if (event.type === 'InputsRewound') rewound.push(event);
  }
  for (const { topic, partition: of, toOffset } of rewound)
    if (topic === 'bet.commands') await commands.rewind(toOffset);
    else facts.rewind(of);
  const factFaults = await facts.adopt(opening.oddsNext);
  const adopted = await commands.adopt(opening.commandsNext, opening.commandsCrc, undecodable);
  const faults = [...factFaults, ...adopted.faults].map((detail): Violation => ({
    rule: 'inputs',
    at: tokenOf(partition, baseOffset),
    detail,
  }));
  const { table } = facts;
  return { status: 'batch', batch, commands: adopted.commands, rewound, table, faults };
}
