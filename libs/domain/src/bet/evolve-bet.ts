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
import type { ExposureShare } from './apportionment';
import { legExposures, type LegExposure } from './exposure';
import { heldExcessOf } from './kept-acceptance';
import type { KeptBet } from './kept-bet';
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
  const bet = state.bets.add({
    accepted,
    heldExcess: heldExcessOf(accepted),
    acceptedOffset: state.nextOffset,
    settlement: undefined,
    version: 0,
    settledAtMs: 0,
    overrides: noOverrides,
    cashedBps: 0,
    exposed: undefined,
  });
  for (const { marketId } of bet.accepted.legs) {
    const places = state.betsByMarket.get(marketId);
    if (places === undefined) state.betsByMarket.set(marketId, new Set([bet.place]));
    else places.add(bet.place);
  }
  expose(state, bet);
}

const noOverrides: Bet['overrides'] = [];

/** A settlement replaces the one before; its bet needs no more work. */
export function settleBet(state: PartitionState, event: BetSettled): void {
  const bet = kept(state, event);
  assert(event.version === bet.version + 1, 'settlement versions count up');
  assert(event.previousPayout === (bet.settlement?.payout ?? 0), 'the delta is from what stands');
  conceal(state, bet);
  state.bets.settle(bet, event);
  bet.version = event.version;
  bet.settledAtMs = state.decidedAtMs;
  state.work.delete(bet.place);
  if (event.version > 1) state.settled.delete(bet.place); // to the end, where the newest stand
  state.settled.add(bet.place);
}

/** A reopened bet is exposed again. */
export function reopenBet(state: PartitionState, event: BetReopened): void {
  const bet = kept(state, event);
  assert(bet.settlement !== undefined, 'only a settled bet is reopened');
  bet.settlement = undefined;
  state.work.delete(bet.place);
  state.settled.delete(bet.place);
  expose(state, bet);
}

const kept = (state: PartitionState, { ticketId, bet }: BetSettled | BetReopened): KeptBet =>
  defined(state.bets.of(ticketId, bet), 'only a kept bet is settled');

/** More of the bet is cashed out: less of it stands on its markets, and nothing once all of it is. */
export function cashOutBet(state: PartitionState, bet: KeptBet, toShareBps: number): void {
  conceal(state, bet);
  bet.cashedBps = toShareBps;
  expose(state, bet);
}

/** Puts what a bet's state says on its markets, at the rates of the policy that it was accepted with. */
function expose(state: PartitionState, bet: KeptBet): void {
  const share = state.exposureShare(bet.accepted);
  const now = exposuresOf(bet, share);
  bet.exposed = isPlain(bet, share) ? undefined : now;
  moveExposures(state, now, 1);
}

/** Takes what stands of a bet off its markets: the very shares that were put there. */
function conceal(state: PartitionState, bet: KeptBet): void {
  moveExposures(state, bet.exposed ?? exposuresOf(bet, amountsOf(bet)), -1);
  bet.exposed = undefined;
}

/** Whether a bet's shares are its own amounts on one leg: then they need not be kept. */
function isPlain(bet: Bet, { stake, winReturn }: ExposureShare): boolean {
  const own = amountsOf(bet);
  return bet.accepted.legs.length === 1 && stake === own.stake && winReturn === own.winReturn;
}

const amountsOf = ({ accepted: { stake, potentialReturn } }: Bet): ExposureShare => ({
  stake,
  winReturn: potentialReturn,
});

const nothing: readonly LegExposure[] = [];

/** Whether something of a bet stands on its markets: not once it is settled, or cashed out whole. */
export const isExposed = ({ settlement, cashedBps }: Bet): boolean =>
  settlement === undefined && cashedBps < WHOLE_BPS;

/** A bet's whole share on the markets of its legs: less where a part was cashed out, nothing once it is gone. */
export function exposuresOf(bet: Bet, share: ExposureShare): readonly LegExposure[] {
  const { accepted, cashedBps } = bet;
  if (!isExposed(bet)) return nothing;
  const whole = legExposures(accepted, accepted.legs, share);
  if (cashedBps === 0) return whole;
  const left = (amount: number) => amount - closedStake(amount, cashedBps);
  return whole.map((each) => ({
    ...each,
    stake: left(each.stake),
    winReturn: left(each.winReturn),
  }));
}
