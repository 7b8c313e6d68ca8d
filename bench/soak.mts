import { placer } from './place.mts';
import type { Place, Stretch } from './place.mts';
import { percentile } from './report.mts';
import type { Measured } from './report.mts';
import { medianBetween, watchMemory } from './soak/memory.mts';
import type { Memory } from './soak/memory.mts';
import { withSystem, type System } from './system.mts';
import { systemGiven, systemOptions, type BenchCase } from './bench-case.mts';

type Soak = System & {
  readonly minutes: number;
  /** Requests per second; undefined: 70 % of the maximum that is found first. */
  readonly rate: number | undefined;
  readonly accounts: number;
};

const RATES = [250, 500, 750, 1_000, 1_500, 2_000, 3_000, 4_000, 6_000, 8_000, 10_000];
const STEP_SECONDS = 15;
const SHARE = 0.7;
const MEGABYTE = 1_024 ** 2;
/** They hold every kept bet, each some kilobytes: they grow with bets, and must not grow with time. */
const stores = new Set(['decider', 'redis', 'standby']);
/** Between the second quarter and the last: allocators and page caches move this much by themselves. */
const FLAT_SHARE = 0.15;
const FLAT_BYTES = 32 * MEGABYTE;

const say = (line: string) => void process.stderr.write(`${line}\n`);

/** Load at a constant share of what the system can take; the memory of every process must stand still. */
export async function benchSoak(soak: Soak): Promise<Measured> {
  const { place, close } = await placer(soak);
  await place({ seconds: STEP_SECONDS, rate: 100 });
  const rate = soak.rate ?? Math.floor(SHARE * (await findMaximum(place)));
  say(`soaking at ${rate} requests/s for ${soak.minutes} minutes`);
  const memory = watchMemory(`${soak.secretsDir}/..`);
  const startMs = performance.now();
  const stretch = await place({ seconds: soak.minutes * 60, rate });
  const tookSeconds = (performance.now() - startMs) / 1_000;
  const seen = await memory.end();
  await close();
  return measured(stretch, tookSeconds, verdicts(seen, accepted(stretch)));
}

/** Most of those that are held in play are accepted in the end. */
const accepted = ({ counts }: Stretch) =>
  (counts.get('decision ACCEPTED') ?? 0) + (counts.get('decision HELD') ?? 0);

/** A ticket that is held in play is answered; one that is pending waits for the engine. */
const answered = ({ counts }: Stretch) =>
  (counts.get('status 201') ?? 0) + (counts.get('decision HELD') ?? 0);

/** The highest rate at which nine in ten are answered at once and the slowest hundredth waits under a second. */
async function findMaximum(place: Place): Promise<number> {
  let best = RATES[0] ?? 0;
  for (const rate of RATES) {
    const startMs = performance.now();
    const stretch = await place({ seconds: STEP_SECONDS, rate });
    const took = (performance.now() - startMs) / 1_000;
    const p99 = percentile(
      stretch.latencies.toSorted((a, b) => a - b),
      0.99,
    );
    const decided = answered(stretch);
    const achieved = Math.round(decided / took);
    say(`${rate} requests/s: ${achieved} answered/s, p99 ${p99} ms`);
    if (decided < 0.9 * rate * STEP_SECONDS || p99 > 1_000 || achieved < 0.9 * rate) break;
    best = rate;
  }
  return best;
}

/** How many processes did not stand still, and what each took. */
function verdicts(memory: Memory, bets: number) {
  const counts: Record<string, number> = {};
  let failures = 0;
  for (const [name, samples] of memory) {
    const early = medianBetween(samples, 0.25, 0.5);
    const late = medianBetween(samples, 0.75, 1);
    const grown = late - early;
    const isStore = stores.has(name.replace(/-\d+$/, ''));
    const flat = isStore || grown <= Math.max(FLAT_BYTES, FLAT_SHARE * early);
    if (!flat) failures++;
    counts[`${name} MB`] = Math.round(late / MEGABYTE);
    counts[`${name} grown MB`] = Math.round(grown / MEGABYTE);
    // Between the middles of the two quarters lies half of the time, and so half of the bets.
    if (isStore) counts[`${name} bytes per bet`] = Math.round(grown / Math.max(1, bets / 2));
    say(
      `${flat ? '✓' : '✗'} ${name}: ${counts[`${name} MB`]} MB, grown ${counts[`${name} grown MB`]}`,
    );
  }
  return { counts, failures };
}

function measured(
  { latencies, counts }: Stretch,
  tookSeconds: number,
  memory: ReturnType<typeof verdicts>,
): Measured {
  const sorted = latencies.toSorted((a, b) => a - b);
  const errors = [...counts].filter(([name]) => name.startsWith('error'));
  return {
    case: 'soak',
    value: Math.round(latencies.length / tookSeconds),
    unit: 'requests/s',
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    errors: errors.reduce((sum, [, number]) => sum + number, memory.failures),
    counts: { ...Object.fromEntries(counts), ...memory.counts },
  };
}

export const soakCase: BenchCase = {
  name: 'soak',
  description:
    'Load at 70 % of the maximum for a long time: the memory of every process stands still',
  options: [
    ...systemOptions,
    ['--minutes <n>', 'how long', '30'],
    ['--rate <n>', 'requests per second; without it 70 % of the maximum, which is found first'],
    ['--accounts <n>', 'bettors who place them', '400'],
  ],
  run: (given) =>
    withSystem(systemGiven(given), async (system) => {
      const { minutes, accounts } = given;
      const rate = given['rate'] === undefined ? undefined : Number(given['rate']);
      return [
        await benchSoak({ ...system, minutes: Number(minutes), rate, accounts: Number(accounts) }),
      ];
    }),
};
