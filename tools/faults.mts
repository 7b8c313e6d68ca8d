import { Command, InvalidArgumentError } from 'commander';
import { resolveSources } from './settle/resolve-sources.mts';

type Flags = {
  readonly seed: number;
  readonly list: boolean;
  readonly json: boolean;
  readonly build: boolean;
  readonly together: boolean;
};

resolveSources();
const { catalogue } = await import('../test/faults/catalogue.mts');
const { runFaults } = await import('../test/faults/harness/run-faults.mts');

const say = (line: string) =>
  process.stderr.write(`${(performance.now() / 1_000).toFixed(1).padStart(7)} s  ${line}\n`);

const out = (line: string) => process.stdout.write(`${line}\n`);

await new Command('npm run faults --')
  .description('Breaks a running system of its own as the fault catalogue says, and checks it.')
  .argument('[id...]', 'which faults; all when none is named')
  .option('--seed <n>', 'of the load and of every random moment', seed, 1)
  .option('--list', 'names the faults, and runs nothing', false)
  .option('--json', 'one JSON line per fault on standard output', false)
  .option('--together', 'checks log and copies once, behind all faults of a system', false)
  .option('--no-build', 'runs the apps as they were built last')
  .addHelpText('after', '\nExit codes: 0 none failed, 1 one failed, 64 usage.')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 64))
  .action(run)
  .parseAsync();

async function run(ids: readonly string[], flags: Flags): Promise<void> {
  const known = new Map(catalogue.map((fault) => [fault.id, fault]));
  const unknown = ids.filter((id) => !known.has(id.toUpperCase()));
  if (unknown.length > 0) {
    process.stderr.write(`faults: there is no ${unknown.join(', ')}; --list names them all.\n`);
    process.exit(64);
  }
  const wanted = new Set(ids.map((id) => id.toUpperCase()));
  const faults = catalogue.filter(({ id }) => wanted.size === 0 || wanted.has(id));
  if (flags.list) {
    for (const { id, name } of faults) out(`${id}  ${name}`);
    return;
  }
  const { seed: of, build, together } = flags;
  const report = flags.json ? printJson : printText;
  const results = await runFaults(faults, { seed: of, asBuilt: !build, together, say, report });
  process.exit(results.some(({ outcome }) => outcome === 'FAIL') ? 1 : 0);
}

type Result = Awaited<ReturnType<typeof runFaults>>[number];

function printJson(result: Result): void {
  out(JSON.stringify(result));
}

function printText({ id, name, seed: of, outcome, notes, faults, seconds }: Result): void {
  const why = outcome === 'SKIPPED' ? `: ${notes.join('; ')}` : '';
  out(`${id}  ${outcome}${why}  ${name}  (seed ${of}, ${seconds.toFixed(1)} s)`);
  if (outcome === 'SKIPPED') return;
  for (const note of notes) out(`     ${note}`);
  for (const [check, of_] of Object.entries(faults))
    for (const fault of of_) out(`     ! ${check}: ${fault}`);
  if (outcome === 'FAIL') out(`     again: npm run faults -- ${id} --seed ${of}`);
}

function seed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 0.');
  return Number(text);
}
