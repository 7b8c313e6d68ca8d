import { expect, it } from '@jest/globals';
import { prng } from '@stakelog/testing';
import type { Bet } from '../bet/bet';
import { OpenWork } from './open-work';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- work is kept by identity alone
const bets = Array.from({ length: 300 }, (_, number) => ({ number }) as unknown as Bet);

it('gives out the oldest first, each once, as a plain set that is read anew each time', () => {
  const random = prng(20_261_123);
  const work = new OpenWork();
  const plain = new Set<Bet>();
  const some = () => bets.filter(() => random.below(4) === 0);
  const one = () => bets.slice(random.below(bets.length))[0] as Bet;
  const seen: unknown[] = [];
  const expected: unknown[] = [];
  let emptied = 0;
  for (let step = 0; step < 30_000; step++) {
    const move = random.below(step % 2_000 < 1_000 ? 6 : 400);
    if (move === 0) {
      const more = some();
      work.addAll(new Set(more));
      for (const bet of more) plain.add(bet);
    } else if (move < 3) {
      const bet = one();
      work.delete(bet);
      plain.delete(bet);
      if (move === 2) {
        work.add(bet);
        plain.add(bet);
      }
    } else {
      const [oldest] = plain;
      seen.push(work.takeOldest());
      expected.push(oldest);
      if (oldest === undefined) emptied++;
      else plain.delete(oldest);
    }
    const asked = one();
    seen.push(work.size, work.has(asked));
    expected.push(plain.size, plain.has(asked));
    if (step % 1_000 > 0) continue;
    seen.push([...work]);
    expected.push([...plain]);
  }
  expect(seen).toEqual(expected);
  expect(emptied).toBeGreaterThan(100);
});
