import {
  betId,
  type AccountOpened,
  type BetAccepted,
  type BetCashedOut,
  type BetEvent,
  type BetRejected,
  type BetReopened,
  type BetSettled,
  type CashOutRejected,
  type CommandRejected,
  type Posting,
} from '@stakelog/contracts';
import type { Row } from '@stakelog/clickhouse';
import type { CountedBatch } from '@stakelog/kafka';
import { eventIdOf } from '@stakelog/kafka';
import { utcText, type TableRow } from './tables';

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
    const place = { partition, offset: at, event_id: eventId };
    yield* particularRows(place, decidedAt, event);
    if ('postings' in event) yield* postingRows(place, decidedAt, event);
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

/** The rows beside the one in `decisions`, where an event has a table of its own. */
function* particularRows(place: Row, decidedAt: string, event: BetEvent): Generator<TableRow> {
  const { type } = event;
  if (type === 'AccountOpened') yield ['accounts', accountRow(place, decidedAt, event)];
  if (type === 'BetAccepted') {
    yield ['bets', { ...place, ...betRow(event) }];
    for (const [leg, row] of legRows(event).entries()) yield ['legs', { ...place, leg, ...row }];
  }
  if (type === 'BetSettled' || type === 'BetReopened' || type === 'BetCashedOut')
    yield ['settlements', { ...place, decided_at: decidedAt, ...settlementRow(event) }];
  if (type === 'BetRejected' || type === 'CommandRejected' || type === 'CashOutRejected')
    for (const [reason, row] of reasonRows(event).entries())
      yield ['rejections', { ...place, decided_at: decidedAt, reason, ...row }];
}

const accountRow = (place: Row, decidedAt: string, event: AccountOpened): Row => ({
  ...place,
  opened_at: decidedAt,
  account_id: event.accountId,
  currency: event.currency,
  jurisdiction: event.jurisdiction,
});

function betRow(event: BetAccepted) {
  const [first, second] = event.legs;
  const only = second === undefined ? first : undefined;
  return {
    accepted_at: utcText(event.acceptedAtMs),
    account_id: event.accountId,
    ticket_id: event.ticketId,
    bet_id: betOf(event),
    kind: event.kind,
    funding: event.funding,
    each_way: event.eachWay,
    lines: event.lines,
    legs: event.legs.length,
    market_id: only?.marketId ?? '',
    outcome_id: only?.outcomeId ?? '',
    odds_e4: only?.odds ?? null,
    stake_minor: event.stake,
    potential_return_minor: event.potentialReturn,
    max_payout_minor: event.maxPayout,
    held: event.postings.some(({ code }) => code === 'held'),
    policy_version: event.policyVersion,
    factor_bps: event.factorBps ?? 10_000,
  };
}

const legRows = (event: BetAccepted) =>
  event.legs.map((leg) => ({
    accepted_at: utcText(event.acceptedAtMs),
    account_id: event.accountId,
    bet_id: betOf(event),
    market_id: leg.marketId,
    outcome_id: leg.outcomeId,
    requested_odds_e4: leg.requestedOdds ?? leg.odds,
    odds_e4: leg.odds,
    odds_partition: leg.oddsAt.partition,
    odds_offset: leg.oddsAt.offset,
    market_version: leg.marketVersion,
    ante_post: leg.antePost,
    rule_set_id: leg.ruleSetId ?? '',
  }));

function reasonRows(event: BetRejected | CommandRejected | CashOutRejected): readonly Row[] {
  const { type, accountId: account_id } = event;
  if (event.type !== 'BetRejected') {
    const { commandId: command_id, code } = event;
    const detail = event.type === 'CommandRejected' ? (event.detail ?? '') : '';
    return [{ account_id, command_id, type, code, level: 'ticket', bet: null, leg: null, detail }];
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
  }));
}

function settlementRow(event: BetSettled | BetReopened | BetCashedOut) {
  const released = event.postings.reduce(
    (sum, of) => (of.code === 'open' ? sum - of.amount : sum),
    0,
  );
  return {
    account_id: event.accountId,
    bet_id: betOf(event),
    type: event.type,
    stake_released_minor: released === 0 ? 0 : released,
    ...settled(event),
  };
}

function settled(event: BetSettled | BetReopened | BetCashedOut) {
  const none = {
    version: 0,
    reason: '',
    bonus_minor: 0,
    exact_return_num: '',
    exact_return_den: '',
    cause_partition: null as number | null,
    cause_offset: null as number | null,
  };
  switch (event.type) {
    case 'BetCashedOut': {
      const { amount } = event;
      return { ...none, payout_minor: amount, previous_payout_minor: 0, delta_minor: amount };
    }
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

function* postingRows(
  place: Row,
  decidedAt: string,
  event: Extract<BetEvent, { postings: readonly Posting[] }>,
): Generator<TableRow> {
  for (const [posting, { code, amount }] of event.postings.entries())
    yield [
      'ledger_postings',
      {
        ...place,
        posting,
        decided_at: decidedAt,
        type: event.type,
        account_id: event.accountId,
        bet_id: betOf(event),
        code,
        amount_minor: amount,
      },
    ];
}
