import { expect, test } from '@jest/globals';
import { handicapFactors, totalFactors, type LegFactors } from '@stakelog/domain';
import { settled, written } from './settled';
import { dataText, withData } from './shared-data';

const vectors = <Kind>(file: string) => JSON.parse(dataText(`oracles/${file}`) || '[]') as Kind[];

type Payout = {
  readonly id: string;
  readonly score: readonly [number, number];
  readonly handicapForHome: string;
  readonly side: 'home' | 'away';
  readonly odds: string;
  readonly stake: number;
  readonly expected: { readonly profit: number };
};

withData('oracles/asian-handicap-payouts.json')('asian-handicap-payouts.json', () => {
  test.each(vectors<Payout>('asian-handicap-payouts.json').map((vector) => [vector.id, vector]))(
    '%s',
    (_, vector) => {
      const { score, handicapForHome, side, odds, stake, expected } = vector as Payout;
      const sign = side === 'home' ? 1 : -1;
      const factors = handicapFactors(
        sign * (score[0] - score[1]),
        sign * 4 * Number(handicapForHome),
      );
      const [bet] = settled({
        id: 0,
        ticket: {
          selections: [{ odds: Number(odds) * 10_000 }],
          bets: [{ kind: 'SINGLE', stake: stake * 100 }],
        },
        legs: [{ selection: 0, result: written(factors) }],
      }).bets;
      expect(bet?.profit).toBe(expected.profit * 100);
    },
  );
});

type Graded = {
  readonly id: string;
  readonly market: string;
  readonly result: { readonly single_score: string };
  readonly selection: {
    readonly name: string;
    readonly header?: string;
    readonly handicap?: string;
  };
  readonly expected: { readonly status: string };
  readonly verified: boolean;
};

const shown: Readonly<Record<string, string>> = {
  '1/1 0/1': 'WON',
  '1/2 1/2': 'HALF_WON',
  '0/1 1/1': 'VOID',
  '0/1 1/2': 'HALF_LOST',
  '0/1 0/1': 'LOST',
};

const lineOf = (factors: LegFactors) => Object.values(written(factors)).join(' ');
const declared = (won: boolean) => (won ? 'WON' : 'LOST');

/** Markets that are declared, not computed, by the engine are graded here from what they ask. */
function statusOf({ market, result, selection }: Graded): string | undefined {
  const [home = 0, away = 0] = result.single_score.split('-').map(Number);
  const { name, header = '', handicap = '' } = selection;
  const total = (text: string) =>
    lineOf(totalFactors(home + away, 4 * Number(text), header === 'Over' ? 'OVER' : 'UNDER'));
  const winner = home > away ? 'Home' : home < away ? 'Away' : 'Draw';
  switch (market) {
    case 'asian_handicap': {
      const ahead = header === 'Home' ? home - away : away - home;
      return shown[lineOf(handicapFactors(ahead, 4 * Number(name)))];
    }
    case 'goals_over_under':
      return shown[total(name)];
    case 'result_total_goals':
      return declared(winner === name && shown[total(handicap)] === 'WON');
    case 'goals_odd_even':
      return declared(((home + away) % 2 === 1) === (name === 'Odd'));
    case 'both_teams_to_score':
      return declared((home > 0 && away > 0) === (name === 'Yes'));
    default:
      return undefined;
  }
}

withData('oracles/betkudos-market-outcomes.json')('betkudos-market-outcomes.json', () => {
  const graded = vectors<Graded>('betkudos-market-outcomes.json');

  test('all of them are verified, so all of them hold', () => {
    expect(graded.filter(({ verified }) => !verified)).toEqual([]);
  });

  test.each(graded.map((vector) => [vector.id, vector.market, vector]))(
    '%s: %s',
    (_, __, vector) => {
      expect(statusOf(vector as Graded)).toBe((vector as Graded).expected.status);
    },
  );
});
