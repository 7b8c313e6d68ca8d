import { expect, test } from '@jest/globals';
import { lineCount, schemeOf } from '@stakelog/domain';
import type { LineBet, LineLeg, TicketLine } from './exact-calculator';
import { settled } from './settled';
import { dataText, withData } from './shared-data';

/** A published vector; amounts in pounds, odds as the source writes them. */
type Vector = {
  readonly id: string;
  readonly name?: string;
  readonly betType: string;
  readonly unitStake: number;
  readonly eachWay: boolean;
  readonly legs: readonly {
    readonly odds: string;
    readonly placeTerms?: string;
    readonly result: string;
  }[];
  readonly expected: {
    readonly lines?: number;
    readonly totalStake: number;
    readonly returns: number | string;
  };
};

const vectors = <Kind>(file: string) => JSON.parse(dataText(`oracles/${file}`) || '[]') as Kind[];
const pence = (pounds: number | string) => Math.round(Number(pounds) * 100);

/** "11/8" as a fraction, "2.5" as ten-thousandths. */
function priced(text: string) {
  const [num, den] = text.split('/').map(Number);
  if (num === undefined || den === undefined) return { odds: Math.round(Number(text) * 10_000) };
  return { odds: 10_100, fraction: { num, den } };
}

const fullCovers: Readonly<Record<string, number>> = {
  Trixie: 2,
  Patent: 1,
  Yankee: 2,
  'Lucky 15': 1,
  'Lucky 31': 1,
  Heinz: 2,
  Lucky63: 1,
  'Lucky 63': 1,
  Goliath: 2,
};

const foldsFrom = (least: number, most: number) =>
  Array.from({ length: most - least + 1 }, (_, index) => least + index);

/** What a name of the sources stands for. */
function shapeOf(betType: string, legs: number): Pick<LineBet, 'kind' | 'sizes'> {
  const least = fullCovers[betType];
  if (least !== undefined) return { kind: 'SYSTEM', sizes: foldsFrom(least, legs) };
  const perms = /^(?:Variable)?Perms\(([\d, ]+)\)$/.exec(betType)?.[1];
  if (perms !== undefined) return { kind: 'SYSTEM', sizes: perms.split(',').map(Number) };
  return { kind: legs === 1 ? 'SINGLE' : 'MULTIPLE' };
}

const wordOf = (result: string) =>
  result.toUpperCase() === 'LOSS' ? 'LOST' : result.toUpperCase();

function lineOf({ id, betType, unitStake, eachWay, legs }: Vector): TicketLine {
  return {
    id,
    ticket: {
      selections: legs.map(({ odds }) => priced(odds)),
      bets: [
        { ...shapeOf(betType, legs.length), stake: pence(unitStake), stakeMode: 'UNIT', eachWay },
      ],
    },
    legs: legs.map(({ result }, selection) => ({
      selection,
      result: wordOf(result) as 'WON' | 'LOST' | 'VOID',
    })),
  };
}

withData('oracles/betcruncher.json').each(['betcruncher.json', 'kotlin-bet-calculator.json'])(
  '%s',
  (file) => {
    test.each(vectors<Vector>(file).map((vector) => [vector.id, vector.betType, vector] as const))(
      '%s: %s',
      (_, __, vector) => {
        const { expected } = vector;
        const [bet] = settled(lineOf(vector)).bets;
        expect(bet).toMatchObject({
          stake: pence(expected.totalStake),
          return: pence(expected.returns),
          profit: pence(expected.returns) - pence(expected.totalStake),
          ...(expected.lines !== undefined && { lines: expected.lines }),
        });
      },
    );
  },
);

type Published = {
  readonly id: string;
  readonly betType: 'WIN' | 'PLACE' | 'EACH_WAY';
  readonly unitStakeMinor: number;
  readonly odds: string;
  readonly finishPosition: number;
  readonly deadHeatCount: number;
  readonly rule4Pence: number;
  readonly placeTerms: null | { readonly placesPaid: number; readonly placeFraction: string };
  readonly expected: { readonly returnMinor: number };
  readonly disputed: boolean;
};

withData('oracles/published-worked-examples.json')('published-worked-examples.json', () => {
  const examples = vectors<Published>('published-worked-examples.json');

  test('none of them is disputed, so all of them hold', () => {
    expect(examples.filter(({ disputed }) => disputed)).toEqual([]);
  });

  test.each(examples.map((example) => [example.id, example] as const))('%s', (_, example) => {
    const [bet] = settled(publishedLine(example)).bets;
    expect(bet?.return).toBe(example.expected.returnMinor);
  });
});

/** There is no place-only bet: the place part of an each-way bet whose win part lost returns the same. */
function publishedLine(example: Published): TicketLine {
  const { id, betType, unitStakeMinor, odds, placeTerms } = example;
  const [num = 1, den = 1] = (placeTerms?.placeFraction ?? '1/1').split('/').map(Number);
  const { finishPosition: rank, deadHeatCount: tied, rule4Pence } = example;
  const leg: LineLeg = {
    selection: 0,
    position: { rank, tied },
    ...(placeTerms && { placeTerms: { places: placeTerms.placesPaid, fraction: { num, den } } }),
    reductions: [{ method: 'RULE4', deductionPpm: rule4Pence * 10_000 }],
  };
  return {
    id,
    ticket: {
      selections: [priced(odds)],
      bets: [{ kind: 'SINGLE', stake: unitStakeMinor, eachWay: betType !== 'WIN' }],
    },
    legs: [leg],
  };
}

type Exchange = {
  readonly id: string;
  readonly side: 'BACK' | 'LAY';
  readonly averagePriceMatched: number;
  readonly sizeMatched: number;
  readonly runnerStatus: 'WINNER' | 'LOSER';
  readonly deadHeatWinners?: number;
  readonly expected: { readonly profit: number };
};

withData('oracles/exchange-profit.json')('exchange-profit.json', () => {
  // Stakelog takes no lays: the layer's profit is the backer's loss, which is what the sign below says.
  test.each(
    vectors<Exchange>('exchange-profit.json').map((vector) => [vector.id, vector] as const),
  )(
    '%s',
    (
      _,
      { averagePriceMatched, sizeMatched, runnerStatus, deadHeatWinners = 1, side, expected },
    ) => {
      const rank = runnerStatus === 'WINNER' ? 1 : 2;
      const [bet] = settled({
        id: 0,
        ticket: {
          selections: [priced(`${averagePriceMatched}`)],
          bets: [{ kind: 'SINGLE', stake: pence(sizeMatched) }],
        },
        legs: [{ selection: 0, position: { rank, tied: rank === 1 ? deadHeatWinners : 1 } }],
      }).bets;
      expect((bet?.profit ?? 0) * (side === 'BACK' ? 1 : -1)).toBe(pence(expected.profit));
    },
  );
});

type LineCount = {
  readonly id: string;
  readonly name: string;
  readonly legCount: number;
  readonly folds: readonly number[];
  readonly expected: { readonly lines: number };
};

withData('oracles/misc-vectors.json')('misc-vectors.json', () => {
  test.each(
    vectors<LineCount>('misc-vectors.json').map((vector) => [vector.name, vector] as const),
  )('%s', (_, { legCount, folds, expected }) => {
    const scheme = schemeOf({ kind: 'SYSTEM', sizes: folds, positions: [] }, legCount);
    expect(lineCount(scheme)).toBe(BigInt(expected.lines));
    const selections = Array.from({ length: legCount }, () => ({ odds: 20_000 }));
    const bet: LineBet = { kind: 'SYSTEM', sizes: folds, stake: 100, lines: expected.lines };
    const legs = selections.map((__, selection) => ({ selection, result: 'LOST' as const }));
    expect(settled({ id: 0, ticket: { selections, bets: [bet] }, legs }).bets).toMatchObject([
      { lines: expected.lines, stake: 100 * expected.lines, return: 0 },
    ]);
  });
});

type Rule4Scale = {
  readonly bands: readonly { readonly deduction: number; readonly shortest: string | null }[];
};

withData('oracles/rule4-scale.json')('rule4-scale.json', () => {
  // The scale says what to deduct, which the feed or an operator states as a fact; here each band reduces a bet.
  const { bands } = JSON.parse(
    dataText('oracles/rule4-scale.json') || '{"bands":[]}',
  ) as Rule4Scale;
  test.each(bands.map(({ deduction, shortest }) => [deduction, shortest] as const))(
    '%ip, for a withdrawn runner at %s or longer, leaves the rest of £100 winnings',
    (deduction) => {
      const [bet] = settled({
        id: deduction,
        ticket: { selections: [{ odds: 110_000 }], bets: [{ kind: 'SINGLE', stake: 1_000 }] },
        legs: [
          {
            selection: 0,
            result: 'WON',
            reductions: [{ method: 'RULE4', deductionPpm: deduction * 10_000 }],
          },
        ],
      }).bets;
      expect(bet?.profit).toBe(10_000 - 100 * deduction);
    },
  );
});
