import { assert, type AdoptedRange, type BetCommand } from '@stakelog/contracts';
import { settlementOf } from '../settlement/settle-bet';
import type { RelevantFact } from '../market/market-table';
import type { CashOutQuote } from '../cash-out/cash-out-quote';
import type { Decision, PartitionState } from './partition-state';

const none: ReadonlySet<number> = new Set();

/**
 * Adopts facts up to the vector: every kept bet of a market they concern waits for settlement work, once, in
 * the order of results and of acceptance. Returns the facts, by odds partition, then offset.
 */
export function adoptFacts(
  state: PartitionState,
  vector: readonly AdoptedRange[],
): readonly RelevantFact[] {
  const adopted: RelevantFact[] = [];
  for (const { partition, next } of vector) {
    const from = state.oddsNext[partition];
    assert(from !== undefined && from <= next, 'adopted facts never go back');
    adopted.push(...state.table.relevantBetween(partition, from, next));
    state.oddsNext[partition] = next;
  }
  for (const fact of adopted)
    if ('marketId' in fact && (fact.sinceRules ?? 1) <= state.rules)
      state.work.addAll(state.betsByMarket.get(fact.marketId) ?? none);
  return adopted;
}

/**
 * Works off open settlement work, oldest first: at most so many bets, whether they need a settlement or not.
 * Returns how many were taken. Rules version 1 counted only those that needed one.
 */
export function settleOpenWork(
  state: PartitionState,
  workMax: number,
  emit: (event: Decision) => void,
): number {
  let taken = 0;
  while (taken < workMax) {
    const place = state.work.takeOldest();
    if (place === undefined) break;
    const event = settlementOf(state, state.bets.at(place));
    if (event !== undefined) emit(event);
    if (event !== undefined || state.rules > 1) taken++;
  }
  return taken;
}

/**
 * Pending settlement comes first: a command about a bet with work outstanding is decided behind that work
 * (domain.md §4.3). A bet that needs no settlement stays in its place, so that a fold finds the same order.
 */
export function settlePending(
  state: PartitionState,
  command: BetCommand | CashOutQuote,
  emit: (event: Decision) => void,
): void {
  const id = betNamedBy(state, command);
  const bet = id === undefined ? undefined : state.bets.get(id);
  if (bet === undefined || !state.work.has(bet.place)) return;
  const event = settlementOf(state, bet);
  if (event !== undefined) emit(event);
}

function betNamedBy(state: PartitionState, command: BetCommand | CashOutQuote): string | undefined {
  if ('betId' in command) return command.betId;
  if (!('type' in command) || command.type !== 'CashOut') return undefined;
  return state.cashOutQuotes.get(command.quoteId)?.betId;
}

/**
 * After a fold: the batch's writer also took bets off the work that needed no settlement, which left no
 * event. They were the oldest, so the oldest go until as many are left as the opening says. Fewer are there only
 * where the log has lost facts that the writer had (R6): those bets wait for the facts that come instead.
 */
export function trimWork(state: PartitionState, workOpen: number): void {
  while (state.work.size > workOpen) state.work.takeOldest();
}
