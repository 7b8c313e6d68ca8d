import { expect, it } from '@jest/globals';
import { prng } from '@stakelog/testing';
import { SettlingTurns } from './settling-turns';

/** An event loop that turns when it is told to. */
function eventLoop() {
  let waiting: (() => void)[] = [];
  const turn = () => new Promise<void>((resolve) => void waiting.push(resolve));
  const next = async () => {
    const due = waiting;
    waiting = [];
    for (const resolve of due) resolve();
    await new Promise(setImmediate);
  };
  return { turns: new SettlingTurns({ turn }), next };
}

it('lets whoever comes first settle at once, and nobody else in this turn of the loop', async () => {
  const { turns, next } = eventLoop();
  expect([turns.take(3), turns.take(3), turns.take(4)]).toEqual([true, false, false]);
  await next();
  expect(turns.take(4)).toBe(true);
});

it('gives each that waits one turn after the other, in the order in which they came', async () => {
  const { turns, next } = eventLoop();
  const told: number[] = [];
  const work = new Map([5, 1, 7].map((partition) => [partition, 3]));
  const settle = (partition: number) => {
    expect([...work.keys()].filter((each) => turns.take(each))).toEqual([partition]);
    told.push(partition);
    const left = (work.get(partition) ?? 0) - 1;
    work.set(partition, left);
    if (left > 0) turns.wait(partition, () => settle(partition));
  };
  for (const partition of work.keys()) turns.wait(partition, () => settle(partition));
  for (let turn = 0; turn < 9; turn++) {
    expect(told).toHaveLength(turn);
    await next();
  }
  expect(told).toEqual([5, 1, 7, 5, 1, 7, 5, 1, 7]);
  await next();
  expect(turns.take(2)).toBe(true);
});

it('keeps a turn for who is busy when it comes, and holds nobody up for it', async () => {
  const { turns, next } = eventLoop();
  const told: number[] = [];
  for (const partition of [1, 2, 3]) turns.wait(partition, () => void told.push(partition));
  turns.leave(2);
  await next();
  await next();
  expect([told, turns.take(2), turns.take(3)]).toEqual([[1, 3], false, true]);
  expect([turns.wait(1, () => told.push(1)), turns.take(1), turns.take(1)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(told).toEqual([1, 3]);
});

it('starves nobody, however long each is busy between asking and taking', async () => {
  const { turns, next } = eventLoop();
  const random = prng(20_261_124);
  const owners = Array.from({ length: 12 }, (_, partition) => ({ partition, busy: 0, taken: 0 }));
  const turnsOfLoop = 6_000;
  for (let turn = 0; turn < turnsOfLoop; turn++) {
    for (const owner of owners) {
      if (owner.busy-- > 0) continue;
      if (turns.take(owner.partition)) owner.taken++;
      turns.wait(owner.partition, () => undefined);
      owner.busy = random.below(owner.partition < 6 ? 3 : 12);
    }
    await next();
  }
  const taken = owners.map((owner) => owner.taken);
  expect(Math.min(...taken)).toBeGreaterThan(turnsOfLoop / owners.length / 2);
  expect(taken.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(turnsOfLoop + owners.length);
});
