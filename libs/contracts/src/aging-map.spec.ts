import { describe, expect, it } from '@jest/globals';
import { prng } from '@stakelog/testing';
import { AgingMap } from './aging-map';

describe('a map whose oldest leave first', () => {
  it('is a Map in all that both can do, and renews as a Map that deletes and sets', () => {
    const random = prng(20_261_122);
    const aging = new AgingMap<number, number>();
    const plain = new Map<number, number>();
    const seen: unknown[] = [];
    const expected: unknown[] = [];
    for (let step = 0; step < 30_000; step++) {
      const key = random.below(step < 20_000 ? 4_000 : 40);
      const what = random.below(3);
      const ours =
        what === 0
          ? aging.delete(key)
          : what === 1
            ? aging.renew(key, step)
            : aging.set(key, step).get(key);
      const before = plain.get(key);
      const wasThere = what < 2 && plain.delete(key);
      if (what > 0) plain.set(key, step);
      const theirs = [wasThere, before, step][what];
      const [oldest] = plain;
      seen.push([ours, aging.size, aging.oldest(), aging.has(key - 1), aging.get(key + 1)]);
      expected.push([theirs, plain.size, oldest, plain.has(key - 1), plain.get(key + 1)]);
      if (step % 5_000 > 0) continue;
      seen.push([...aging]);
      expected.push([...plain]);
    }
    expect(seen).toEqual(expected);
  });

  it('lets its oldest leave while it is read', () => {
    const map = new AgingMap<string, number>();
    for (const [at, key] of ['a', 'b', 'c', 'd'].entries()) map.set(key, at);
    const seen: string[] = [];
    for (const [key] of map) {
      seen.push(key);
      map.delete(key);
      if (key === 'b') map.delete('c');
    }
    expect([seen, map.size, map.oldest()]).toEqual([['a', 'b', 'd'], 0, undefined]);
  });

  it('moves to the end what is deleted and set again', () => {
    const map = new AgingMap<string, number>().set('a', 1).set('b', 2);
    map.delete('a');
    map.set('a', 3).set('b', 4);
    expect([...map]).toEqual([
      ['b', 4],
      ['a', 3],
    ]);
  });
});
