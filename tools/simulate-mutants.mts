/**
 * `npm run simulate:mutants [-- M07 …] [--seeds 500]`: plants one bug after another in a copy of the sources and
 * simulates until an invariant breaks. A bug that nothing finds, or that cannot be planted any more, fails the command.
 */
import { Command } from 'commander';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { bundleSimulation } from './simulate/bundle.mts';
import { copyOf, hunted, mutants, planted, type Mutant } from './simulate/mutants.mts';

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
  // Whoever edits meanwhile changes nothing of what is compared.
  const root = copyOf('.');
  const unpatched = await bundleSimulation(root);
  const msMax = Number(options.minutes) * 60_000;
  let survivors = 0;
  const work = async () => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift())
      if (!(await isCaught(mutant, { root, unpatched: unpatched.file, seeds, msMax }))) survivors++;
  };
  try {
    await Promise.all(Array.from({ length: availableParallelism() }, work));
  } finally {
    unpatched.remove();
    rmSync(root, { recursive: true, force: true });
  }
  process.stdout.write(survivors === 0 ? 'every bug was found\n' : `${survivors} not found\n`);
  process.exitCode = survivors === 0 ? 0 : 1;
}

type Ground = {
  readonly root: string;
  readonly unpatched: string;
  readonly seeds: readonly string[];
  readonly msMax: number;
};

async function isCaught(
  mutant: Mutant,
  { root, unpatched, seeds, msMax }: Ground,
): Promise<boolean> {
  const { name, says } = mutant;
  const tell = (text: string) => process.stdout.write(`${name.padEnd(6)} ${text} · ${says}\n`);
  try {
    const bundle = await planted(mutant, root);
    let tried = 0;
    const { stores } = mutant;
    const hunt = { patched: bundle.file, unpatched, seeds, stores };
    const caught = await hunted(hunt, msMax, (count) => (tried = count)).finally(() =>
      bundle.remove(),
    );
    if (caught === undefined) tell(`SURVIVES ${tried} seeds`);
    else tell(`${caught.invariant}, seed ${caught.seed}, ${caught.tried} seeds`);
    return caught !== undefined;
  } catch (error) {
    tell(`CANNOT BE PLANTED: ${error instanceof Error ? error.message.trim() : String(error)}`);
    return false;
  }
}
