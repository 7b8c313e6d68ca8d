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

/** What to type where a seed fails, with what it breaks. */
const failure = ({ seed, violation }: Outcome) =>
  violation && `npm run simulate -- --seed ${seed}: ${violation.invariant}: ${violation.detail}`;

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

it('no seed breaks an invariant', async () => {
  const untilMs = performance.now() + BUDGET_MS;
  let seeds = 0;
  const broken: string[] = [];
  for (
    let seed = 1_000;
    seeds < SEEDS && broken.length === 0 && performance.now() < untilMs;
    seed++, seeds++
  )
    broken.push(...[failure(await simulate(String(seed))) ?? []].flat());
  expect(broken).toEqual([]);
  process.stderr.write(`simulation: seeds 1000 to ${999 + seeds}\n`);
}, 120_000);
