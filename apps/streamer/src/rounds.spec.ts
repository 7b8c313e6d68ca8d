import { expect, it } from '@jest/globals';
import { ROUND_STEPS, Rounds } from './rounds';

const round = (rounds: Rounds<number>) => Array.from({ length: ROUND_STEPS }, () => rounds.next());

it('gives everybody one turn a round, and nobody many at once', () => {
  const rounds = new Rounds<number>();
  for (let member = 0; member < 950; member++) rounds.add(member);
  rounds.next();
  const turns = round(rounds);
  expect(turns.flat().toSorted((a, b) => a - b)).toEqual([...rounds]);
  expect(Math.max(...turns.map((members) => members.length))).toBe(10);
});

it('forgets who leaves, and counts nobody twice', () => {
  const rounds = new Rounds<number>();
  for (const member of [1, 2, 3, 2]) rounds.add(member);
  rounds.delete(1);
  rounds.delete(9);
  expect([rounds.size, round(rounds).flat()]).toEqual([2, [2, 3]]);
});
