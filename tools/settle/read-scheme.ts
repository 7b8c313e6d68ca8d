import { limits, words } from '@stakelog/contracts';
import type { BetKind, BetPosition, TicketBet } from '@stakelog/contracts';
import { combinations } from '@stakelog/domain';
import { Refusal } from './refusal';
import { fieldsOf, flagOf, integerOf, isMissing, listOf, wordOf, type Fields } from './read-values';

const invalid = (message: string, at: string) => new Refusal('INVALID_FORMAT', message, at);

/** How a bet combines the ticket's selections, spelled out. */
export type BetShape = Pick<TicketBet, 'kind' | 'sizes' | 'positions'>;

/** Positions may be missing (one per selection), and so may what the others say: the kind, the sizes of one fold. */
export function shapeOf(bet: Fields, at: string, selections: number): BetShape {
  const positions = isMissing(bet['positions'])
    ? Array.from({ length: selections }, (_, index) => ({ selections: [index], banker: false }))
    : positionsOf(bet['positions'], `${at}.positions`, selections);
  const count = positions.length;
  const sizes = isMissing(bet['sizes']) ? [] : sizesOf(bet['sizes'], `${at}.sizes`, count);
  const kind = isMissing(bet['kind'])
    ? kindSpelled(count, sizes)
    : wordOf(bet['kind'], `${at}.kind`, words['bet-kind']);
  refuseOtherThan(kind, count, sizes, at);
  if (kind === 'SYSTEM' && count > limits.systemPositionsMax)
    throw new Refusal(
      'TOO_MANY_LEGS',
      `a system has at most ${limits.systemPositionsMax} positions`,
      `${at}.positions`,
    );
  const bankers = positions.filter(({ banker }) => banker).length;
  if (sizes.some((size) => size < bankers)) throw invalid('sizes count the bankers', `${at}.sizes`);
  return { kind, sizes: kind === 'SYSTEM' ? sizes : [], positions };
}

function kindSpelled(positions: number, sizes: readonly number[]): BetKind {
  if (sizes.length > 0) return 'SYSTEM';
  return positions === 1 ? 'SINGLE' : 'MULTIPLE';
}

function refuseOtherThan(kind: BetKind, positions: number, sizes: readonly number[], at: string) {
  const isWhole = sizes.length === 0 || (sizes.length === 1 && sizes[0] === positions);
  switch (kind) {
    case 'SINGLE':
      if (positions !== 1 || !isWhole) throw invalid('a SINGLE has one position', at);
      return;
    case 'MULTIPLE':
      if (positions < 2 || !isWhole)
        throw invalid('a MULTIPLE has two or more positions, all in one fold', at);
      return;
    case 'SYSTEM':
      if (sizes.length === 0) throw invalid('a SYSTEM names its fold sizes', `${at}.sizes`);
  }
}

function sizesOf(value: unknown, at: string, positions: number): readonly number[] {
  const sizes = listOf(value, at).map((size) => integerOf(size, at, 1, positions));
  if (new Set(sizes).size < sizes.length) throw invalid('a fold size is named once', at);
  return sizes;
}

function positionsOf(value: unknown, at: string, selections: number): readonly BetPosition[] {
  const list = listOf(value, at);
  if (list.length === 0) throw invalid('a bet has a position', at);
  const used = new Set<number>();
  return list.map((item, index) => {
    const where = `${at}[${index}]`;
    const position = fieldsOf(item, where);
    const named = listOf(position['selections'], `${where}.selections`);
    if (named.length === 0) throw invalid('a position has a selection', where);
    return {
      selections: named.map((selection) => usedOnce(selection, selections, where, used)),
      banker: flagOf(position['banker'], `${where}.banker`),
    };
  });
}

function usedOnce(value: unknown, selections: number, at: string, used: Set<number>): number {
  const selection = integerOf(value, `${at}.selections`, 0, selections - 1);
  if (used.has(selection)) throw invalid(`selection ${selection} stands in a bet once`, at);
  used.add(selection);
  return selection;
}

/** Counted before anything is built (domain.md §6). */
export function combinationsOf(bet: TicketBet, at: string): number {
  const ways = bet.positions.reduce((product, { selections }) => product * selections.length, 1);
  const lines = ways > limits.waysProductMax ? undefined : combinations(bet);
  if (lines === undefined || lines > BigInt(limits.linesPerBetMax))
    throw new Refusal(
      'TOO_MANY_LINES',
      `a bet has at most ${limits.linesPerBetMax} lines and ${limits.waysProductMax} ways`,
      at,
    );
  return Number(lines);
}
