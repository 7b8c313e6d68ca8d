import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { SourceStatement, Statement } from '../fact';
import { lines } from '../input/lines';
import { BetfairAdapter } from './betfair-adapter';

const folder = '../shared/data/betfair';
const streams = [
  ['betfair-database__1.145405534.bz2', ['30246'], 0],
  ['betfair-database__1.214555872.bz2', ['56290737'], 0],
  ['betfair_parser__1.127236622.bz2', ['11129238'], 0],
  ['betfair_trading_rl__1.159564697.bz2', ['1221385'], 0],
  ['betfair_trading_rl__1.159963367.bz2', ['11213164'], 0],
  ['flumine__1.197931750.gz', ['37947503'], 0],
  ['flumine__1.197931751.gz', ['37947503', '39823721'], 0],
  ['flumine__BASIC-1.132153978.gz', ['12115648'], 2],
  ['nautilus__1-166811431.bz2', ['60424'], 0],
  ['nautilus__1-180305278.bz2', ['2696769'], 0],
] as const;
const given = existsSync(folder) ? describe : describe.skip;
if (!existsSync(folder)) process.stderr.write(`skipped: ${folder} is not here\n`);

const definition = {
  eventId: '9',
  eventTypeId: '7',
  eventName: 'Ham 14th Jun',
  marketType: 'WIN',
  numberOfWinners: 1,
  marketTime: '2017-06-14T18:55:00.000Z',
  status: 'OPEN',
  inPlay: false,
  betDelay: 0,
  version: 100,
  runners: [
    { id: 1, status: 'ACTIVE', sortPriority: 1, adjustmentFactor: 22.12 },
    { id: 2, status: 'ACTIVE', sortPriority: 2, adjustmentFactor: 10 },
    { id: 3, status: 'ACTIVE', sortPriority: 3, adjustmentFactor: 3 },
  ],
};
const [first, second, third] = definition.runners;
const line = (pt: number, ...mc: readonly object[]) =>
  JSON.stringify({ op: 'mcm', pt, clk: 'A', mc: mc.map((change) => ({ id: '1.1', ...change })) });

/** The statements of the last line, with what the earlier ones said left out. */
function last(...read: readonly string[]): readonly Statement[] {
  const adapter = new BetfairAdapter();
  const said = read.map((text) => adapter.read(text).statements);
  return (said.at(-1) ?? []).map(({ statement }) => statement);
}
const opening = line(1_000, { marketDefinition: definition });

describe('the mapping of a Betfair line', () => {
  it('introduces a market with its fixture, its definition and its whole state', () => {
    const types = last(opening).map(({ type }) => type);
    expect(types).toEqual(['FixtureDefined', 'MarketDefined', 'MarketSnapshot']);
    expect(last(opening)[1]).toMatchObject({ marketId: 'bf:1.1', reductionMethod: 'EXCHANGE_WIN' });
  });

  it.each([
    [
      'the best of atb',
      {
        atb: [
          [3.45, 2],
          [3.5, 1],
          [3.4, 9],
        ],
      },
      35_000,
    ],
    ['a deleted level', { atb: [[3.5, 0]], ltp: 2.02 }, 20_200],
    [
      'the best of batb',
      {
        batb: [
          [0, 4.1, 5],
          [1, 4, 9],
        ],
      },
      41_000,
    ],
    ['the last traded price', { ltp: 7.2 }, 72_000],
    ['a fraction of a cent', { ltp: 1.12345 }, 11_235],
  ])('takes %s as the price', (_, change, odds) => {
    const said = last(opening, line(2_000, { rc: [{ id: 1, ...change }] }));
    const outcomes = [{ outcomeId: '1', odds, fraction: null, probPpb: null }];
    expect(said).toMatchObject([{ type: 'OddsChanged', marketVersion: 100, outcomes }]);
  });

  it('withdraws a price below 1.01, and says nothing where nothing moved', () => {
    const priced = line(2_000, { rc: [{ id: 1, ltp: 3 }] });
    expect(last(opening, priced, line(3_000, { rc: [{ id: 1, ltp: 1 }] }))).toMatchObject([
      { outcomes: [{ outcomeId: '1', odds: null }] },
    ]);
    expect(last(opening, priced, line(3_000, { rc: [{ id: 1, ltp: 3 }] }))).toEqual([]);
  });

  it('forgets the ladder at an image and says the whole state', () => {
    const priced = line(2_000, { rc: [{ id: 1, ltp: 3 }] });
    const said = last(opening, priced, line(3_000, { img: true, rc: [{ id: 2, ltp: 4 }] }));
    const outcomes = [{ odds: null }, { odds: 40_000 }, { odds: null }];
    expect(said).toMatchObject([{ type: 'MarketSnapshot', outcomes }]);
  });

  it('withdraws and reinstates a runner while the market lives', () => {
    const removalDate = '2017-06-14T07:00:50.000Z';
    const gone = [{ ...first, status: 'REMOVED', removalDate }, second, third];
    const without = line(2_000, {
      marketDefinition: { ...definition, version: 101, runners: gone },
    });
    const withdrawn = {
      outcomeId: '1',
      removedAtMs: Date.parse(removalDate),
      deductionPpm: 221_200,
    };
    expect(last(opening, without)[0]).toMatchObject({ type: 'RunnerWithdrawn', ...withdrawn });
    const again = line(3_000, { marketDefinition: { ...definition, version: 102 } });
    expect(last(opening, without, again)[0]).toMatchObject({ type: 'RunnerReinstated' });
  });

  it('says live, in play and the delay once', () => {
    const inPlay = { ...definition, inPlay: true, betDelay: 5, version: 101 };
    expect(last(opening, line(2_000, { marketDefinition: inPlay }))).toMatchObject([
      { type: 'FixtureStatusChanged', status: 'LIVE' },
      { type: 'MarketStatusChanged', inPlay: true, betDelayMs: 5_000, marketVersion: 101 },
    ]);
  });

  it('takes a result back when a closed market opens again', () => {
    const marked = [{ ...first, status: 'WINNER' }, { ...second, status: 'LOSER' }, third];
    const closed = { ...definition, status: 'CLOSED', runners: marked.slice(0, 2) };
    const reopened = line(3_000, { marketDefinition: { ...definition, version: 103 } });
    const said = last(opening, line(2_000, { marketDefinition: closed }), reopened);
    expect(said.map(({ type }) => type)).toContain('ResultRolledBack');
  });

  it('suspends what a lost line may have been about until its next full state', () => {
    const adapter = new BetfairAdapter();
    adapter.read(opening);
    const lost = adapter.read('{"op":"mcm","pt":2000,"mc":[{"id":');
    expect(lost.faults).toMatchObject([{ code: 'LINE_MALFORMED' }]);
    expect(lost.statements).toMatchObject([{ statement: { tradingState: 'SUSPENDED' } }]);
    expect(adapter.read('nonsense').statements).toEqual([]);
    const whole = adapter.read(line(3_000, { marketDefinition: definition })).statements;
    expect(whole).toMatchObject([{ statement: { type: 'MarketSnapshot', tradingState: 'OPEN' } }]);
  });

  it.each([
    ['a change without a definition', line(1_000, { id: '1.7', rc: [] }), 'MESSAGE_UNKNOWN'],
    ['an operation it does not know', '{"op":"xyz","pt":1}', 'MESSAGE_UNKNOWN'],
    ['a price that is no number', line(1_000, { rc: [{ id: 1, ltp: 'x' }] }), 'LINE_MALFORMED'],
    ['a clock that ran away', line(9e12, {}), 'TIME_IN_FUTURE'],
  ])('names %s', (_, text, code) => {
    const adapter = new BetfairAdapter();
    adapter.read(opening);
    expect(adapter.read(text).faults).toMatchObject([{ code }]);
  });
});

async function replay(name: string): Promise<readonly SourceStatement[]> {
  const adapter = new BetfairAdapter();
  const said: SourceStatement[] = [];
  for await (const { bytes } of lines(`${folder}/${name}`)) {
    const { statements, faults } = adapter.read(bytes.toString());
    expect(faults).toEqual([]);
    said.push(...statements);
  }
  return said;
}

given('the streams', () => {
  it.each(streams)('%s: winners %j, %i removed', async (name, winners, removed) => {
    const said = (await replay(name)).map(({ statement }) => statement);
    const result = said.find((statement) => statement.type === 'MarketResulted');
    const outcomes = result?.outcomes ?? [];
    const won = outcomes.filter(({ win }) => win.num > 0).map(({ outcomeId }) => outcomeId);
    expect(new Set(won)).toEqual(new Set(winners));
    expect(outcomes.filter((outcome) => outcome.void.num > 0)).toHaveLength(removed);
    expect(said.filter(({ type }) => type === 'RunnerWithdrawn')).toHaveLength(removed);
    const versions = said.flatMap((s) => ('marketVersion' in s ? [s.marketVersion] : []));
    expect(versions).toEqual(versions.toSorted((left, right) => left - right));
  });

  it('names every Asian line by its handicap', async () => {
    const said = await replay('betfair_parser__1.242971311.bz2');
    const asian = said
      .map(({ statement }) => statement)
      .find((s) => s.type === 'MarketDefined' && s.settlement === 'ASIAN_HANDICAP');
    expect(asian).toMatchObject({ marketType: 'ASIAN_HANDICAP' });
    const outcomes = asian?.type === 'MarketDefined' ? asian.outcomes : [];
    expect(new Set(outcomes.map(({ outcomeId }) => outcomeId)).size).toBe(66);
    expect(outcomes[0]?.outcomeId).toBe('9163:-4');
    expect(outcomes[0]?.line4).toBe(-16);
  });

  it('stands after each message where the processed book stands', async () => {
    const adapter = new BetfairAdapter();
    const books = expectedBooks();
    const book: Book = { status: '', inPlay: false, betDelay: 0, odds: new Map() };
    let at = 0;
    for await (const { bytes } of lines(`${folder}/flumine__BASIC-1.132153978.gz`)) {
      for (const { statement } of adapter.read(bytes.toString()).statements)
        follow(book, statement);
      const wanted = books[at++];
      expect({ ...book, odds: Object.fromEntries(book.odds) }).toEqual(wanted);
    }
    expect(at).toBe(books.length);
  });
});

type Book = { status: string; inPlay: boolean; betDelay: number; odds: Map<string, number> };

function follow(book: Book, said: Statement): void {
  if (said.type === 'MarketSnapshot' || said.type === 'MarketStatusChanged') {
    book.status = said.tradingState;
    book.inPlay = said.inPlay;
    book.betDelay = said.betDelayMs / 1_000;
  }
  if (said.type === 'RunnerWithdrawn') book.odds.delete(said.outcomeId);
  if (said.type !== 'MarketSnapshot' && said.type !== 'OddsChanged') return;
  if (said.type === 'MarketSnapshot') book.odds.clear();
  for (const { outcomeId, odds } of said.outcomes)
    if (odds === null) book.odds.delete(outcomeId);
    else book.odds.set(outcomeId, odds);
}

/** The prices of runners that can be backed, once the market is closed of none. */
function expectedBooks() {
  type Processed = {
    readonly status: string;
    readonly inplay: boolean;
    readonly betDelay: number;
    readonly runners: readonly {
      readonly status: string;
      readonly selectionId: number;
      readonly lastPriceTraded: number | null;
    }[];
  };
  const packed = readFileSync(`${folder}/BASIC-1.132153978-processed.json.gz`);
  const books = JSON.parse(gunzipSync(packed).toString()) as readonly Processed[];
  return books.map(({ status, inplay, betDelay, runners }) => {
    const backed = runners.filter((runner) => runner.status === 'ACTIVE' && runner.lastPriceTraded);
    const odds = backed.map((runner) => [
      String(runner.selectionId),
      Math.round((runner.lastPriceTraded ?? 0) * 10_000),
    ]);
    return { status, inPlay: inplay, betDelay, odds: Object.fromEntries(odds) as object };
  });
}
