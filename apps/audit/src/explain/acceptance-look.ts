import {
  defined,
  positionToken,
  type BetHeld,
  type PlaceBets,
  type RejectReason,
} from '@stakelog/contracts';
import {
  decideBatch,
  rowsFor,
  ticketCheck,
  workMaxOf,
  type PartitionState,
  type TicketCheck,
} from '@stakelog/domain';
import { foldRecorded } from '../redecide/redecide-partition';
import { walkPartition, type Recording, type WalkedBatch } from '../walk/partition-walk';
import { WalkedState } from '../walk/walked-state';

/** One row of the table of acceptance, as it came out. */
export type LookedRow = {
  /** Its number in docs. */
  readonly row: string;
  readonly codes: string;
  /** Undefined: an earlier row had failed, and it was not looked at. */
  readonly passed: boolean | undefined;
  readonly reasons: readonly RejectReason[];
};

/** One look at a ticket: the first, or the second at the deadline of its hold. */
export type AcceptanceLook = {
  readonly at: string;
  readonly decidedAtMs: number;
  /** The facts adopted by then, in the partition of each market: `o5:99121` is the next one not seen. */
  readonly adopted: readonly string[];
  readonly rows: readonly LookedRow[];
};

/** The codes of each row, by its number in the table of docs. */
const rowCodes: Readonly<Record<string, string>> = {
  '1': 'INVALID_FORMAT',
  '5–7': 'SELF_EXCLUDED, TIME_OUT, ACCOUNT_BLOCKED',
  '8': 'VERIFICATION_REQUIRED',
  '9': 'LOCATION_NOT_ALLOWED',
  '10': 'SESSION_LIMIT_REACHED',
  '11': 'STAKE_LIMIT_REACHED',
  '12': 'LOSS_LIMIT_REACHED',
  '13': 'TOO_MANY_BETS, TOO_MANY_LEGS, TOO_MANY_LINES',
  '14': 'LINES_MISMATCH',
  '15': 'MARKET_UNKNOWN, OUTCOME_UNKNOWN',
  '16': 'BET_TYPE_NOT_ALLOWED',
  '17': 'RELATED_SELECTIONS',
  '18': 'FEED_DOWN',
  '19': 'MARKET_CLOSED',
  '20': 'MARKET_SUSPENDED',
  '21': 'OUTCOME_INACTIVE',
  '22': 'MARKET_CHANGED',
  '23': 'SCORE_CHANGED',
  '24': 'ODDS_CHANGED',
  '25–29': 'STAKE_BELOW_MIN, STAKE_ABOVE_MAX, PAYOUT_ABOVE_MAX, BETTOR_LIMIT, LIABILITY_EXCEEDED',
  '30': 'FREE_BET_INVALID',
  '31': 'INSUFFICIENT_FUNDS',
};

/** Whose look, and where its batch begins. */
export type LookAt = {
  readonly partition: number;
  readonly batchOffset: number;
  readonly place: PlaceBets;
  /** Of the second look. */
  readonly held: BetHeld | undefined;
};

/** Folds the log up to the batch, and looks at the ticket as its decider did. Undefined: there is no such batch. */
export async function acceptanceLook(
  recording: Recording,
  { partition, batchOffset, place, held }: LookAt,
): Promise<AcceptanceLook | undefined> {
  const walked = new WalkedState(partition);
  for await (const step of walkPartition(recording, partition)) {
    if (step.status === 'epoch') walked.meet(step);
    if (step.status !== 'batch') continue;
    const state = walked.at(step.table);
    if (step.batch.baseOffset < batchOffset) {
      foldRecorded(state, step);
      continue;
    }
    return step.batch.baseOffset > batchOffset ? undefined : lookAt(state, step, place, held);
  }
  return undefined;
}

function lookAt(
  state: PartitionState,
  step: WalkedBatch,
  place: PlaceBets,
  held: BetHeld | undefined,
): AcceptanceLook {
  const { opening, baseOffset, partition } = step.batch;
  if (held === undefined) decideUpTo(state, step, place);
  else state.decidedAtMs = opening.decidedAtMs;
  const { table } = state;
  const check = ticketCheck(state, place, held);
  const adopted = place.selections.flatMap(({ marketId }) => {
    const of = table.markets.get(marketId)?.partition;
    const next = of === undefined ? undefined : table.vector[of]?.next;
    return of === undefined || next === undefined
      ? []
      : [positionToken({ topic: 'odds.events', partition: of, offset: next })];
  });
  return {
    at: positionToken({ topic: 'bet.events', partition, offset: baseOffset }),
    decidedAtMs: opening.decidedAtMs,
    adopted,
    rows: check === undefined ? [] : looked(check),
  };
}

/** The batch as far as the ticket's command: its facts, its timers, the commands before. */
function decideUpTo(state: PartitionState, step: WalkedBatch, place: PlaceBets): void {
  const { batch, commands, rewound } = step;
  const { decidedAtMs, oddsNext } = batch.opening;
  const own = commands.findIndex(
    (input) => 'command' in input && input.command.commandId === place.commandId,
  );
  state.nextOffset = batch.baseOffset;
  const before = commands.slice(0, Math.max(0, own));
  const workMax = workMaxOf(batch.opening);
  decideBatch(state, { decidedAtMs, oddsNext, commands: before, rewound, workMax });
}

function looked(check: TicketCheck): readonly LookedRow[] {
  let failed = false;
  return rowsFor(check).map(({ row, reasons }) => {
    const codes = defined(rowCodes[row], 'every row of acceptance has a name here');
    if (failed) return { row, codes, passed: undefined, reasons: [] };
    const found = reasons(check);
    failed = found.length > 0;
    return { row, codes, passed: !failed, reasons: found };
  });
}
