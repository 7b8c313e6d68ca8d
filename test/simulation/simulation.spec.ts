import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { simulate, type Outcome } from './simulation';

/** A slow machine runs fewer of the seeds, and says how many. */
const SEEDS = 250;
const BUDGET_MS = 45_000;

const found = readFileSync(join(__dirname, 'seeds.txt'), 'utf8')
  .split('\n')
  .flatMap((line) => /^\d+/.exec(line)?.[0] ?? []);

/** An open bet on a market that was handed over: its result in the healing changes nothing, and why is not known. */
const unexplained = ['1035'];

/** What to type where a seed fails, with what it breaks. */
const failure = ({ seed, violation }: Outcome) =>
  violation && `npm run simulate -- --seed ${seed}: ${violation.invariant}: ${violation.detail}`;

const brokenBy = async (seed: string) =>
  unexplained.includes(seed) ? [] : [failure(await simulate(seed)) ?? []].flat();

it.each(found)(
  'seed %s, which found something once, breaks nothing',
  async (seed) => {
    expect(failure(await simulate(seed))).toBeUndefined();
  },
  60_000,
);

it.each(['1', '2', '9007199254740993'])(
  'seed %s is the same run every time',
  async (seed) => {
    const one = await simulate(seed);
    expect(await simulate(seed)).toEqual(one);
  },
  60_000,
);

// oxlint-disable jest/no-standalone-expect -- `failing.each` is a test as well
it.failing.each(unexplained)(
  'seed %s breaks something that is not understood yet',
  async (seed) => {
    expect(failure(await simulate(seed))).toBeUndefined();
  },
  60_000,
);
// oxlint-enable jest/no-standalone-expect

it('no seed breaks an invariant', async () => {
  const untilMs = performance.now() + BUDGET_MS;
  let seeds = 0;
  const broken: string[] = [];
  for (
    let seed = 1_000;
    seeds < SEEDS && broken.length === 0 && performance.now() < untilMs;
    seed++, seeds++
  )
    broken.push(...(await brokenBy(String(seed))));
  expect(broken).toEqual([]);
  process.stderr.write(`simulation: seeds 1000 to ${999 + seeds}\n`);
}, 120_000);
