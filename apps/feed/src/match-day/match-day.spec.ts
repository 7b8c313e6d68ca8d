import { describe, expect, it } from '@jest/globals';
import { type OddsEvent } from '@stakelog/contracts';
import { memoryCodec } from '@stakelog/kafka';
import { matchDay, NEXT_DAY_MS } from './match-day';
import { rule4Ppm } from './rule4';
import { MINUTE_MS } from './script';

const days = [1, 2, 3].map((day) => [7, day] as const);

describe.each(days)('match day of seed %i, day %i', (seed, day) => {
  const said = matchDay(seed, day);
  const statements = said.map(({ statement }) => statement);
  const of = <Type extends OddsEvent['type']>(type: Type) =>
    statements.filter((s): s is Extract<typeof s, { type: Type }> => s.type === type);

  it('is the same every time', () => expect(matchDay(seed, day)).toEqual(said));

  it('goes forward in time, and lasts about two hours', () => {
    const times = said.map(({ atMs }) => atMs);
    expect(times).toEqual(times.toSorted((left, right) => left - right));
    expect(times.at(-1)).toBeGreaterThan(NEXT_DAY_MS);
    expect(times.at(-1)).toBeLessThan(130 * MINUTE_MS);
  });

  it('says only what the schemas hold', () => {
    const codec = memoryCodec();
    for (const statement of statements) {
      const source = { producerId: 'match-day', sourceId: 'x', session: 1 };
      const fact: OddsEvent = { ...statement, ...source, receivedAtMs: statement.sourceAtMs };
      expect(codec.decode('odds.events', codec.encode('odds.events', fact))).toEqual(fact);
    }
  });

  it('has seven fixtures of three sports, and results every market once it is closed', () => {
    expect(new Set(of('FixtureDefined').map(({ sport }) => sport)).size).toBe(3);
    expect(of('FixtureDefined')).toHaveLength(7);
    const markets = of('MarketDefined').map(({ marketId }) => marketId);
    expect(new Set(markets).size).toBe(markets.length);
    const final = of('MarketResulted').filter(({ certainty }) => certainty === 2);
    expect(new Set(final.map(({ marketId }) => marketId))).toEqual(new Set(markets));
    for (const { outcomes } of final) {
      const defined = of('MarketDefined').find((m) => m.outcomes.length === outcomes.length);
      expect(defined).toBeDefined();
    }
  });

  it('voids one market, withdraws one runner and stops bets at every goal', () => {
    const isVoid = (result: (typeof results)[number]) =>
      result.outcomes.every((outcome) => outcome.void.num === outcome.void.den);
    const results = of('MarketResulted');
    expect(results.filter(({ score }) => score === null).filter(isVoid)).toHaveLength(1);
    expect(of('RunnerWithdrawn')).toHaveLength(1);
    const goals = of('ScoreChanged').filter(
      ({ period, home, away }) => period.endsWith('half') && home + away > 0,
    );
    expect(of('BetStopped')).toHaveLength(goals.length);
  });

  it('counts versions up and moves prices only while a market can be bet on', () => {
    const seen = new Map<string, { version: number; state: string }>();
    for (const s of statements) {
      if (!('marketVersion' in s)) continue;
      const before = seen.get(s.marketId) ?? { version: 0, state: 'NONE' };
      expect(s.marketVersion).toBeGreaterThanOrEqual(before.version);
      expect([s.type, before.state]).not.toEqual(['OddsChanged', 'CLOSED']);
      const state = 'tradingState' in s ? s.tradingState : before.state;
      seen.set(s.marketId, { version: s.marketVersion, state });
    }
    expect([...seen.values()].every(({ state }) => state === 'CLOSED')).toBe(true);
  });

  it('keeps a margin: the prices of a complete market add up to more than certainty', () => {
    for (const { outcomes, marketId } of of('MarketSnapshot')) {
      if (outcomes.some(({ odds }) => odds === null)) continue;
      const sum = outcomes.reduce((all, { odds }) => all + 10_000 / (odds ?? 10_000), 0);
      expect([marketId, sum > 1 && sum < 1.35]).toEqual([marketId, true]);
    }
  });
});

it('always has something open: one day begins before the other has ended', () => {
  const states = new Map<string, string>();
  let leastOpen = Infinity;
  for (const { atMs, statement } of matchDay(1, 1)) {
    if (atMs > NEXT_DAY_MS) break;
    if ('tradingState' in statement) states.set(statement.marketId, statement.tradingState);
    const open = [...states.values()].filter((state) => state === 'OPEN').length;
    if (atMs > 0) leastOpen = Math.min(leastOpen, open);
  }
  expect(leastOpen).toBeGreaterThan(0);
});

it.each`
  odds       | pence
  ${11_000}  | ${90}
  ${11_111}  | ${90}
  ${11_177}  | ${85}
  ${20_000}  | ${45}
  ${60_000}  | ${15}
  ${68_000}  | ${15}
  ${110_000} | ${5}
  ${150_000} | ${5}
  ${150_001} | ${0}
`('Rule 4 takes $pence in the pound at $odds', ({ odds, pence }) =>
  expect(rule4Ppm(Number(odds))).toBe(Number(pence) * 10_000),
);
