import { betId, type BetAccepted, type BetHeld, type CashOutHeld } from '@stakelog/contracts';
import { utcText, type EventPlace, type TableRow } from './tables';

/** An acceptance as a bet and its legs. */
export function* acceptanceRows(place: EventPlace, event: BetAccepted): Generator<TableRow> {
  const { decided_at: _, ...at } = place;
  yield ['bets', { ...at, ...betRow(event) }];
  for (const [leg, row] of legRows(event).entries()) yield ['legs', { ...at, leg, ...row }];
}

function betRow(event: BetAccepted) {
  const [first, second] = event.legs;
  const only = second === undefined ? first : undefined;
  return {
    accepted_at: utcText(event.acceptedAtMs),
    account_id: event.accountId,
    ticket_id: event.ticketId,
    bet_id: betId(event.ticketId, event.bet),
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
    ...schemeColumns(event),
  };
}

const schemeColumns = (event: BetAccepted) => ({
  sizes: event.sizes,
  positions: event.positions.map(({ selections }) => selections),
  bankers: event.positions.flatMap(({ banker }, position) => (banker ? [position] : [])),
  unit_stake_num: event.unitStake?.num ?? null,
  unit_stake_den: event.unitStake?.den ?? null,
  free_bet_id: event.freeBetId ?? '',
  quote_id: event.quoteId ?? '',
  rounding: event.rounding,
  bonus_terms: JSON.stringify(event.bonusTerms),
});

const legRows = (event: BetAccepted) =>
  event.legs.map((leg) => ({
    accepted_at: utcText(event.acceptedAtMs),
    account_id: event.accountId,
    bet_id: betId(event.ticketId, event.bet),
    market_id: leg.marketId,
    outcome_id: leg.outcomeId,
    requested_odds_e4: leg.requestedOdds ?? leg.odds,
    odds_e4: leg.odds,
    odds_partition: leg.oddsAt.partition,
    odds_offset: leg.oddsAt.offset,
    market_version: leg.marketVersion,
    ante_post: leg.antePost,
    rule_set_id: leg.ruleSetId ?? '',
    fraction_num: leg.fraction?.num ?? null,
    fraction_den: leg.fraction?.den ?? null,
    score_version: leg.scoreVersion,
    score_home: leg.scoreAtAcceptance?.home ?? null,
    score_away: leg.scoreAtAcceptance?.away ?? null,
    place_places: leg.placeTerms?.places ?? null,
    place_num: leg.placeTerms?.fraction.num ?? null,
    place_den: leg.placeTerms?.fraction.den ?? null,
    reduction_method: leg.reductionMethod ?? 'NONE',
  }));

/** A ticket or a cash-out that waits for its in-play delay. */
export function holdRow(
  place: EventPlace,
  decidedAtMs: number,
  event: BetHeld | CashOutHeld,
): TableRow {
  const isTicket = event.type === 'BetHeld';
  return [
    'holds',
    {
      ...place,
      type: event.type,
      account_id: event.accountId,
      command_id: isTicket ? event.ticketId : event.commandId,
      deadline_at: utcText(event.deadlineMs),
      market_ms: isTicket ? event.delay.marketMs : null,
      account_ms: isTicket ? event.delay.accountMs : null,
      applied_ms: isTicket ? event.delay.appliedMs : event.deadlineMs - decidedAtMs,
      stake_minor: isTicket
        ? event.postings.reduce((sum, of) => (of.code === 'held' ? sum + of.amount : sum), 0)
        : null,
    },
  ];
}
