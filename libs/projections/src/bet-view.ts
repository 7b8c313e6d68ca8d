import {
  type AccountId,
  type BetAccepted,
  type BetCashedOut,
  betId,
  type BetId,
  type BetReopened,
  type BetSettled,
  type MinorUnits,
  type ModelKey,
  type SettledLeg,
  type UtcMs,
} from '@stakelog/contracts';
import { factToken } from './event-fields';
import { eventToken, type PlacedEvent } from './placed-event';
import { acceptedLeg } from './ticket-answer';
import { withoutNulls } from './without-nulls';

export type BetStatus = 'OPEN' | 'SETTLED' | 'CASHED_OUT';

/** How a leg ended: shares of the stake that win and are refunded, and the fact that said so. */
export type LegResult = ReturnType<typeof legResult>;

export type BetLegView = ReturnType<typeof acceptedLeg> & { readonly result?: LegResult };

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
  readonly kind: string;
  readonly sizes: readonly number[];
  readonly positions: BetAccepted['positions'];
  readonly eachWay: boolean;
  readonly lines: number;
  readonly stake: MinorUnits;
  readonly funding: string;
  readonly freeBetId?: string;
  readonly quoteId?: string;
  readonly potentialReturn: MinorUnits;
  readonly maxPayout?: MinorUnits;
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
  /** Offset of its acceptance: its place among the account's bets. */
  readonly place: number;
  /** Position of the last change: the ETag. */
  readonly asOf: string;
};

type BetChange = BetAccepted | BetSettled | BetReopened | BetCashedOut;

export const betKey = (id: string): ModelKey<BetView> => `bet:${id}`;

/** The view after an event that concerns the bet; undefined where the bet was never accepted. */
export function betView(
  view: BetView | undefined,
  event: BetChange,
  placed: PlacedEvent,
): BetView | undefined {
  const asOf = eventToken(placed);
  if (event.type === 'BetAccepted') return acceptedBet(event, placed);
  if (view === undefined) return undefined;
  switch (event.type) {
    case 'BetSettled':
      return settledBet(view, event, placed);
    case 'BetReopened': {
      const { settlement: _, legs, ...rest } = view;
      const open = legs.map(({ result: __, ...leg }) => leg);
      return { ...rest, legs: open, status: 'OPEN', settlementVersion: event.version, asOf };
    }
    case 'BetCashedOut':
      return {
        ...view,
        status: event.toShareBps === 10_000 ? 'CASHED_OUT' : view.status,
        cashedOutBps: event.toShareBps,
        cashedOutAmount: view.cashedOutAmount + event.amount,
        asOf,
      };
  }
}

function acceptedBet(event: BetAccepted, placed: PlacedEvent): BetView {
  const asOf = eventToken(placed);
  return {
    betId: betId(event.ticketId, event.bet),
    ticketId: event.ticketId,
    accountId: event.accountId,
    status: 'OPEN',
    kind: event.kind,
    sizes: event.sizes,
    positions: event.positions,
    eachWay: event.eachWay,
    lines: event.lines,
    stake: event.stake,
    funding: event.funding,
    ...withoutNulls({ freeBetId: event.freeBetId, quoteId: event.quoteId }),
    potentialReturn: event.potentialReturn,
    ...withoutNulls({ maxPayout: event.maxPayout }),
    legs: event.legs.map(acceptedLeg),
    acceptedAtMs: event.acceptedAtMs,
    acceptedAt: asOf,
    policyVersion: event.policyVersion,
    settlementVersion: 0,
    cashedOutBps: 0,
    cashedOutAmount: 0,
    place: placed.offset,
    asOf,
  };
}

function settledBet(view: BetView, event: BetSettled, placed: PlacedEvent): BetView {
  const asOf = eventToken(placed);
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
      settledAt: asOf,
    },
    settlementVersion: event.version,
    asOf,
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
  const { accountId: _, place: __, ...shown } = view;
  return shown;
}
