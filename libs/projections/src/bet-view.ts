import {
  type AccountId,
  type BetAccepted,
  type BetCashedOut,
  betId,
  type BetId,
  type BetSettled,
  type Leg,
  type LegOverride,
  type LegOverridden,
  type MinorUnits,
  type ModelKey,
  type SettledLeg,
  type UtcMs,
} from '@stakelog/contracts';
import type { LegExposure } from '@stakelog/domain';
import { acceptedExposure } from './accepted-exposure';
import { type BetChangeEvent, type BetChangeView, withChange } from './bet-change';
import { factToken } from './event-fields';
import { eventToken, type PlacedEvent } from './placed-event';
import { acceptedLeg, nameOf, shownTerms } from './ticket-answer';
import { withoutNulls } from './without-nulls';

export type BetStatus = 'OPEN' | 'SETTLED' | 'CASHED_OUT';

/** How a leg ended: shares of the stake that win and are refunded, and the fact that said so. */
export type LegResult = ReturnType<typeof legResult>;

export type BetLegView = ReturnType<typeof betLeg> & {
  readonly result?: LegResult;
  /** An operator's word on the leg, above everything the feed says. */
  readonly override?: { readonly result: LegOverride; readonly reason: string };
};

/** A share that was settled early. */
export type CashOutView = {
  readonly quoteId: string;
  /** Cumulative, in ten-thousandths. */
  readonly toShareBps: number;
  readonly amount: MinorUnits;
  readonly stakeClosed: MinorUnits;
  readonly atMs: UtcMs;
  readonly at: string;
};

/** What stands of a bet's settlement; earlier versions are in its history. */
export type BetSettlement = {
  readonly version: number;
  readonly payout: MinorUnits;
  readonly bonus: MinorUnits;
  readonly reason: string;
  readonly exactReturn: { readonly num: string; readonly den: string };
  readonly settledAtMs: UtcMs;
  readonly settledAt: string;
};

/** One bet, as `GET /bets/{id}` shows it. Money in minor units, odds in ten-thousandths. */
export type BetView = {
  readonly betId: BetId;
  readonly ticketId: string;
  readonly accountId: AccountId;
  readonly status: BetStatus;
  /** Of the account. */
  readonly currency: string;
  readonly kind: BetAccepted['kind'];
  /** Where its full cover has a name: LUCKY_15. */
  readonly system?: string;
  readonly sizes: readonly number[];
  readonly positions: BetAccepted['positions'];
  readonly eachWay: boolean;
  readonly lines: number;
  readonly stake: MinorUnits;
  readonly funding: BetAccepted['funding'];
  readonly freeBetId?: string;
  readonly quoteId?: string;
  readonly potentialReturn: MinorUnits;
  readonly maxPayout?: MinorUnits;
  readonly rounding: BetAccepted['rounding'];
  /** Bonus lines promised at acceptance. */
  readonly bonusTerms?: readonly ReturnType<typeof shownTerms>[];
  readonly legs: readonly BetLegView[];
  readonly acceptedAtMs: UtcMs;
  readonly acceptedAt: string;
  readonly policyVersion: number;
  /** Missing while nothing is settled, and again after the bet was reopened. */
  readonly settlement?: BetSettlement;
  /** Of the latest settlement or reopening; 0: never settled. */
  readonly settlementVersion: number;
  readonly cashedOutBps: number;
  readonly cashedOutAmount: number;
  /** What is still staked: without the shares cashed out. */
  readonly openStake: number;
  readonly cashOuts: readonly CashOutView[];
  /** Since its acceptance, oldest first; the log has all of them. */
  readonly changes: readonly BetChangeView[];
  /** What it put on its legs' markets when it was accepted; GET /exposure sums what is left of it. */
  readonly exposed: readonly LegExposure[];
  /** Offset of its acceptance: its place among the account's bets. */
  readonly place: number;
  /** Position of the last change: the ETag. */
  readonly asOf: string;
};

type BetEventOfView = BetAccepted | BetChangeEvent;

export const betKey = (id: string): ModelKey<BetView> => `bet:${id}`;

/** The view after an event that concerns the bet; undefined where the bet was never accepted. */
export function betView(
  view: BetView | undefined,
  event: BetEventOfView,
  placed: PlacedEvent,
  currency: string,
): BetView | undefined {
  if (event.type === 'BetAccepted') return acceptedBet(event, placed, currency);
  if (view === undefined) return undefined;
  const changes = withChange(view.changes, event, placed);
  return { ...changed(view, event, placed), changes, asOf: eventToken(placed) };
}

function changed(view: BetView, event: BetChangeEvent, placed: PlacedEvent): BetView {
  switch (event.type) {
    case 'BetSettled':
      return settledBet(view, event, placed);
    case 'BetReopened': {
      const { settlement: _, legs, ...rest } = view;
      const open = legs.map(({ result: __, ...leg }) => leg);
      return { ...rest, legs: open, status: 'OPEN', settlementVersion: event.version };
    }
    case 'BetCashedOut':
      return cashedOutBet(view, event, placed);
    case 'LegOverridden':
      return { ...view, legs: view.legs.map((leg, index) => overridden(leg, index, event)) };
  }
}

function acceptedBet(event: BetAccepted, placed: PlacedEvent, currency: string): BetView {
  const asOf = eventToken(placed);
  const { bonusTerms } = event;
  return {
    betId: betId(event.ticketId, event.bet),
    ticketId: event.ticketId,
    accountId: event.accountId,
    currency,
    status: 'OPEN',
    kind: event.kind,
    ...withoutNulls({ system: nameOf(event) }),
    sizes: event.sizes,
    positions: event.positions,
    eachWay: event.eachWay,
    lines: event.lines,
    stake: event.stake,
    funding: event.funding,
    ...withoutNulls({ freeBetId: event.freeBetId, quoteId: event.quoteId }),
    potentialReturn: event.potentialReturn,
    ...withoutNulls({ maxPayout: event.maxPayout }),
    rounding: event.rounding,
    ...(bonusTerms.length > 0 && { bonusTerms: bonusTerms.map(shownTerms) }),
    legs: event.legs.map(betLeg),
    acceptedAtMs: event.acceptedAtMs,
    acceptedAt: asOf,
    policyVersion: event.policyVersion,
    settlementVersion: 0,
    cashedOutBps: 0,
    cashedOutAmount: 0,
    openStake: event.stake,
    cashOuts: [],
    changes: [],
    exposed: acceptedExposure(event),
    place: placed.offset,
    asOf,
  };
}

/** A leg as it was taken, with what its settlement depends on. */
function betLeg(leg: Leg) {
  const { scoreAtAcceptance: score, reductionMethod, antePost, ruleSetId } = leg;
  return {
    ...acceptedLeg(leg),
    ...withoutNulls({
      scoreAtAcceptance: score && { home: score.home, away: score.away },
      reductionMethod,
      antePost: antePost ? true : null,
      ruleSetId,
    }),
  };
}

function cashedOutBet(view: BetView, event: BetCashedOut, placed: PlacedEvent): BetView {
  const { quoteId, toShareBps, amount, stakeClosed } = event;
  const cashOut = {
    quoteId,
    toShareBps,
    amount,
    stakeClosed,
    atMs: placed.decidedAtMs,
    at: eventToken(placed),
  };
  return {
    ...view,
    status: toShareBps === 10_000 ? 'CASHED_OUT' : view.status,
    cashedOutBps: toShareBps,
    cashedOutAmount: view.cashedOutAmount + amount,
    openStake: view.openStake - stakeClosed,
    cashOuts: [...view.cashOuts, cashOut],
  };
}

/** NONE lifts what an operator said before. */
function overridden(leg: BetLegView, index: number, event: LegOverridden): BetLegView {
  if (index !== event.leg) return leg;
  const { override: _, ...rest } = leg;
  const { result, reason } = event;
  return result === 'NONE' ? rest : { ...rest, override: { result, reason } };
}

function settledBet(view: BetView, event: BetSettled, placed: PlacedEvent): BetView {
  return {
    ...view,
    status: view.status === 'CASHED_OUT' ? 'CASHED_OUT' : 'SETTLED',
    legs: view.legs.map((leg, index) => {
      const settled = event.legs[index];
      return settled === undefined ? leg : { ...leg, result: legResult(settled) };
    }),
    settlement: {
      version: event.version,
      payout: event.payout,
      bonus: event.bonus,
      reason: event.reason,
      exactReturn: { num: event.exactReturn.num, den: event.exactReturn.den },
      settledAtMs: placed.decidedAtMs,
      settledAt: eventToken(placed),
    },
    settlementVersion: event.version,
  };
}

function legResult(leg: SettledLeg) {
  return withoutNulls({
    win: leg.win,
    void: leg.void,
    effectiveOdds: leg.effectiveOdds,
    place: leg.place,
    cause: leg.cause && factToken(leg.cause),
    rule: leg.rule,
  });
}

/** A bet as its owner sees it: without what only the read model needs. */
export function shownBet(view: BetView) {
  const { accountId: _, place: __, changes: ___, exposed: ____, ...shown } = view;
  return shown;
}

/** What happened to a bet, oldest first, its acceptance included. */
export function betHistory(view: BetView) {
  const { betId: id, acceptedAt, acceptedAtMs, stake, potentialReturn, asOf, changes } = view;
  const accepted = {
    at: acceptedAt,
    event: 'BetAccepted',
    atMs: acceptedAtMs,
    stake,
    potentialReturn,
  };
  return { betId: id, events: [accepted, ...changes], asOf };
}
