import { describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { lines } from '../input/lines';
import type { BookLine } from './book-line';
import { readBooks, type BooksEntry } from './read-books';
import { plainBooks } from './testing/plain-books';

const folder = '../shared/data/betfair';
const streams = existsSync(folder)
  ? readdirSync(folder).filter((name) => !name.includes('processed'))
  : [];
const given = streams.length > 0 ? describe : describe.skip;
if (streams.length === 0) process.stderr.write(`skipped: ${folder} is not here\n`);

const scratch = mkdtempSync(join(tmpdir(), 'feed-books-'));
function file(name: string, content: string | Buffer): string {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
}

async function all(path: string): Promise<BooksEntry[]> {
  const entries: BooksEntry[] = [];
  for await (const entry of readBooks(path)) entries.push(entry);
  return entries;
}
const booksOf = (entries: readonly BooksEntry[]): BookLine[] =>
  entries.flatMap((entry) => ('book' in entry ? [entry.book] : []));

type Processed = {
  publishTime: number;
  marketId: string;
  status: string;
  inplay: boolean;
  version: number;
  betDelay: number;
  marketDefinition: { runners: { id: number; sortPriority: number }[] };
  runners: {
    selectionId: number;
    handicap: number;
    status: string;
    adjustmentFactor: number;
    lastPriceTraded: number | null;
    totalMatched: number;
    ex: { availableToBack: object[]; availableToLay: object[] };
    sp: { actualSP: number | null };
  }[];
};

given('the books of recorded streams', () => {
  it('are, on the horse race, those that another program has published', async () => {
    const packed = readFileSync(`${folder}/BASIC-1.132153978-processed.json.gz`);
    const processed = JSON.parse(gunzipSync(packed).toString('utf8')) as Processed[];
    const books = booksOf(await all(`${folder}/flumine__BASIC-1.132153978.gz`));
    expect(books).toHaveLength(processed.length);
    for (const [index, expected] of processed.entries()) {
      const priority = new Map(
        expected.marketDefinition.runners.map(({ id, sortPriority }) => [id, sortPriority]),
      );
      const order = (id: number) => priority.get(id) ?? 0;
      const runners = expected.runners
        .toSorted((a, b) => order(a.selectionId) - order(b.selectionId))
        .map(({ ex, sp, totalMatched, ...runner }) => ({
          selectionId: runner.selectionId,
          handicap: runner.handicap,
          status: runner.status,
          adjustmentFactor: runner.adjustmentFactor,
          lastPriceTraded: runner.lastPriceTraded,
          tradedVolume: totalMatched,
          availableToBack: ex.availableToBack,
          availableToLay: ex.availableToLay,
          startingPrice: sp.actualSP,
        }));
      expect(books[index]).toEqual({
        publishTimeMs: expected.publishTime,
        marketId: expected.marketId,
        status: expected.status,
        inPlay: expected.inplay,
        version: expected.version,
        betDelaySeconds: expected.betDelay,
        runners,
      });
    }
  });

  it.each(streams)('%s: as a second, plainer way to keep them has it', async (name) => {
    const path = `${folder}/${name}`;
    const texts: string[] = [];
    for await (const { bytes } of lines(path)) texts.push(bytes.toString('utf8'));
    const plain = plainBooks(texts);
    let count = 0;
    for await (const entry of readBooks(path)) {
      if (!('book' in entry)) throw new Error(`${name}:${entry.line} ${entry.fault.detail}`);
      const expected = plain.next().value;
      // Texts, since deep comparison of a hundred thousand ladders takes minutes.
      expect(
        JSON.stringify(entry.book) === JSON.stringify(expected) || [entry.book, expected],
      ).toBe(true);
      count += 1;
    }
    expect(plain.next().done).toBe(true);
    expect(count).toBeGreaterThan(0);
  });
});

const definition = {
  eventId: '1',
  eventTypeId: '1',
  marketType: 'MATCH_ODDS',
  marketTime: '2020-01-01T12:00:00.000Z',
  status: 'OPEN',
  runners: [
    { id: 2, status: 'ACTIVE', sortPriority: 2 },
    { id: 1, status: 'ACTIVE', sortPriority: 1 },
  ],
};
const message = (...mc: readonly object[]) =>
  JSON.stringify({ op: 'mcm', pt: 7, mc: mc.map((change) => ({ id: '1.1', ...change })) });
const opening = message({ marketDefinition: definition });
const change = (rc: object, more: object = {}) => message({ rc: [{ id: 1, ...rc }], ...more });

/** The first runner of the last book. */
async function runnerAfter(...read: readonly string[]) {
  const path = file('stream', `${[opening, ...read].join('\n')}\n`);
  return booksOf(await all(path)).at(-1)?.runners[0];
}

describe('a book', () => {
  it.each([
    [
      'full ladders, best first',
      [
        {
          atb: [
            [2, 5],
            [3, 1],
          ],
          atl: [
            [4, 1],
            [3.5, 2],
          ],
        },
      ],
      [
        [3, 1],
        [2, 5],
      ],
      [
        [3.5, 2],
        [4, 1],
      ],
    ],
    ['a new size at a price', [{ atb: [[2, 5]] }, { atb: [[2, 6]] }], [[2, 6]], []],
    [
      'size 0 takes a price off',
      [
        {
          atb: [
            [2, 5],
            [3, 1],
          ],
        },
        { atb: [[3, 0]] },
      ],
      [[2, 5]],
      [],
    ],
    ['size 0 of a price that is not there', [{ atb: [[3, 0]] }], [], []],
    [
      'levels, best first',
      [
        {
          batb: [
            [1, 2, 5],
            [0, 3, 1],
          ],
          batl: [[0, 4, 1]],
        },
      ],
      [
        [3, 1],
        [2, 5],
      ],
      [[4, 1]],
    ],
    [
      'a level replaced and a level emptied',
      [
        {
          batb: [
            [0, 3, 1],
            [1, 2, 5],
          ],
        },
        {
          batb: [
            [0, 2, 5],
            [1, 0, 0],
          ],
        },
      ],
      [[2, 5]],
      [],
    ],
    [
      'displayed levels before the best ones',
      [{ batb: [[0, 3, 1]], bdatb: [[0, 3.1, 1]] }],
      [[3.1, 1]],
      [],
    ],
    ['the full ladder before any levels', [{ bdatb: [[0, 3.1, 1]], atb: [[2, 5]] }], [[2, 5]], []],
    [
      'levels where the full ladder is empty',
      [{ bdatl: [[0, 3.1, 1]], atl: [[2, 5]] }, { atl: [[2, 0]] }],
      [],
      [[3.1, 1]],
    ],
  ] as const)('keeps %s', async (_, changes, availableToBack, availableToLay) => {
    const runner = await runnerAfter(...changes.map((rc) => change(rc)));
    expect(runner).toMatchObject({ selectionId: 1, availableToBack, availableToLay });
  });

  it('drops everything it knew of the runners with an image', async () => {
    const before = change({ ltp: 3, tv: 9, atb: [[3, 1]] });
    const kept = await runnerAfter(before, change({ ltp: 4 }, { img: false }));
    expect(kept).toMatchObject({ lastPriceTraded: 4, tradedVolume: 9, availableToBack: [[3, 1]] });
    for (const image of [{ img: true }, { img: true, marketDefinition: definition }])
      expect(await runnerAfter(before, change({ atl: [[5, 1]] }, image))).toMatchObject({
        status: 'ACTIVE',
        lastPriceTraded: null,
        tradedVolume: 0,
        availableToBack: [],
        availableToLay: [[5, 1]],
      });
  });

  it('tells one selection at two handicaps apart, and runners that nobody defined', async () => {
    const rc = [
      { id: 9, ltp: 7 },
      { id: 1, hc: -0.5, ltp: 2 },
      { id: 1, ltp: 3 },
    ];
    const path = file('stream', `${opening}\n${message({ rc })}`);
    const runners = booksOf(await all(path)).at(-1)?.runners ?? [];
    expect(
      runners.map(({ selectionId: id, handicap, status, lastPriceTraded: ltp }) => [
        id,
        handicap,
        status,
        ltp,
      ]),
    ).toEqual([
      [1, 0, 'ACTIVE', 3],
      [2, 0, 'ACTIVE', null],
      [9, 0, null, 7],
      [1, -0.5, null, 2],
    ]);
  });

  it('is printed once per message and market, and not for messages about none', async () => {
    const other = { id: '1.2', marketDefinition: definition };
    const heartbeat = JSON.stringify({ op: 'mcm', pt: 8, ct: 'HEARTBEAT', clk: 'x' });
    const nothing = JSON.stringify({ op: 'mcm', pt: 8, mc: null });
    const two = message({ rc: [{ id: 1, ltp: 2 }] }, other, { rc: [{ id: 1, ltp: 3 }] });
    const path = file(
      'stream',
      [opening, heartbeat, nothing, '{"op":"connection","pt":1}', two].join('\n'),
    );
    const books = booksOf(await all(path));
    expect(books.map(({ marketId }) => marketId)).toEqual(['1.1', '1.1', '1.2']);
    expect(books[1]?.runners[0]?.lastPriceTraded).toBe(3);
  });

  it('has a starting price only where there is one', async () => {
    const runners = definition.runners.map((runner) => ({
      ...runner,
      bsp: runner.id === 1 ? 4.15 : 'NaN',
    }));
    const path = file('stream', message({ marketDefinition: { ...definition, runners } }));
    const [book] = booksOf(await all(path));
    expect(book?.runners.map(({ startingPrice }) => startingPrice)).toEqual([4.15, null]);
  });
});
