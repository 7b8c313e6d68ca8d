import {
  betId,
  type BetQuoted,
  type CashOutQuoted,
  type QuoteExpired,
  type QuotedBet,
} from '@stakelog/contracts';
import { utcText, type EventPlace, type TableRow } from './tables';

const nothing = {
  command_id: '',
  bet_id: '',
  bets: 0,
  legs: 0,
  stake_minor: null as number | null,
  liability_minor: null as number | null,
  amount_minor: null as number | null,
  share_bps: null as number | null,
  margin_bps: null as number | null,
  policy_version: null as number | null,
  expires_at: null as string | null,
};

/** A quote of a ticket or of a cash-out, or the end of one that nobody used. */
export function quoteRow(
  place: EventPlace,
  event: BetQuoted | CashOutQuoted | QuoteExpired,
): TableRow {
  const { type, accountId: account_id, quoteId: quote_id } = event;
  return ['quotes', { ...place, type, account_id, quote_id, ...nothing, ...quoted(event) }];
}

function quoted(event: BetQuoted | CashOutQuoted | QuoteExpired) {
  if (event.type === 'QuoteExpired') return {};
  const promise = {
    command_id: event.commandId,
    legs: event.legs.length,
    policy_version: event.policyVersion,
    expires_at: utcText(event.quoteExpiresAtMs),
  };
  return event.type === 'BetQuoted'
    ? { ...promise, bets: event.bets.length, ...reserved(event.bets) }
    : {
        ...promise,
        bet_id: betId(event.ticketId, event.bet),
        amount_minor: event.amount,
        share_bps: event.toShareBps,
        margin_bps: event.marginBps,
      };
}

const reserved = (bets: readonly QuotedBet[]) => ({
  stake_minor: sum(bets.map(({ stake }) => stake)),
  liability_minor: sum(bets.flatMap(({ liability }) => liability)),
});

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
