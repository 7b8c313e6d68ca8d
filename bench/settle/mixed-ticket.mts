import { marketIds, ODDS } from './offer.mts';

export const BETS_PER_TICKET = 50;
const STAKE = 20;

const at = (...selections: number[]) =>
  selections.map((selection) => ({ selections: [selection], banker: false }));
const bet = (kind: string, positions: object[], more: object) => ({
  kind,
  positions,
  stake: STAKE,
  stakeMode: 'UNIT',
  ...more,
});

/** Fifty bets that wait for one result: 36 singles, 8 doubles and trebles, 3 each-way, a Trixie, a Lucky 15, a Heinz. */
export function mixedTicket(run: string) {
  const { decisive, decided } = marketIds(run);
  const single = bet('SINGLE', at(0), { lines: 1 });
  const bets = [
    ...Array.from({ length: 36 }, () => single),
    ...Array.from({ length: 5 }, (_, index) => bet('MULTIPLE', at(0, index + 1), { lines: 1 })),
    ...Array.from({ length: 3 }, (_, index) =>
      bet('MULTIPLE', at(0, index + 1, index + 2), { lines: 1 }),
    ),
    ...Array.from({ length: 3 }, () => bet('SINGLE', at(0), { eachWay: true, lines: 1 })),
    bet('SYSTEM', at(0, 1, 2), { sizes: [2, 3], lines: 4 }),
    bet('SYSTEM', at(0, 1, 2, 3), { sizes: [1, 2, 3, 4], lines: 15 }),
    bet('SYSTEM', at(0, 1, 2, 3, 4, 5), { sizes: [2, 3, 4, 5, 6], lines: 57 }),
  ];
  return {
    selections: [decisive, ...decided].map((marketId) => ({
      marketId,
      outcomeId: 'a',
      odds: ODDS,
    })),
    bets,
    priceChange: { policy: 'NONE' },
  };
}
