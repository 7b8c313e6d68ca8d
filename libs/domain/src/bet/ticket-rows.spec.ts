import { describe, expect, test } from '@jest/globals';
import {
  decimalOdds,
  fixtureId,
  marketId,
  minorUnits,
  outcomeId,
  type BetPosition,
  type MarketDefined,
  type PlaceBets,
  type RejectReason,
  type Selection,
  type TicketBet,
} from '@stakelog/contracts';
import { facts, multiple, placeBets, single, system, wideLimits } from '@stakelog/testing';
import { lineCount } from '../ticket/scheme';
import { adopt, deskOf, home, now, type Match } from './testing/matches';

const stake = 1_000;
const odds = [15_000, 65_000, 30_000, 20_000];
const matches = odds.map((each): Match => ({ odds: each }));
const at = (...selections: readonly number[]): BetPosition => ({ selections, banker: false });
const banker = (...selections: readonly number[]): BetPosition => ({ selections, banker: true });

const ticket = (bet: TicketBet, over: Partial<PlaceBets> = {}) =>
  placeBets('t1', now, stake, { selections: home(odds), bets: [bet], ...over });

/** What the first failing row says of the ticket. */
function reasons(place: PlaceBets, offer = matches): readonly RejectReason[] | undefined {
  const [event] = deskOf(offer).decide(place);
  return event?.type === 'BetRejected' ? event.reasons : undefined;
}

const ofBet = (code: RejectReason['code'], detail: string | null = null) => [
  { code, level: 'bet', bet: 0, leg: null, detail },
];

describe('row 1: what has no scheme is no ticket', () => {
  test.each<readonly [string, TicketBet]>([
    ['bets.0.stake', system(10_000_000_001, 4, [2], { stakeMode: 'UNIT' })],
    ['bets.0.positions', single(stake, 0, { positions: [] })],
    ['bets.0.positions', single(stake, 0, { positions: [at()] })],
    ['bets.0.positions', single(stake, 0, { positions: [at(4)] })],
    ['bets.0.positions', single(stake, 0, { positions: [at(-1)] })],
    ['bets.0.positions', multiple(stake, 2, { positions: [at(0), at(1, 1)] })],
    ['bets.0.sizes', single(stake, 0, { positions: [at(0), at(1)] })],
    ['bets.0.sizes', single(stake, 0, { sizes: [2] })],
    ['bets.0.sizes', multiple(stake, 1)],
    ['bets.0.sizes', multiple(stake, 3, { sizes: [2] })],
    ['bets.0.sizes', system(stake, 3, [])],
    ['bets.0.sizes', system(stake, 3, [3, 2])],
    ['bets.0.sizes', system(stake, 3, [2, 2])],
    ['bets.0.sizes', system(stake, 3, [0, 2])],
    ['bets.0.sizes', system(stake, 3, [4])],
    ['bets.0.sizes', system(stake, 3, [1, 2], { positions: [banker(0), banker(1), at(2)] })],
  ])('%s', (detail, bet) => {
    expect(reasons(ticket(bet))).toEqual([
      { code: 'INVALID_FORMAT', level: 'ticket', bet: null, leg: null, detail },
    ]);
  });

  test('a tolerance is at most the whole price', () => {
    const priceChange = { policy: 'TOLERANCE', toleranceBps: 10_001, minOdds: null } as const;
    expect(reasons(ticket(multiple(stake, 2), { priceChange }))).toMatchObject([
      { code: 'INVALID_FORMAT', detail: 'priceChange.toleranceBps' },
    ]);
  });
});

describe('rows 13 and 14: counted before anything is built', () => {
  const many = Array.from({ length: 63 }, (_, index) => at(index));
  const wide = { selections: home(many.map(() => 20_000)) };

  test.each<readonly [RejectReason['code'], string, TicketBet]>([
    ['TOO_MANY_LEGS', 'a system of 31', system(stake, 31, [2])],
    ['TOO_MANY_LINES', '15 in all folds', system(stake, 15, [...many.keys()].slice(1, 16))],
    ['TOO_MANY_LINES', '30 in half', system(stake, 30, [15])],
    ['TOO_MANY_LINES', '2^10 ways', multiple(stake, 2, { positions: ways(10, 2) })],
    ['LINES_MISMATCH', '63 in one line', multiple(stake, 63, { lines: 2 })],
    ['MARKET_UNKNOWN', '2^9 ways', multiple(stake, 2, { positions: ways(9, 2), lines: 512 })],
  ])('%s: %s', (code, _, bet) => {
    expect(reasons(ticket(bet, wide))?.[0]?.code).toBe(code);
  });

  function ways(positions: number, each: number): readonly BetPosition[] {
    return Array.from({ length: positions }, (_, position) =>
      at(...Array.from({ length: each }, (__, way) => position * each + way)),
    );
  }

  test.each<readonly [string, TicketBet]>([
    ['11', system(stake, 4, [2, 3, 4], { lines: 15 })],
    ['3', system(stake, 4, [3], { positions: [banker(0), at(1), at(2), at(3)], lines: 4 })],
    ['7', system(stake, 3, [2, 3], { positions: [at(0), at(1, 2), at(3)], lines: 6 })],
    ['1', multiple(stake, 3, { lines: 3 })],
    ['4', system(stake, 3, [2, 3], { eachWay: true, lines: 6 })],
  ])('%s lines are computed', (detail, bet) => {
    expect(reasons(ticket(bet))).toEqual(ofBet('LINES_MISMATCH', detail));
  });

  test('the count is the scheme’s', () => {
    const positions = [at(0, 1), at(2, 3), banker(4), at(5)];
    expect(lineCount({ positions, sizes: [2, 3] })).toBe(13n);
  });
});

const definition = (over: Partial<MarketDefined>, rest: Partial<Match> = {}): Match => ({
  odds: 20_000,
  market: over,
  ...rest,
});
const placed = { placeTerms: { places: 3, fraction: { num: 1, den: 4 } } };
const runner = (competitorId: string) => ({
  outcomes: [
    { outcomeId: outcomeId('home'), name: 'home', competitorId, line4: null, sortPriority: 0 },
  ],
});
describe('rows 16 and 17: what may be combined', () => {
  const twoOf = (one: Match, other: Match, bet = multiple(stake, 2)) =>
    reasons(
      placeBets('t1', now, stake, { selections: home([one.odds, other.odds]), bets: [bet] }),
      [one, other],
    );

  test('each-way needs place terms on every leg', () => {
    const eachWay = { eachWay: true, lines: 2 };
    const bet = multiple(stake, 2, eachWay);
    expect(twoOf(definition(placed), definition({}), bet)).toEqual(ofBet('BET_TYPE_NOT_ALLOWED'));
    expect(twoOf(definition(placed), definition(placed), bet)).toBeUndefined();
    expect(twoOf(definition(placed), definition({}), single(stake, 0, eachWay))).toBeUndefined();
  });

  test('a market for singles only', () => {
    const only = definition({ singlesOnly: true });
    expect(twoOf(only, definition({}))).toEqual(ofBet('BET_TYPE_NOT_ALLOWED'));
    expect(twoOf(only, definition({}), single(stake))).toBeUndefined();
  });

  const related = ofBet('RELATED_SELECTIONS', '0,1');
  const antePost = { antePost: true };

  test.each<readonly [string, unknown, Match, Match]>([
    ['two matches', undefined, definition({}), definition({})],
    ['matches of one tournament', undefined, inCup({}), inCup({})],
    ['an outright with a match of its tournament', related, inCup(antePost), inCup({})],
    ['a match with the outright of its tournament', related, inCup({}), inCup(antePost)],
    ['an outright with a match of another', undefined, definition(antePost), inCup({})],
    ['a tournament as a fixture', related, definition({}, { tournamentId: 'f1' }), of('f1')],
    ['of no named tournament', undefined, of('', antePost), of('')],
    [
      'one competitor in two outrights',
      related,
      definition({ ...antePost, ...runner('a') }),
      definition({ ...antePost, ...runner('a') }),
    ],
    [
      'two competitors in two outrights',
      undefined,
      definition({ ...antePost, ...runner('a') }),
      definition({ ...antePost, ...runner('b') }),
    ],
    ['one competitor in two matches', undefined, definition(runner('a')), definition(runner('a'))],
  ])('%s', (_, expected, one, other) => {
    expect(twoOf(one, other)).toEqual(expected);
  });

  function of(tournamentId: string, over: Partial<MarketDefined> = {}): Match {
    return definition(over, { tournamentId });
  }
  function inCup(over: Partial<MarketDefined>): Match {
    return of('cup', over);
  }

  const draw: Partial<Selection> = { outcomeId: outcomeId('draw'), odds: decimalOdds(32_000) };
  const withDraw = [...home(odds), ...home([32_000], draw)];

  test.each<readonly [string, readonly string[] | undefined, TicketBet]>([
    ['two outcomes of a market', ['0,4'], multiple(stake, 2, { positions: [at(4), at(0)] })],
    ['one outcome twice', ['1,1'], multiple(stake, 2, { positions: [at(1), at(1)] })],
    ['alternatives', undefined, multiple(stake, 2, { positions: [at(0, 4), at(1)], lines: 2 })],
    ['in two singles', undefined, single(stake, 0)],
    [
      'every pair',
      ['0,4', '1,1'],
      multiple(stake, 3, { positions: [at(0, 1), at(4), at(1)], lines: 2 }),
    ],
    ['in a system', ['0,4'], system(stake, 3, [2], { positions: [at(0), at(1), at(4)] })],
  ])('%s', (_, pairs, bet) => {
    const place = ticket(bet, { selections: withDraw, bets: [bet, single(stake, 4)] });
    expect(reasons(place)?.map(({ detail }) => detail)).toEqual(pairs);
  });

  test('two markets of a match', () => {
    const more = facts.marketDefined({ marketId: marketId('m9'), fixtureId: fixtureId('f1') });
    const desk = deskOf(matches);
    adopt(desk, [0, more], [0, facts.snapshot({ marketId: marketId('m9') })]);
    const other = home([25_000], { marketId: marketId('m9') });
    const bet = multiple(stake, 2, { positions: [at(0), at(4)] });
    const [event] = desk.decide(ticket(bet, { selections: [...home(odds), ...other] }));
    expect(event).toMatchObject({ reasons: ofBet('RELATED_SELECTIONS', '0,4') });
  });
});

const limited = (over: Partial<typeof wideLimits>, m2: Partial<typeof wideLimits> = {}) => ({
  levels: [
    { ...wideLimits, ...over },
    { ...wideLimits, level: 'MARKET', id: 'm2', ...m2 } as const,
  ],
});
const on = (most: number) => ({ liabilityMax: minorUnits(most) });
const quota = (most: number) => ({ marketLiabilityMax: minorUnits(most) });
const ticketBody = ({ selections, bets }: PlaceBets) => ({ selections, bets });

const refusal = (bet: TicketBet, policy: ReturnType<typeof limited>) => {
  const [event] = deskOf(matches, policy).decide(ticket(bet));
  return event?.type === 'BetRejected'
    ? [event.reasons[0]?.code, event.reasons[0]?.detail, event.alternative?.stakes[0]]
    : event?.type;
};

describe('rows 25 to 29 over several legs', () => {
  const treble = multiple(stake, 3);

  test('every line stakes a minor unit; in UNIT mode stakes are whole units', () => {
    const lucky = system(14, 4, [1, 2, 3, 4]);
    expect(refusal(lucky, limited({}))).toEqual(['STAKE_BELOW_MIN', '15', undefined]);
    expect(refusal({ ...lucky, stake: minorUnits(15) }, limited({}))).toBe('BetAccepted');
    const unit = { ...lucky, stakeMode: 'UNIT', stake: minorUnits(2) } as const;
    const atLeast = limited({ stakeMin: minorUnits(31) });
    expect(refusal(unit, atLeast)).toEqual(['STAKE_BELOW_MIN', '45', undefined]);
    const atMost = limited({ stakeMax: minorUnits(44) });
    expect(refusal({ ...unit, stake: minorUnits(3) }, atMost)).toEqual([
      'STAKE_ABOVE_MAX',
      '30',
      30,
    ]);
  });

  test('the strictest market of its legs bounds stake and payout', () => {
    const stakeMax = { stakeMax: minorUnits(700) };
    expect(refusal(treble, limited({}, stakeMax))).toEqual(['STAKE_ABOVE_MAX', '700', 700]);
    const payoutMax = { payoutMax: minorUnits(20_000) };
    // 29.25 × 683 = 19 977.75, and for 684 it is 20 007
    expect(refusal(treble, limited({}, payoutMax))).toEqual(['PAYOUT_ABOVE_MAX', '683', 683]);
  });

  test('liability is tested leg by leg: 156.64 of 282.50 on 6.5', () => {
    expect(refusal(treble, limited({}, on(15_664)))).toBe('BetAccepted');
    expect(refusal(treble, limited({}, on(15_663)))).toEqual(['BETTOR_LIMIT', '999', 999]);
    expect(refusal(treble, limited(on(15_663)))).toEqual(['BETTOR_LIMIT', '999', 999]);
  });

  test('so is the exposure of a market', () => {
    expect(refusal(treble, limited({}, quota(15_664)))).toBe('BetAccepted');
    expect(refusal(treble, limited({}, quota(15_663)))).toEqual(['LIABILITY_EXCEEDED', '999', 999]);
  });

  test('where no policy caps the payout, the engine does', () => {
    const long = Array.from({ length: 8 }, (): Match => ({ odds: 10_000_000 }));
    const desk = deskOf(long, { levels: [] });
    const place = ticket(multiple(10, 8), { selections: home(long.map((each) => each.odds)) });
    expect(desk.decide(place)).toMatchObject([{ reasons: [{ code: 'PAYOUT_ABOVE_MAX' }] }]);
    expect(
      desk.decide({
        ...place,
        ...placeBets('t2', now, 0),
        ...ticketBody(place),
        acceptPayoutCap: true,
      }),
    ).toMatchObject([{ potentialReturn: 1_000_000_000_000, maxPayout: 1_000_000_000_000 }]);
  });
});
