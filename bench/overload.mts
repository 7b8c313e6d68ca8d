import { setTimeout as sleep } from 'node:timers/promises';
import { freeze } from './overload/freeze.mts';
import { slowClients } from './overload/slow-clients.mts';
import { placer } from './place.mts';
import type { Place, Stretch } from './place.mts';
import { percentile } from './report.mts';
import type { Measured } from './report.mts';
import { medianBetween, watchMemory } from './soak/memory.mts';
import { withSystem, type System } from './system.mts';
import { systemGiven, systemOptions, type BenchCase } from './bench-case.mts';

export type Overload = System & {
  /** Requests per second that no engine on this machine takes. */
  readonly rate: number;
  readonly seconds: number;
  readonly accounts: number;
  readonly dataDir: string;
};

const MEGABYTE = 1_024 ** 2;
/** Well below what the system takes: what everybody else asks meanwhile and afterwards. */
const CALM_RATE = 50;
const CALM_P99_MS = 500;
const CONNECTIONS = 1_500;
/** Beyond what it had before, a process may grow by this under any load but for the bets it keeps. */
const GROWTH_BYTES_MAX = 512 * MEGABYTE;

const say = (line: string) => void process.stderr.write(`${line}\n`);
const share = (stretch: Stretch, name: string) => stretch.counts.get(name) ?? 0;
const p99 = ({ latencies }: Stretch) =>
  percentile(
    latencies.toSorted((a, b) => a - b),
    0.99,
  );

/** More than it can take, and slow copies: refused early, bounded, and back by itself. */
export async function benchOverload(overload: Overload): Promise<readonly Measured[]> {
  const { place, close } = await placer({ ...overload, connections: CONNECTIONS });
  await place({ seconds: 10, rate: CALM_RATE });
  const results: Measured[] = [];
  const part = async (name: string, hurt: () => Promise<Stretch>) => {
    say(`${name} …`);
    const result = await underWatch(name, overload, place, hurt);
    say(`  ${result.errors === 0 ? '✓' : '✗'} ${JSON.stringify(result.counts)}`);
    results.push(result);
  };
  const { rate, seconds, dataDir } = overload;
  const beside = () => place({ seconds, rate: CALM_RATE });
  await part('burst', () => place({ seconds, rate }));
  for (const name of ['redis', 'recorder', 'projector'])
    await part(`${name} frozen`, () => freeze(dataDir, name, beside));
  await part('slow clients', () => slowClients(overload, beside));
  await close();
  return results;
}

/** Memory during the load, and how long it takes until a calm load is answered in time again. */
async function underWatch(
  name: string,
  { dataDir }: Overload,
  place: Place,
  hurt: () => Promise<Stretch>,
): Promise<Measured> {
  const memory = watchMemory(dataDir, 1_000);
  const stretch = await hurt();
  const grown = [...(await memory.end())].map(
    ([process, samples]) =>
      [process, medianBetween(samples, 0.9, 1) - medianBetween(samples, 0, 0.05)] as const,
  );
  const recoverySeconds = await recovery(place);
  const tooMuch = grown.filter(([, bytes]) => bytes > GROWTH_BYTES_MAX).length;
  const broken = [...stretch.counts].filter(([status]) =>
    /^(error|status (500|502|504))/.test(status),
  );
  const most = grown.toSorted(([, a], [, b]) => b - a)[0];
  return {
    case: `overload ${name}`,
    value: recoverySeconds,
    unit: 's to recover',
    p50Ms: percentile(
      stretch.latencies.toSorted((a, b) => a - b),
      0.5,
    ),
    p99Ms: p99(stretch),
    errors: tooMuch + broken.reduce((sum, [, count]) => sum + count, 0),
    counts: {
      ...Object.fromEntries(stretch.counts),
      [`${most?.[0]} grown most, MB`]: Math.round((most?.[1] ?? 0) / MEGABYTE),
      refused: share(stretch, 'status 503') + share(stretch, 'status 429'),
    },
  };
}

/** Seconds until five calm seconds are answered in time. */
async function recovery(place: Place): Promise<number> {
  const startMs = performance.now();
  for (let tries = 0; tries < 60; tries++) {
    const begunMs = performance.now();
    const calm = await place({ seconds: 5, rate: CALM_RATE });
    const decided = share(calm, 'status 201') + share(calm, 'status 202');
    if (p99(calm) < CALM_P99_MS && decided === calm.latencies.length)
      return Math.round((begunMs - startMs) / 100) / 10;
    await sleep(100);
  }
  throw new Error('it did not recover within five minutes');
}

export const overloadCase: BenchCase = {
  name: 'overload',
  description:
    'More than the system takes, frozen copies, a thousand slow clients: refused, bounded, recovered',
  options: [
    ...systemOptions,
    ['--rate <n>', 'requests per second, more than it takes', '6000'],
    ['--seconds <n>', 'how long each part lasts', '30'],
    ['--accounts <n>', 'bettors who place them', '1000'],
  ],
  run: (given) =>
    withSystem(systemGiven(given), (system) => {
      const { seconds, rate, accounts } = given;
      return benchOverload({
        ...system,
        seconds: Number(seconds),
        rate: Number(rate),
        accounts: Number(accounts),
        dataDir: `${system.secretsDir}/..`,
      });
    }),
};
