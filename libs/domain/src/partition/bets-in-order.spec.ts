import { expect, it } from '@jest/globals';
import { prng } from '@stakelog/testing';
import { BetsInOrder } from './bets-in-order';

const places = Array.from({ length: 300 }, (_, place) => place);

it('gives out the oldest first, each once, as a plain set that is read anew each time', () => {
  const random = prng(20_261_123);
  const inOrder = new BetsInOrder();
  const plain = new Set<number>();
  const some = () => places.filter(() => random.below(4) === 0);
  const one = () => random.below(places.length);
  const seen: unknown[] = [];
  const expected: unknown[] = [];
  let emptied = 0;
  for (let step = 0; step < 30_000; step++) {
    const move = random.below(step % 2_000 < 1_000 ? 6 : 400);
    if (move === 0) {
      const more = some();
      inOrder.addAll(new Set(more));
      for (const place of more) plain.add(place);
    } else if (move < 3) {
      const place = one();
      inOrder.delete(place);
      plain.delete(place);
      if (move === 2) {
        inOrder.add(place);
        plain.add(place);
      }
    } else {
      const [oldest] = plain;
      seen.push(inOrder.takeOldest());
      expected.push(oldest);
      if (oldest === undefined) emptied++;
      else plain.delete(oldest);
    }
    const asked = one();
    seen.push(inOrder.size, inOrder.has(asked));
    expected.push(plain.size, plain.has(asked));
    if (random.below(3) === 0) {
      seen.push(inOrder.oldest());
      expected.push([...plain].at(0));
    }
    if (step % 1_000 > 0) continue;
    seen.push([...inOrder]);
    expected.push([...plain]);
  }
  expect(seen).toEqual(expected);
  expect(emptied).toBeGreaterThan(100);
});
