import { expect, test } from '@jest/globals';
import {
  accountId,
  decimalOdds,
  marketId,
  minorUnits,
  outcomeId,
  utcMs,
  type BetCommand,
  type OddsEvent,
  type PlaceBets,
  type RejectReason,
  type TicketBet,
  type TradingLimit,
} from '@stakelog/contracts';
import {
  commands,
  facts,
  multiple,
  placeBets,
  selection,
  usualStart,
  wideLimits,
} from '@stakelog/testing';
import { Desk } from '../laws/desk';

const now = 1_800_000_000_000;

/** Limits of which the last so many refuse every stake. */
function tightened(failing: 1 | 2 | 3 | 4 | 5) {
  const none = minorUnits(1);
  const names = [
    ['LIABILITY_EXCEEDED', { marketLiabilityMax: none }],
    ['BETTOR_LIMIT', { liabilityMax: none }],
    ['PAYOUT_ABOVE_MAX', { payoutMax: none }],
    ['STAKE_ABOVE_MAX', { stakeMax: none }],
    ['STAKE_BELOW_MIN', { stakeMin: minorUnits(999_999) }],
  ] as const;
  const [code] = names[failing - 1] ?? names[0];
  const level = names
    .slice(0, failing)
    .reduce<TradingLimit>((all, [, limit]) => ({ ...all, ...limit }), wideLimits);
  return { code, levels: [level] };
}

/** One thing more that makes a row fail: a fact, a command before the ticket, or another ticket. */
type Stage = {
  readonly code: RejectReason['code'];
  readonly fact?: OddsEvent;
  readonly command?: BetCommand;
  readonly ticket?: (place: PlaceBets) => PlaceBets;
};

const dayMs = 86_400_000;
const draw = selection({ outcomeId: outcomeId('draw'), odds: decimalOdds(32_000) });
const elsewhere = selection({ marketId: marketId('m9') });
const withBet = (over: Partial<TicketBet>) => (place: PlaceBets) => ({
  ...place,
  bets: place.bets.map((bet) => ({ ...bet, ...over })),
});

/** Last row first: the newest stage is always the one that is told. */
const stages: readonly Stage[] = [
  { code: 'INSUFFICIENT_FUNDS' },
  ...([1, 2, 3, 4, 5] as const).map((failing): Stage => {
    const { code, levels } = tightened(failing);
    return { code, fact: facts.policy({ policyVersion: failing + 1, levels }) };
  }),
  { code: 'ODDS_CHANGED', fact: facts.odds('home', 24_000) },
  { code: 'MARKET_CHANGED', fact: facts.status('OPEN', { marketVersion: 2 }) },
  { code: 'OUTCOME_INACTIVE', fact: facts.odds('home', null, { marketVersion: 2 }) },
  { code: 'MARKET_SUSPENDED', fact: facts.overridden('SUSPENDED') },
  { code: 'MARKET_CLOSED', fact: facts.fixtureStatus('ENDED') },
  { code: 'FEED_DOWN', fact: facts.down() },
  {
    code: 'RELATED_SELECTIONS',
    ticket: (place) => ({
      ...place,
      selections: [...place.selections, draw],
      bets: [multiple(150_000, 2)],
    }),
  },
  { code: 'BET_TYPE_NOT_ALLOWED', ticket: withBet({ eachWay: true }) },
  {
    code: 'MARKET_UNKNOWN',
    ticket: (place) => ({ ...place, selections: [...place.selections, elsewhere] }),
  },
  { code: 'LINES_MISMATCH', ticket: withBet({ lines: 3 }) },
  {
    code: 'TOO_MANY_BETS',
    ticket: (place) => ({ ...place, bets: Array.from({ length: 51 }, () => multiple(150_000, 2)) }),
  },
  { code: 'LOSS_LIMIT_REACHED', command: commands.setLimit('l', now, ['LOSS', 'DAY', 100]) },
  { code: 'STAKE_LIMIT_REACHED', command: commands.setLimit('s', now, ['STAKE', 'DAY', 100]) },
  { code: 'SESSION_LIMIT_REACHED', command: commands.setLimit('m', now, ['SESSION', 'DAY', 60]) },
  {
    code: 'LOCATION_NOT_ALLOWED',
    command: commands.setStatus('a1', now, { location: 'NOT_ALLOWED' }),
  },
  {
    code: 'VERIFICATION_REQUIRED',
    command: commands.setStatus('a2', now, { verification: 'UNVERIFIED', location: 'NOT_ALLOWED' }),
  },
  { code: 'ACCOUNT_BLOCKED', command: commands.setStatus('a3', now, { status: 'SUSPENDED' }) },
  { code: 'TIME_OUT', command: commands.exclude('x1', now, 'TIME_OUT', now + 2 * dayMs) },
  { code: 'SELF_EXCLUDED', command: commands.exclude('x2', now, 'SELF', now + 400 * dayMs) },
  { code: 'INVALID_FORMAT', ticket: withBet({ positions: [] }) },
  {
    code: 'ACCOUNT_UNKNOWN',
    ticket: (place) => ({ ...place, accountId: accountId('account-z') }),
  },
  {
    code: 'REQUEST_IN_FUTURE',
    ticket: (place) => ({ ...place, requestedAtMs: utcMs(now + 60_001) }),
  },
];

test('the first failing row decides, whatever fails after it', () => {
  for (const [index, { code }] of stages.entries()) {
    const taken = stages.slice(0, index + 1);
    const desk = Desk.opened({
      ...usualStart(now),
      commands: [
        commands.openAccount(now, { jurisdiction: 'GB' }),
        commands.setStatus('a0', now),
        commands.deposit('d0', now, 100_000),
        ...taken.flatMap(({ command }) => command ?? []),
      ],
    }).adopt(...taken.flatMap(({ fact }) => fact ?? []));
    const place = taken.reduce(
      (ticket, { ticket: changed }) => changed?.(ticket) ?? ticket,
      placeBets('t1', now, 150_000, { selections: [selection({ marketVersion: 1 })] }),
    );
    expect(desk.decide(place)[0]).toMatchObject({ type: 'BetRejected', reasons: [{ code }] });
  }
});

test('row 30 comes before row 31, and after the limits', () => {
  const free = { funding: 'FREE_BET', freeBetId: 'unknown' } as const;
  const place = withBet(free)(placeBets('t1', now, 150_000));
  const desk = Desk.opened(usualStart(now));
  expect(desk.decide(place)).toMatchObject([{ reasons: [{ code: 'FREE_BET_INVALID' }] }]);
  desk.adopt(facts.policy({ policyVersion: 2, levels: tightened(1).levels }));
  const again = { ...place, ...withBet(free)(placeBets('t2', now, 150_000)) };
  expect(desk.decide(again)).toMatchObject([{ reasons: [{ code: 'LIABILITY_EXCEEDED' }] }]);
});
