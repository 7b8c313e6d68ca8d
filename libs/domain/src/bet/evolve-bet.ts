import {
  assert,
  defined,
  type BetAccepted,
  type BetCommand,
  type BetHeld,
  type BetReopened,
  type BetSettled,
  type PlaceBets,
} from '@stakelog/contracts';
import { closedStake, WHOLE_BPS } from '../cash-out/closed-stake';
import type { PartitionState } from '../partition/partition-state';
import { endQuote, holdQuote } from '../quote/evolve-quote';
import type { Bet } from './bet';
import { legExposures, type LegExposure } from './exposure';
import { moveExposures } from './move-exposures';

/** A held ticket waits for its deadline. */
export function holdTicket(state: PartitionState, held: BetHeld): void {
  const { ticketId, deadlineMs, command } = held;
  const place = placeBetsOf(command);
  state.holds.set(ticketId, { place, deadlineMs, held });
  holdQuote(state, held, place);
}

function placeBetsOf(command: BetCommand): PlaceBets {
  assert(command.type === 'PlaceBets', 'only a ticket is held');
  return command;
}

/** An acceptance: the bet is open, and stands on its markets in place of the quote that it took. */
export function acceptBet(state: PartitionState, accepted: BetAccepted): void {
  state.holds.delete(accepted.ticketId);
  if (accepted.quoteId !== null) endQuote(state, accepted.quoteId);
  const bet: Bet = {
    accepted,
    acceptedOffset: state.nextOffset,
    settlement: undefined,
    version: 0,
    settledAtMs: 0,
    overrides: [],
    cashedBps: 0,
    exposed: [],
  };
  state.bets.add(bet);
  for (const { marketId } of accepted.legs) {
    const bets = state.betsByMarket.get(marketId);
    if (bets === undefined) state.betsByMarket.set(marketId, new Set([bet]));
    else bets.add(bet);
  }
  exposeBet(state, bet);
}

/** A settlement replaces the one before; its bet needs no more work. */
export function settleBet(state: PartitionState, event: BetSettled): void {
  const bet = kept(state, event);
  assert(event.version === bet.version + 1, 'settlement versions count up');
  assert(event.previousPayout === (bet.settlement?.payout ?? 0), 'the delta is from what stands');
  bet.settlement = { legs: event.legs, payout: event.payout, bonus: event.bonus };
  exposeBet(state, bet);
  bet.version = event.version;
  bet.settledAtMs = state.decidedAtMs;
  state.work.delete(bet);
  state.settled.delete(bet);
  state.settled.add(bet);
}

/** A reopened bet is exposed again. */
export function reopenBet(state: PartitionState, event: BetReopened): void {
  const bet = kept(state, event);
  assert(bet.settlement !== undefined, 'only a settled bet is reopened');
  bet.settlement = undefined;
  state.work.delete(bet);
  state.settled.delete(bet);
  exposeBet(state, bet);
}

const kept = (state: PartitionState, { ticketId, bet }: BetSettled | BetReopened): Bet =>
  defined(state.bets.of(ticketId, bet), 'only a kept bet is settled');

/** Replaces what a bet has on its markets by what its state says: nothing once settled, less where cashed out. */
export function exposeBet(state: PartitionState, bet: Bet): void {
  const { accepted, settlement, cashedBps } = bet;
  const isGone = settlement !== undefined || cashedBps === WHOLE_BPS;
  if (isGone) return expose(state, bet, []);
  const whole = exposuresOf(state, accepted);
  if (cashedBps === 0) return expose(state, bet, whole);
  const left = (amount: number) => amount - closedStake(amount, cashedBps);
  const scaled = (share: LegExposure) => ({
    ...share,
    stake: left(share.stake),
    winReturn: left(share.winReturn),
  });
  expose(state, bet, whole.map(scaled));
}

/** What a bet puts on the markets of its legs, at the rates of the policy it was accepted with. */
const exposuresOf = (state: PartitionState, accepted: BetAccepted): readonly LegExposure[] =>
  legExposures(accepted, accepted.legs, state.exposureShare(accepted));

/** Replaces what stands of a bet on its markets. */
function expose(state: PartitionState, bet: Bet, now: readonly LegExposure[]): void {
  moveExposures(state, bet.exposed, -1);
  moveExposures(state, now, 1);
  bet.exposed = now;
}
