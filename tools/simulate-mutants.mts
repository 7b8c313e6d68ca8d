/**
 * `npm run simulate:mutants [-- M07 …] [--seeds 500]`: plants one bug after another in a copy of the sources and
 * simulates until an invariant breaks. A bug that nothing finds, or that cannot be planted any more, fails the command.
 */
import { Command } from 'commander';
import { availableParallelism } from 'node:os';
import { bundleSimulation } from './simulate/bundle.mts';
import { hunted, mutants, planted, type Mutant } from './simulate/mutants.mts';

type Options = { readonly seeds: string; readonly minutes: string; readonly from: string };

const program = new Command('simulate:mutants')
  .description('Plants bugs and demands that the simulation finds each of them.')
  .argument('[names...]', 'M07, or M07a: all without one')
  .option('--seeds <n>', 'at most so many for each bug', '500')
  .option('--from <n>', 'the first of them', '1')
  .option('--minutes <n>', 'at most so long for each bug', '20')
  .action(run);
await program.parseAsync();

async function run(names: readonly string[], options: Options): Promise<void> {
  const waiting = [...mutants(names)];
  if (waiting.length === 0) throw new Error(`no mutant is called ${names.join(' or ')}`);
  const seeds = Array.from({ length: Number(options.seeds) }, (_, at) =>
    String(Number(options.from) + at),
  );
  const unpatched = await bundleSimulation();
  let survivors = 0;
  const work = async () => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift())
      if (!(await isCaught(mutant, unpatched.file, seeds, Number(options.minutes) * 60_000)))
        survivors++;
  };
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, work));
  } finally {
    unpatched.remove();
  }
  process.stdout.write(survivors === 0 ? 'every bug was found\n' : `${survivors} not found\n`);
  process.exitCode = survivors === 0 ? 0 : 1;
}

async function isCaught(
  mutant: Mutant,
  unpatched: string,
  seeds: readonly string[],
  msMax: number,
): Promise<boolean> {
  const { name, says } = mutant;
  const tell = (text: string) => process.stdout.write(`${name.padEnd(6)} ${text} · ${says}\n`);
  try {
    const bundle = await planted(mutant);
    const caught = await hunted({ patched: bundle.file, unpatched, seeds }, msMax).finally(() =>
      bundle.remove(),
    );
    if (caught === undefined) tell(`SURVIVES ${seeds.length} seeds`);
    else tell(`${caught.invariant}, seed ${caught.seed}, ${caught.tried} seeds`);
    return caught !== undefined;
  } catch (error) {
    tell(`CANNOT BE PLANTED: ${error instanceof Error ? error.message.trim() : String(error)}`);
    return false;
  }
}
