import { describe, expect, it } from '@jest/globals';
import { NativeAdapter } from './native-adapter';

const START_MS = 1_700_000_000_000;
let sequence = 0;
const line = (fact: object, atMs = START_MS) =>
  JSON.stringify({ producerId: 'acme', sourceId: `s${sequence++}`, sourceAtMs: atMs, ...fact });
const fixture = (fixtureId: string) =>
  line({
    type: 'FixtureDefined',
    fixtureId,
    sport: 'chess',
    tournamentId: 't',
    name: 'A v B',
    competitors: [],
    scheduledStartMs: START_MS,
  });
const market = (marketId: string, fixtureId: string, marketType = 'WINNER') =>
  line({
    type: 'MarketDefined',
    marketId,
    fixtureId,
    marketType,
    specifiers: {},
    name: 'Winner',
    groups: ['main'],
    numberOfWinners: 1,
    settlement: 'DECLARED',
    scoreBasis: 'FULL',
    reductionMethod: 'NONE',
    antePost: false,
    singlesOnly: false,
    ruleSetId: 'default',
    outcomes: [{ outcomeId: 'a', name: 'A', sortPriority: 1 }],
  });
const price = (odds: number, atMs?: number) =>
  line(
    { type: 'OddsChanged', marketId: 'm1', marketVersion: 1, outcomes: [{ outcomeId: 'a', odds }] },
    atMs,
  );

function told(): NativeAdapter {
  const adapter = new NativeAdapter();
  for (const known of [fixture('f1'), fixture('f2'), market('m1', 'f1')])
    expect(adapter.read(known).faults).toEqual([]);
  return adapter;
}

describe('a line that cannot be taken', () => {
  it.each<{ title: string; bad: string; code: string; stops: string[] }>`
    title                             | bad                                           | code                | stops
    ${'no JSON'}                      | ${'{"type":"OddsCh'}                          | ${'LINE_MALFORMED'} | ${['f1', 'f2']}
    ${'a price below 1.01'}           | ${price(10_099)}                              | ${'FACT_INVALID'}   | ${['f1']}
    ${'a price that is a float'}      | ${price(20_000.5)}                            | ${'FACT_INVALID'}   | ${['f1']}
    ${'a type of fact nobody knows'}  | ${line({ type: 'Rumour', fixtureId: 'f2' })}  | ${'FACT_INVALID'}   | ${['f2']}
    ${'no market type'}               | ${market('m2', 'f2', '')}                     | ${'FACT_INVALID'}   | ${['f2']}
    ${'a market that nobody defined'} | ${price(20_000).replace('m1', 'm9')}          | ${'FACT_INVALID'}   | ${[]}
    ${'a time in the future'}         | ${price(20_000, START_MS + 400 * 86_400_000)} | ${'TIME_IN_FUTURE'} | ${['f1']}
  `('is a dead letter, and stops what it may have been about: $title', ({ bad, code, stops }) => {
    const { statements, faults } = told().read(bad);
    expect(faults).toMatchObject([{ code }]);
    expect(statements.map(({ fixtureId, statement }) => [fixtureId, statement])).toEqual(
      stops.map((fixtureId) => [
        fixtureId,
        expect.objectContaining({
          type: 'BetStopped',
          fixtureId,
          groups: ['all'],
          target: 'SUSPENDED',
        }),
      ]),
    );
  });

  it('stops once, the rest goes on, and what is heard of again may be stopped again', () => {
    const adapter = told();
    expect(adapter.read('x').statements).toHaveLength(2);
    expect(adapter.read('y').statements).toHaveLength(0);
    expect(adapter.read(price(20_000)).statements).toMatchObject([
      { fixtureId: 'f1', statement: { type: 'OddsChanged' } },
    ]);
    expect(adapter.read('z').statements).toMatchObject([{ fixtureId: 'f1' }]);
  });
});
