import {
  assert,
  limits,
  type AdoptedRange,
  type BetCommand,
  type InputsAdopted,
  type InputsRewound,
  type UndecodableCode,
  type UtcMs,
} from '@stakelog/contracts';
import { placeHeldBets } from '../bet/place-bets';
import { cashOutHeld } from '../cash-out/cash-out';
import { dueQuotes } from '../quote/quote-bets';
import { settlementsPerBatch1 } from '../rules/version-1';
import { decide } from './decide';
import { evolve, openBatch } from './evolve';
import type { Decision, PartitionState } from './partition-state';
import { adoptFacts, settleOpenWork, settlePending } from './settlement-work';

/** A record of bet.commands: a command, or what is wrong with it. */
export type InputCommand =
  | { readonly offset: number; readonly command: BetCommand }
  | { readonly offset: number; readonly code: UndecodableCode };

/** Everything a batch is decided from, besides the state and the table at `oddsNext`. */
export type BatchInputs = {
  readonly decidedAtMs: UtcMs;
  /** Partitions of odds.events that moved, ascending. */
  readonly oddsNext: readonly AdoptedRange[];
  readonly commands: readonly InputCommand[];
  /** Inputs that went back, as an operator accepted it (R6). */
  readonly rewound?: readonly InputsRewound[];
  /** How many bets are taken off the open settlement work: the writer's choice, so an auditor is told it. */
  readonly workMax?: number;
};

export type DecidedBatch = {
  readonly decisions: readonly Decision[];
  /** How many of the commands were decided: fewer where the batch was full before. */
  readonly commandsTaken: number;
  /** How many bets were taken off the open settlement work. */
  readonly workTaken: number;
};

/**
 * Decides one batch and evolves the state through it. The order is fixed, since an auditor repeats it:
 * facts, due timers, open settlement work, commands. `isFull` is asked after every command with what has been
 * decided so far, and ends the range of commands early; nothing else depends on the machine.
 */
export function decideBatch(
  state: PartitionState,
  inputs: BatchInputs,
  isFull: (newest: readonly Decision[]) => boolean = () => false,
): DecidedBatch {
  const decisions: Decision[] = [];
  const emit = (event: Decision) => {
    evolve(state, event);
    decisions.push(event);
  };

  state.nextOffset++; // the opening record
  openBatch(state, inputs.decidedAtMs);
  for (const rewound of inputs.rewound ?? []) emit(rewound);
  for (const fact of adoptFacts(state, inputs.oddsNext))
    if ('undecodable' in fact)
      emit({ type: 'FactUndecodable', ...fact.at, code: fact.undecodable });
  decideDueTimers(state, emit);
  const workMax = inputs.workMax ?? limits.settlementsPerBatchMax;
  const workTaken = settleOpenWork(state, workMax, emit);

  let commandsTaken = 0;
  if (isFull(decisions) && inputs.commands.length > 0)
    return { decisions, commandsTaken, workTaken };
  for (const input of inputs.commands) {
    const before = decisions.length;
    if ('code' in input)
      emit({ type: 'CommandUndecodable', offset: input.offset, code: input.code });
    else {
      settlePending(state, input.command, emit);
      for (const event of decide(state, input.command)) emit(event);
      if (input.command.type === 'OverrideLeg') settlePending(state, input.command, emit);
    }
    commandsTaken++;
    if (isFull(decisions.slice(before))) break;
  }
  return { decisions, commandsTaken, workTaken };
}

/** Timers that are due: held tickets, then held cash-outs, by deadline and id; then what expires. */
function decideDueTimers(state: PartitionState, emit: (event: Decision) => void): void {
  const holds = dueAt(state.decidedAtMs, state.holds);
  for (const hold of byDeadline(holds, ({ place }) => place.ticketId))
    for (const event of placeHeldBets(state, hold)) emit(event);
  const cashOuts = dueAt(state.decidedAtMs, state.cashOutHolds);
  for (const hold of byDeadline(cashOuts, ({ command }) => command.commandId)) {
    settlePending(state, hold.quote, emit);
    emit(cashOutHeld(state, hold));
  }
  for (const event of dueQuotes(state)) emit(event);
}

/** Each batch looks at all that wait: thousands in play. */
function dueAt<Timer extends { readonly deadlineMs: number }>(
  nowMs: number,
  timers: ReadonlyMap<string, Timer>,
): readonly Timer[] {
  const due: Timer[] = [];
  for (const timer of timers.values()) if (timer.deadlineMs <= nowMs) due.push(timer);
  return due;
}

const byDeadline = <Timer extends { readonly deadlineMs: number }>(
  timers: readonly Timer[],
  id: (timer: Timer) => string,
) =>
  timers.toSorted(
    (left, right) => left.deadlineMs - right.deadlineMs || (id(left) < id(right) ? -1 : 1),
  );

/** When the next timer of the partition is due; undefined while none runs. */
export function nextDeadlineMs({
  holds,
  cashOutHolds,
  quotes,
}: PartitionState): number | undefined {
  let next = Infinity;
  for (const { deadlineMs } of holds.values()) next = Math.min(next, deadlineMs);
  for (const { deadlineMs } of cashOutHolds.values()) next = Math.min(next, deadlineMs);
  for (const { expiresAtMs } of quotes.values()) next = Math.min(next, expiresAtMs);
  return next === Infinity ? undefined : next;
}

/** How much work a recorded batch took off, to decide it again. */
export const workMaxOf = ({ workTaken }: InputsAdopted): number =>
  workTaken < 0 ? settlementsPerBatch1 : workTaken;

/** The record that opens a decided batch. */
export function openingOf(
  state: PartitionState,
  writer: { readonly epoch: number; readonly writer: string; readonly batch: number },
  inputs: BatchInputs,
  decided: DecidedBatch,
  commands: { readonly next: number; readonly crc: number },
): InputsAdopted {
  assert(commands.next >= state.commandsNext, 'commands are adopted in order');
  return {
    type: 'InputsAdopted',
    ...writer,
    records: decided.decisions.length,
    decidedAtMs: inputs.decidedAtMs,
    commandsNext: commands.next,
    commandsCrc: commands.crc,
    oddsNext: inputs.oddsNext,
    workOpen: state.work.size,
    workTaken: state.rules === 1 ? -1 : decided.workTaken,
  };
}
