import {
  defined,
  type HeldLeg,
  type LimitPolicyChanged,
  type OutcomeId,
  type PlaceBets,
  type RejectCode,
  type RejectReason,
  type Selection,
  type TicketBet,
} from '@stakelog/contracts';
import type { Account } from '../account/account';
import type { Fixture, Market, Outcome } from '../market/market';
import type { PartitionState } from '../partition/partition-state';
import type { Quote } from '../quote/quote';
import type { BetTerms } from './bet-terms';
import type { UsablePrice } from './usable-price';

/** A selection of a ticket, with what the table shows of it. */
export type SeenSelection = {
  readonly selection: Selection;
  readonly market: Market | undefined;
  readonly fixture: Fixture | undefined;
  readonly outcome: Outcome | undefined;
  /** The current one; undefined while the outcome has none. */
  readonly price: UsablePrice | undefined;
};

/** A ticket under decision, with everything the rows of acceptance may look at. */
export type TicketCheck = {
  readonly state: PartitionState;
  readonly place: PlaceBets;
  readonly account: Account;
  readonly policy: LimitPolicyChanged | undefined;
  /** By selection. Looked up once: every row asks for it. */
  readonly seen: readonly SeenSelection[];
  /** What the legs were seen at when the ticket was held; undefined at the first look. */
  readonly held: readonly HeldLeg[] | undefined;
  /** Stake that the ticket's own hold keeps; it does not count against it. In minor units. */
  readonly reserved: number;
  /** The reserved quote that the ticket takes: its prices and stakes stand, and rows 22–29 do not apply. */
  readonly quote: Quote | undefined;
  /** By bet, once worked out (work-out-terms.ts). */
  readonly terms: BetTerms[];
};

export function seeSelection({ table }: PartitionState, selection: Selection): SeenSelection {
  const market = table.markets.get(selection.marketId);
  const outcome = market?.outcomes.get(selection.outcomeId);
  return {
    selection,
    market,
    fixture: market === undefined ? undefined : table.fixtureOf(market),
    outcome,
    price: outcome === undefined ? undefined : priceOf(outcome),
  };
}

const priceOf = ({ odds, fraction, oddsAt }: Outcome): UsablePrice | undefined =>
  odds === null || oddsAt === undefined ? undefined : { odds, fraction, at: oddsAt };

/** A selection by its index. */
export const seenLeg = ({ seen }: TicketCheck, index: number): SeenSelection =>
  defined(seen[index], 'row 1 checked the indices');

/** The market of a selection that passed row 15. */
export const foundMarket = ({ market }: SeenSelection): Market =>
  defined(market, 'row 15 found the market');

/** The reasons of the selections that have one; most tickets have none, so nothing is built for them. */
export function ofSelections(
  { seen }: TicketCheck,
  reasonOf: (leg: SeenSelection, index: number) => RejectReason | undefined,
): readonly RejectReason[] {
  let reasons: RejectReason[] | undefined;
  for (let index = 0; index < seen.length; index++) {
    const leg = seen[index];
    const reason = leg === undefined ? undefined : reasonOf(leg, index);
    if (reason !== undefined) (reasons ??= []).push(reason);
  }
  return reasons ?? noReasons;
}

/** The reasons of the bets that have one. */
export function ofBets(
  { place: { bets } }: Pick<TicketCheck, 'place'>,
  reasonOf: (bet: TicketBet, index: number) => RejectReason | undefined,
): readonly RejectReason[] {
  let reasons: RejectReason[] | undefined;
  for (let index = 0; index < bets.length; index++) {
    const bet = bets[index];
    const reason = bet === undefined ? undefined : reasonOf(bet, index);
    if (reason !== undefined) (reasons ??= []).push(reason);
  }
  return reasons ?? noReasons;
}

export const noReasons: readonly RejectReason[] = [];

/** Markets that show their outcomes only in the definition count as well. */
export const knowsOutcome = (market: Market, id: OutcomeId): boolean =>
  market.outcomes.has(id) ||
  market.definition?.outcomes.some(({ outcomeId }) => outcomeId === id) === true;

/** The price of a selection that the ticket is decided at: the quoted one, else the current one. */
export const usedPrice = ({ quote, seen }: TicketCheck, index: number): UsablePrice =>
  defined(quote?.prices.get(index) ?? seen[index]?.price, 'row 21 found a price');

/** The policy that limits and rates are taken from: a quote keeps the one it was made under. */
export const policyOf = ({ policy, quote, state }: TicketCheck): LimitPolicyChanged =>
  defined(
    quote === undefined ? policy : state.table.policies.get(quote.quoted.policyVersion),
    'row 18 refused without a policy',
  );

export const ofTicket = (code: RejectCode, detail: string | null = null): RejectReason => ({
  code,
  level: 'ticket',
  bet: null,
  leg: null,
  detail,
});

export const ofBet = (
  code: RejectCode,
  bet: number,
  detail: string | null = null,
): RejectReason => ({
  code,
  level: 'bet',
  bet,
  leg: null,
  detail,
});

export const ofLeg = (
  code: RejectCode,
  leg: number,
  detail: string | null = null,
): RejectReason => ({
  code,
  level: 'leg',
  bet: null,
  leg,
  detail,
});
