import {
  betId,
  type BetEvent,
  type BetRejected,
  type CashOutRejected,
  type CommandRejected,
  type Posting,
} from '@stakelog/contracts';
import type { Row } from '@stakelog/clickhouse';
import type { CountedBatch } from '@stakelog/kafka';
import { eventIdOf } from '@stakelog/kafka';
import { acceptanceRows, holdRow } from './acceptance-rows';
import { accountRows } from './account-rows';
import { quoteRow } from './quote-rows';
import { overrideRow, settlementRows } from './settlement-rows';
import { utcText, type EventPlace, type TableRow } from './tables';

/** Every record of a counted batch as rows: the opening one and its decisions. */
export function* betEventRows(batch: CountedBatch): Generator<TableRow> {
  const { partition, opening, openingRecord, records } = batch;
  const { epoch, batch: number, decidedAtMs } = opening;
  const decidedAt = utcText(decidedAtMs);
  const decision = (offset: number, eventId: string, appendedAtMs: number, event: BetEvent) => ({
    partition,
    offset,
    event_id: eventId,
    epoch,
    batch: number,
    decided_at: decidedAt,
    appended_at: utcText(appendedAtMs),
    type: event.type,
    ...causes(event),
    payload: JSON.stringify(event),
  });
  const openingId = eventIdOf(partition, epoch, number, 0);
  const { offset, appendedAtMs } = openingRecord;
  yield ['decisions', decision(offset, openingId, appendedAtMs, opening)];
  for (const { offset: at, eventId, event, record } of records) {
    yield ['decisions', decision(at, eventId, record.appendedAtMs, event)];
    const place = { partition, offset: at, event_id: eventId, decided_at: decidedAt };
    yield* particularRows(place, decidedAtMs, event);
    if ('postings' in event) yield* postingRows(place, event);
  }
}

/** Whose event it is and what it is about; empty where the event does not say. */
function causes(event: BetEvent) {
  const ticket = 'ticketId' in event ? event.ticketId : '';
  const placed =
    event.type === 'BetAccepted' || event.type === 'BetHeld' || event.type === 'BetRejected';
  return {
    account_id: 'accountId' in event ? event.accountId : '',
    command_id: 'commandId' in event ? event.commandId : placed ? ticket : '',
    ticket_id: ticket,
    bet_id: betOf(event),
  };
}

function betOf(event: BetEvent): string {
  if ('bet' in event && 'ticketId' in event) return betId(event.ticketId, event.bet);
  return event.type === 'CashOutRejected' ? (event.betId ?? '') : '';
}

/** The rows beside the one in `decisions`, where an event has tables of its own. */
function particularRows(
  place: EventPlace,
  decidedAtMs: number,
  event: BetEvent,
): Iterable<TableRow> {
  switch (event.type) {
    case 'BetAccepted':
      return acceptanceRows(place, event);
    case 'BetSettled':
    case 'BetReopened':
    case 'BetCashedOut':
      return settlementRows(place, event);
    case 'BetRejected':
    case 'CommandRejected':
    case 'CashOutRejected':
      return reasonRows(event).map((row, reason) => ['rejections', { ...place, reason, ...row }]);
    case 'BetHeld':
    case 'CashOutHeld':
      return [holdRow(place, decidedAtMs, event)];
    case 'BetQuoted':
    case 'CashOutQuoted':
    case 'QuoteExpired':
      return [quoteRow(place, event)];
    case 'LegOverridden':
      return [overrideRow(place, event)];
    case 'AccountOpened':
    case 'AccountExcluded':
    case 'AccountStatusChanged':
    case 'BettorFactorChanged':
    case 'BonusGranted':
    case 'FreeBetGranted':
    case 'GamblingLimitSet':
    case 'LimitIncreaseScheduled':
    case 'SessionStarted':
    case 'SessionEnded':
      return accountRows(place, event);
    case 'BalanceAdjusted':
    case 'CommandRepeated':
    case 'CommandUndecodable':
    case 'EpochOpened':
    case 'FactUndecodable':
    case 'FundsDeposited':
    case 'InputsAdopted':
    case 'InputsRewound':
    case 'WithdrawalCompleted':
    case 'WithdrawalFailed':
    case 'WithdrawalRequested':
      return [];
  }
}

function reasonRows(event: BetRejected | CommandRejected | CashOutRejected): readonly Row[] {
  const { type, accountId: account_id } = event;
  if (event.type !== 'BetRejected') {
    const { commandId: command_id, code } = event;
    const detail = event.type === 'CommandRejected' ? (event.detail ?? '') : '';
    const about = event.type === 'CashOutRejected' ? event : undefined;
    const named = { bet_id: about?.betId ?? '', quote_id: about?.quoteId ?? '' };
    const whole = { level: 'ticket', bet: null, leg: null };
    return [{ account_id, command_id, type, code, ...whole, detail, ...named }];
  }
  return event.reasons.map(({ code, level, bet, leg, detail }) => ({
    account_id,
    command_id: event.ticketId,
    type,
    code,
    level,
    bet,
    leg,
    detail: detail ?? '',
    bet_id: '',
    quote_id: '',
  }));
}

function* postingRows(
  place: EventPlace,
  event: Extract<BetEvent, { postings: readonly Posting[] }>,
): Generator<TableRow> {
  for (const [posting, { code, amount }] of event.postings.entries())
    yield [
      'ledger_postings',
      {
        ...place,
        posting,
        type: event.type,
        account_id: event.accountId,
        bet_id: betOf(event),
        code,
        amount_minor: amount,
      },
    ];
}
