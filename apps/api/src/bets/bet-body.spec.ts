import { describe, expect, it } from '@jest/globals';
import { namedSystems, sizesOf, type SystemName } from '@stakelog/domain';
import { BetBody, ticketBet } from './bet-body';
import { TicketBody } from './ticket-body';

const first = (count: number) => Array.from({ length: count }, (_, index) => index);
const banker = (selection: number) => ({ selections: [selection], banker: true });
const one = (selection: number) => ({ selections: [selection] });
const ways = (...selections: number[]) => ({ selections });

const taken = (body: object) => ticketBet(BetBody.parse({ stake: 100, ...body }));

describe('a bet as it may be written', () => {
  it.each<{ body: object; is: object }>([
    { body: { selections: [0] }, is: { kind: 'SINGLE', lines: 1, sizes: [], stakeMode: 'UNIT' } },
    { body: { selections: [0, 2] }, is: { kind: 'MULTIPLE', lines: 1, sizes: [] } },
    { body: { kind: 'MULTIPLE', sizes: [2], selections: [0, 1] }, is: { sizes: [] } },
    { body: { positions: [ways(0, 1), one(2)] }, is: { kind: 'MULTIPLE', lines: 2 } },
    { body: { positions: [ways(0, 1)], lines: 2 }, is: { kind: 'SINGLE', lines: 2 } },
    {
      body: { selections: first(4), system: 'LUCKY_15', lines: 15 },
      is: { kind: 'SYSTEM', sizes: [1, 2, 3, 4], lines: 15 },
    },
    { body: { selections: first(3), sizes: [3, 2], lines: 4 }, is: { sizes: [2, 3] } },
    {
      body: { positions: [banker(0), one(1), one(2), one(3)], sizes: [3], lines: 3 },
      is: { sizes: [3], positions: [{ selections: [0], banker: true }, { banker: false }, {}, {}] },
    },
    { body: { selections: [0], eachWay: true }, is: { eachWay: true, lines: 1 } },
    {
      body: { selections: [0], funding: 'FREE_BET', freeBetId: 'f' },
      is: { funding: 'FREE_BET', freeBetId: 'f' },
    },
  ])('$body', ({ body, is }) => expect(taken(body)).toMatchObject(is));

  it.each(Object.keys(namedSystems) as SystemName[])('%s by its name', (system) => {
    const selections = first(namedSystems[system].positions);
    expect(taken({ system, selections, lines: 1 }).sizes).toEqual(sizesOf(system));
  });
});

describe('a bet of the wrong form', () => {
  it.each<{ body: object; path: string }>([
    { body: {}, path: 'positions' },
    { body: { selections: [0], positions: [one(0)] }, path: 'positions' },
    { body: { selections: [0, 0] }, path: 'selections' },
    { body: { positions: [one(0), ways(1, 0)] }, path: 'positions' },
    { body: { kind: 'SINGLE', selections: [0, 1] }, path: 'kind' },
    { body: { kind: 'MULTIPLE', selections: [0] }, path: 'kind' },
    { body: { kind: 'MULTIPLE', sizes: [1], selections: [0, 1] }, path: 'sizes' },
    { body: { kind: 'MULTIPLE', system: 'TRIXIE', selections: first(3) }, path: 'system' },
    { body: { kind: 'SYSTEM', selections: first(3), lines: 4 }, path: 'sizes' },
    { body: { sizes: [2, 3], selections: first(3) }, path: 'lines' },
    { body: { sizes: [2, 2], selections: first(3), lines: 3 }, path: 'sizes' },
    { body: { sizes: [4], selections: first(3), lines: 1 }, path: 'sizes' },
    { body: { positions: [banker(0), banker(1), one(2)], sizes: [1], lines: 1 }, path: 'sizes' },
    { body: { system: 'TRIXIE', selections: first(4), lines: 4 }, path: 'system' },
    { body: { system: 'TRIXIE', sizes: [2], selections: first(3), lines: 4 }, path: 'sizes' },
    {
      body: { system: 'TRIXIE', positions: [banker(0), one(1), one(2)], lines: 4 },
      path: 'system',
    },
    { body: { system: 'ROUND_ROBIN', selections: first(3), lines: 10 }, path: 'system' },
    { body: { selections: [0], funding: 'FREE_BET' }, path: 'freeBetId' },
    { body: { selections: [0], freeBetId: 'f' }, path: 'freeBetId' },
  ])('$body is refused at $path', ({ body, path }) => {
    const { error } = BetBody.safeParse({ stake: 100, ...body });
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});

describe('a ticket of the wrong form', () => {
  const selections = [{ marketId: 'm', outcomeId: 'o', odds: 25_000 }];
  const bets = [{ selections: [0], stake: 100 }];

  it.each<{ change: object; path: string }>([
    { change: { bets: [{ selections: [0, 1], stake: 1 }] }, path: 'bets.0.selections.1' },
    { change: { priceChange: { policy: 'TOLERANCE' } }, path: 'priceChange.toleranceBps' },
    { change: { bets: [{ kind: 'SINGLE', selections: [0], stake: 0 }] }, path: 'bets.0.stake' },
  ])('$change is refused at $path', ({ change, path }) => {
    const { error } = TicketBody.safeParse({ selections, bets, ...change });
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});
