/**
 * `npm run simulate`: seeds of the simulation, on all cores, until one fails. Without --seed the regression seeds of
 * test/simulation/seeds.txt and some that nobody has seen.
 */
import { Command } from 'commander';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Outcome } from '../test/simulation/simulation.ts';
import { bundleSimulation } from './simulate/bundle.mts';
import { SeedRunners } from './simulate/run-seeds.mts';
import { commandOf, shrink } from './simulate/shrink.mts';
import type { Task } from './simulate/worker.mts';

type Options = {
  readonly seed?: string;
  readonly seeds: string;
  readonly steps?: string;
  readonly hours?: string;
  readonly moves?: string;
  readonly without?: string;
  readonly trace: boolean;
};

const program = new Command('simulate')
  .description(
    'The engine on simulated servers: every choice from one seed, every invariant in every step.',
  )
  .option('--seed <n>', 'the first seed, up to 64 bits')
  .option('--seeds <m>', 'how many, one after the other', '1')
  .option('--steps <s>', 'end each run after so many steps')
  .option('--hours <h>', 'go on for so long')
  .option('--moves <n>', 'ask no more than so much of the load')
  .option('--without <faults>', 'leave these faults out, by number: 0,3,4')
  .option('--trace', 'print what happens', false);
program.parse();
const options = program.opts<Options>();

const say = (line: string) => process.stdout.write(`${line}\n`);
const seed64 = (text: bigint) => String(BigInt.asUintN(64, text));
const whole = (text: string | undefined) => (text === undefined ? undefined : Number(text));

/** The seeds of the run, in order. */
function* seeds(): Generator<string> {
  if (options.seed === undefined) yield* regressionSeeds();
  const first = options.seed === undefined ? randomBytes(6).readUIntBE(0, 6) : options.seed;
  const until = performance.now() + Number(options.hours ?? 0) * 3_600_000;
  const count = BigInt(options.seeds);
  for (let at = 0n; at < count || performance.now() < until; at++) yield seed64(BigInt(first) + at);
}

function regressionSeeds(): readonly string[] {
  const text = readFileSync(new URL('../test/simulation/seeds.txt', import.meta.url), 'utf8');
  return text.split('\n').flatMap((line) => /^\d+/.exec(line)?.[0] ?? []);
}

const bundle = await bundleSimulation();
const runners = new SeedRunners(bundle.file, options.trace ? 1 : availableParallelism());
const startedAtMs = performance.now();
const done = { seeds: 0, steps: 0 };
let failed: Outcome | undefined;

function tell(): void {
  const seconds = (performance.now() - startedAtMs) / 1_000;
  const rate = Math.round(done.seeds / seconds);
  say(`${done.seeds} seeds  ${done.steps} steps  ${seconds.toFixed(0)} s  ${rate} seeds/s`);
}

async function main(): Promise<void> {
  const left = seeds();
  const limits = { stepsMax: whole(options.steps), movesMax: whole(options.moves) };
  const without = (options.without ?? '')
    .split(',')
    .flatMap((text) => (text === '' ? [] : Number(text)));
  const progress = setInterval(tell, 10_000);
  const next = (): Task | undefined => {
    const drawn = left.next();
    const seed = drawn.done === true ? undefined : drawn.value;
    return seed === undefined ? undefined : { seed, without, trace: options.trace, ...limits };
  };
  await runners.run(next, (outcome) => {
    done.seeds++;
    done.steps += outcome.steps;
    if (outcome.violation !== undefined) failed ??= outcome;
    return failed !== undefined;
  });
  clearInterval(progress);
  tell();
  if (failed === undefined) return;
  process.exitCode = 1;
  await explain(failed);
}

async function explain({ seed, violation, steps, last }: Outcome): Promise<void> {
  say(`\nseed ${seed} breaks ${violation?.invariant} at step ${steps}: ${violation?.detail}`);
  if (options.trace || failed === undefined) return;
  for (const line of last) say(line.slice(0, 240));
  say('\nmaking it smaller …');
  const smallest = await shrink(failed, (task) => runners.one(task));
  say(`${smallest.outcome.violation?.detail}\n${commandOf(smallest.task)}`);
}

try {
  await main();
} finally {
  await runners.close();
  bundle.remove();
}
