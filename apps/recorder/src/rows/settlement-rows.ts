import {
  betId,
  type BetCashedOut,
  type BetReopened,
  type BetSettled,
  type LedgerCode,
  type LegOverridden,
  type SettledLeg,
} from '@stakelog/contracts';
import { actorColumns } from './account-rows';
import type { EventPlace, TableRow } from './tables';

type SettlementEvent = BetSettled | BetReopened | BetCashedOut;

/** What moves an accepted bet's money: one row for it, and one per leg of a settlement. */
export function* settlementRows(place: EventPlace, event: SettlementEvent): Generator<TableRow> {
  const bet = { account_id: event.accountId, bet_id: betId(event.ticketId, event.bet) };
  yield ['settlements', { ...place, ...bet, ...moneyColumns(event), ...settled(event) }];
  if (event.type === 'BetSettled')
    for (const [index, leg] of event.legs.entries()) {
      const { version } = event;
      yield ['settlement_legs', { ...place, ...bet, version, leg: index, ...legColumns(leg) }];
    }
  if (event.type === 'BetCashedOut') yield ['cash_outs', { ...place, ...bet, ...shares(event) }];
}

/** Sum of the event's postings to one account of the ledger. Never minus zero. */
const posted = ({ postings }: SettlementEvent, of: LedgerCode) =>
  postings.reduce((sum, { code, amount }) => (code === of ? sum + amount : sum), 0);

const moneyColumns = (event: SettlementEvent) => ({
  type: event.type,
  stake_released_minor: 0 - posted(event, 'open'),
  book_minor: posted(event, 'book'),
  promo_minor: posted(event, 'promo'),
});

function settled(event: SettlementEvent) {
  const none = {
    version: 0,
    reason: '',
    bonus_minor: 0,
    exact_return_num: '',
    exact_return_den: '',
    cause_partition: null as number | null,
    cause_offset: null as number | null,
    share_bps: null as number | null,
    quote_id: '',
  };
  switch (event.type) {
    case 'BetCashedOut':
      return {
        ...none,
        payout_minor: event.amount,
        previous_payout_minor: 0,
        delta_minor: event.amount,
        share_bps: event.toShareBps,
        quote_id: event.quoteId,
      };
    case 'BetReopened':
      return {
        ...none,
        version: event.version,
        payout_minor: 0,
        previous_payout_minor: event.previousPayout,
        delta_minor: event.delta,
        cause_partition: event.cause?.partition ?? null,
        cause_offset: event.cause?.offset ?? null,
      };
    case 'BetSettled': {
      const cause = event.legs.findLast((leg) => leg.cause !== null)?.cause ?? null;
      return {
        ...none,
        version: event.version,
        reason: event.reason,
        payout_minor: event.payout,
        previous_payout_minor: event.previousPayout,
        delta_minor: event.delta,
        bonus_minor: event.bonus,
        exact_return_num: event.exactReturn.num,
        exact_return_den: event.exactReturn.den,
        cause_partition: cause?.partition ?? null,
        cause_offset: cause?.offset ?? null,
      };
    }
  }
}

const legColumns = ({ win, void: refunded, effectiveOdds, place, cause, rule }: SettledLeg) => ({
  win_num: win.num,
  win_den: win.den,
  void_num: refunded.num,
  void_den: refunded.den,
  odds_num: effectiveOdds?.num ?? '',
  odds_den: effectiveOdds?.den ?? '',
  place_win_num: place?.win.num ?? null,
  place_win_den: place?.win.den ?? null,
  place_void_num: place?.void.num ?? null,
  place_void_den: place?.void.den ?? null,
  cause_partition: cause?.partition ?? null,
  cause_offset: cause?.offset ?? null,
  rule,
});

const shares = (event: BetCashedOut) => ({
  command_id: event.commandId,
  quote_id: event.quoteId,
  previous_share_bps: event.previousShareBps,
  share_bps: event.toShareBps,
  amount_minor: event.amount,
  stake_closed_minor: event.stakeClosed,
});

/** A leg that an operator decided by hand. */
export const overrideRow = (place: EventPlace, event: LegOverridden): TableRow => [
  'overrides',
  {
    ...place,
    account_id: event.accountId,
    bet_id: betId(event.ticketId, event.bet),
    leg: event.leg,
    result: event.result,
    previous_result: event.previousResult,
    ...actorColumns(event.actor),
    reason: event.reason,
  },
];
