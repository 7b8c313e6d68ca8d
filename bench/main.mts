/**
 * `npm run bench [-- CASE…] [flags]`: what is named, or a short run of everything. One JSON line for each figure with
 * --json, else a sentence; exit 1 where a result was wrong. Several cases run one after the other, each in a process
 * of its own with those flags that it knows.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { BenchCase, Given } from './bench-case.mts';
import { cases } from './cases.mts';
import { report } from './report.mts';

type Options = { readonly json: boolean } & Record<string, string | boolean>;

const args = process.argv.slice(2);
const firstFlag = args.findIndex((arg) => arg.startsWith('-'));
const named = firstFlag === -1 ? args : args.slice(0, firstFlag);
const flags = firstFlag === -1 ? [] : args.slice(firstFlag);

if (named.length === 1 || flags.includes('--help')) await program().parseAsync();
else process.exitCode = await runEach(chosen());

function program(): Command {
  const all = new Command('bench').description(
    'Measures a running system, or what it starts; without a case, a short run of all.',
  );
  for (const { name, description, options: own, run } of cases) {
    const command = all.command(name).description(description);
    for (const [flag, meaning, standard] of own) command.option(flag, meaning, standard);
    command
      .option('--json', 'one JSON line for each figure', false)
      .action(async ({ json, ...options }: Options) => report(await run(given(options)), json));
  }
  return all;
}

function given(options: Record<string, string | boolean>): Given {
  const texts = Object.entries(options).map(([name, value]) => [name, value === true ? '' : value]);
  return Object.fromEntries(texts) as Given;
}

/** Throws for a name that no case has. */
function chosen(): readonly (readonly string[])[] {
  const short = named.length === 0;
  const wanted = short ? cases.filter((each) => each.short !== undefined) : named.map(caseOf);
  return wanted.map((each) => [
    each.name,
    ...(short ? (each.short ?? []) : []),
    ...flagsKnownTo(each),
  ]);
}

function caseOf(name: string): BenchCase {
  const found = cases.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new Error(
    `no case is called ${name}; there are ${cases.map((each) => each.name).join(', ')}`,
  );
}

function flagsKnownTo({ options }: BenchCase): readonly string[] {
  const known = new Set(['--json', ...options.map(([flag]) => flag.split(' ')[0])]);
  const kept: string[] = [];
  let keeps = false;
  for (const arg of flags) {
    if (arg.startsWith('--')) keeps = known.has(arg.split('=')[0]);
    if (keeps) kept.push(arg);
  }
  return kept;
}

/** Returns the exit code of all. */
async function runEach(runs: readonly (readonly string[])[]): Promise<number> {
  let code = 0;
  for (const run of runs) {
    process.stderr.write(`— ${run.join(' ')}\n`);
    if ((await runOne(run)) !== 0) code = 1;
  }
  return code;
}

function runOne(run: readonly string[]): Promise<number> {
  const self = [...process.execArgv, fileURLToPath(import.meta.url)];
  const child = spawn(process.execPath, [...self, ...run], {
    stdio: 'inherit',
  });
  // Whoever is told to end tells it on, and waits until what was started is gone.
  const told = (signal: NodeJS.Signals) =>
    void child.once('exit', () => process.exit(1)).kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, told);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, told);
      resolve(code ?? 1);
    });
  });
}
