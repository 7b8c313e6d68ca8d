import type {
  HeldLeg,
  LimitPolicyChanged,
  OutcomeId,
  PlaceBets,
  RejectCode,
  RejectReason,
  Selection,
} from '@stakelog/contracts';
import { defined } from '@stakelog/contracts';
import type { Account } from '../account/account';
import type { Fixture, Market, Outcome } from '../market/market';
import type { PartitionState } from '../partition/partition-state';
import type { Quote } from '../quote/quote';
import type { UsablePrice } from './usable-price';

/** A ticket under decision, with everything the rows of acceptance may look at. */
export type TicketCheck = {
  readonly state: PartitionState;
  readonly place: PlaceBets;
  readonly account: Account;
  readonly policy: LimitPolicyChanged | undefined;
  /** What the legs were seen at when the ticket was held; undefined at the first look. */
  readonly held: readonly HeldLeg[] | undefined;
  /** Stake that the ticket's own hold keeps; it does not count against it. In minor units. */
  readonly reserved: number;
  /** The reserved quote that the ticket takes: its prices and stakes stand, and rows 22–29 do not apply. */
  readonly quote: Quote | undefined;
};

export const marketOf = ({ state }: TicketCheck, { marketId }: Selection): Market | undefined =>
  state.table.markets.get(marketId);

export function fixtureOf(check: TicketCheck, selection: Selection): Fixture | undefined {
  const market = marketOf(check, selection);
  return market === undefined ? undefined : check.state.table.fixtureOf(market);
}

export const outcomeOf = (check: TicketCheck, selection: Selection): Outcome | undefined =>
  marketOf(check, selection)?.outcomes.get(selection.outcomeId);

/** Undefined while the outcome has no price. */
export function currentPrice(check: TicketCheck, selection: Selection): UsablePrice | undefined {
  const outcome = outcomeOf(check, selection);
  if (outcome === undefined || outcome.odds === null || outcome.oddsAt === undefined)
    return undefined;
  return { odds: outcome.odds, fraction: outcome.fraction, at: outcome.oddsAt };
}

/** Markets that show their outcomes only in the definition count as well. */
export const knowsOutcome = (market: Market, id: OutcomeId): boolean =>
  market.outcomes.has(id) ||
  market.definition?.outcomes.some(({ outcomeId }) => outcomeId === id) === true;

/** The price of a selection that the ticket is decided at: the quoted one, else the current one. */
export function usedPrice(check: TicketCheck, index: number): UsablePrice {
  const selection = check.place.selections[index];
  const price =
    check.quote?.prices.get(index) ??
    (selection === undefined ? undefined : currentPrice(check, selection));
  return defined(price, 'row 21 found a price');
}

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
