import { limits, type AdoptedRange, type InputsRewound } from '@stakelog/contracts';
import {
  answeredKey,
  decideBatch,
  openingOf,
  type DecidedBatch,
  type Decision,
  type InputCommand,
  type PartitionState,
} from '@stakelog/domain';
import {
  LogError,
  type Appender,
  type AppendRecord,
  type Codec,
  type FencePosition,
} from '@stakelog/kafka';
import { crashPoint } from '@stakelog/runtime';
import type { BrokerClock } from './broker-clock';
import { crcOf, type CommandsQueue, type QueuedCommand } from './commands-queue';
import type { SettlingTurns } from './settling-turns';

/** What a writer has of its partition: who it is, where it stands, and the state so far. */
export type Tenure = {
  readonly partition: number;
  readonly epoch: number;
  readonly writer: string;
  readonly state: PartitionState;
  readonly commands: CommandsQueue;
  readonly clock: BrokerClock;
  /** For durations: what an append and a batch take. */
  readonly monotonicMs: () => number;
  readonly appender: Appender;
  readonly codec: Codec;
  readonly settling: SettlingTurns;
  /** True from when it is lost: no further batch is decided. */
  ended: boolean;
  /** The newest that was decided. */
  batch: number;
  /** Where the next append has to stand. */
  nextOffset: number;
  /** Behind the newest confirmed batch: what readers may start from (R4). */
  position: FencePosition;
  /** How many bets a batch takes off the settlement work, where it is the partition's turn. */
  workMax: number;
  /** An input went back and an operator accepted it; told in the next batch. */
  rewound: readonly InputsRewound[];
};

/** What a confirmed batch did, for metrics and dead letters. */
export type Turned = {
  readonly decisions: readonly Decision[];
  readonly commands: readonly QueuedCommand[];
  readonly appendedAtMs: number | undefined;
  readonly appendSeconds: number;
};

/** A batch that is decided and encoded, and stands in no log yet. The state is ahead by it. */
export type DecidedTurn = {
  readonly batch: number;
  readonly records: readonly AppendRecord[];
  readonly decisions: readonly Decision[];
  readonly commands: readonly QueuedCommand[];
};

/**
 * Decides the next batch, maybe while the one before it is on its way: if that one is lost, so is the whole state.
 * Undefined where this clock and the broker's disagree (R9).
 */
export async function decideTurn(tenure: Tenure): Promise<DecidedTurn | undefined> {
  const { state, clock, commands } = tenure;
  const waiting = await commands.next();
  const decidedAtMs = clock.decidedAtMs(state.decidedAtMs);
  if (decidedAtMs === undefined) return undefined;
  const { records, decisions, commandsTaken } = encodeBatch(tenure, waiting, decidedAtMs);
  crashPoint('decider.decided');
  tenure.rewound = [];
  commands.take(commandsTaken);
  const batch = ++tenure.batch;
  return { batch, records, decisions, commands: waiting.slice(0, commandsTaken) };
}

/**
 * Appends a decided batch once, behind the one before it, and only then believes it. Throws `outcome_unknown`, `fenced`
 * or `too_large`; the caller drops this tenure and reads the log again.
 */
export async function appendTurn(tenure: Tenure, decided: DecidedTurn): Promise<Turned> {
  const { appender, clock, partition } = tenure;
  const startedAtMs = tenure.monotonicMs();
  const appended = await appender.append(partition, decided.records);
  if (appended.status === 'unknown')
    throw new LogError(appended.bytesRefused ? 'too_large' : 'outcome_unknown', appended.cause);
  if (appended.baseOffset !== tenure.nextOffset)
    throw new LogError('fenced', `wrote at ${appended.baseOffset}, not ${tenure.nextOffset}`);

  crashPoint('decider.appended');
  clock.hear(appended.appendedAtMs);
  believe(tenure, appended.baseOffset, decided);
  const { decisions, commands } = decided;
  const appendSeconds = (tenure.monotonicMs() - startedAtMs) / 1_000;
  return { decisions, commands, appendedAtMs: appended.appendedAtMs, appendSeconds };
}

/** Decides and encodes as it goes, so that the batch ends where its bytes would be too many (R7). */
function encodeBatch(
  tenure: Tenure,
  waiting: readonly QueuedCommand[],
  decidedAtMs: PartitionState['decidedAtMs'],
) {
  const { state, codec } = tenure;
  const records: AppendRecord[] = [];
  const commands = waiting.map(({ input }) => input);
  const answered = new Set<string>();
  let bytes = 0;
  let asked = 0;
  const isFull = (newest: readonly Decision[]) => {
    for (const decision of newest) {
      const value = codec.encode('bet.events', decision);
      bytes += value.length;
      records.push({ key: 'accountId' in decision ? decision.accountId : null, value });
      const id = answeredKey(decision);
      if (id !== undefined) answered.add(id);
    }
    const next = commands[asked++];
    return bytes >= limits.batchBytesTarget || isAnswered(answered, next);
  };

  const oddsNext = movedVector(state, tenure.rewound);
  const { rewound } = tenure;
  const mayBring = state.work.size > 0 || oddsNext.length > 0;
  const workMax = mayBring && tenure.settling.take(tenure.partition) ? tenure.workMax : 0;
  const inputs = { decidedAtMs, oddsNext, commands, rewound, workMax };
  const startedAtMs = tenure.monotonicMs();
  const decided = decideBatch(state, inputs, isFull);
  if (decided.workTaken > 0) tenure.workMax = paced(decided, tenure.monotonicMs() - startedAtMs);
  const last = waiting[decided.commandsTaken - 1];
  const range =
    last === undefined
      ? { next: state.commandsNext, crc: state.commandsCrc }
      : { next: last.record.offset + 1, crc: crcOf(last) };
  const { epoch, writer } = tenure;
  const opening = openingOf(
    state,
    { epoch, writer, batch: tenure.batch + 1 },
    inputs,
    decided,
    range,
  );
  state.commandsNext = range.next;
  state.commandsCrc = range.crc;
  records.unshift({ key: null, value: codec.encode('bet.events', opening) });
  return { records, decisions: decided.decisions, commandsTaken: decided.commandsTaken };
}

/**
 * Whether a command repeats what this very batch has answered: it waits for the next one. Its decision names the
 * offset of the answer, and behind a late record without effect this batch would count from another offset than the
 * one it was decided for.
 */
const isAnswered = (answered: ReadonlySet<string>, input: InputCommand | undefined): boolean =>
  input !== undefined && 'command' in input && answered.has(input.command.commandId);

/** As much work as fits its time at the pace of this batch: slow while the code is new, then faster. */
function paced({ workTaken, commandsTaken }: DecidedBatch, tookMs: number): number {
  const msPerDecision = tookMs / (workTaken + commandsTaken);
  const fits = Math.round(limits.settlementMsPerBatch / msPerDecision);
  return Math.min(limits.settlementsPerBatchMax, Math.max(limits.settlementsPerBatchMin, fits));
}

/** The partitions of odds.events in which the table stands further than this partition has adopted. */
function movedVector(
  { table, oddsNext }: PartitionState,
  rewound: readonly InputsRewound[],
): readonly AdoptedRange[] {
  const wentBack = new Set(
    rewound.filter(({ topic }) => topic === 'odds.events').map(({ partition }) => partition),
  );
  return table.vector.flatMap(({ next, crc }, partition) =>
    next === oddsNext[partition] && !wentBack.has(partition) ? [] : [{ partition, next, crc }],
  );
}

function believe(tenure: Tenure, baseOffset: number, { batch, decisions }: DecidedTurn): void {
  const { partition, epoch, writer } = tenure;
  tenure.nextOffset = baseOffset + 1 + decisions.length;
  tenure.position = {
    batchOffset: baseOffset,
    nextOffset: tenure.nextOffset,
    epoch,
    writer,
    batch,
    lastEventId: `${partition}-${epoch}-${batch}-${decisions.length}`,
  };
}
