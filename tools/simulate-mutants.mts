/**
 * `npm run simulate:mutants [-- M07 …] [--seeds 500]`: plants one bug after another in a copy of the sources and
 * simulates until an invariant breaks. A bug that nothing finds, or that cannot be planted any more, fails the command.
 */
import { Command } from 'commander';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { bundleSimulation } from './simulate/bundle.mts';
import { copyOf, hunted, mutants, withPlanted, type Mutant } from './simulate/mutants.mts';
import { failuresOf, type Blind } from './simulate/specs.mts';

type Options = {
  readonly seeds: string;
  readonly minutes: string;
  readonly from: string;
  readonly threads: string;
};

const program = new Command('simulate:mutants')
  .description('Plants bugs and demands that the simulation finds each of them.')
  .argument('[names...]', 'M07, or M07a: all without one')
  .option('--seeds <n>', 'at most so many for each bug', '500')
  .option('--from <n>', 'the first of them', '1')
  .option('--minutes <n>', 'at most so long for each bug', '20')
  .option('--threads <n>', 'so many bugs at a time', String(availableParallelism()))
  .action(run);
await program.parseAsync();

type Ground = {
  readonly root: string;
  readonly unpatched: string;
  readonly seeds: readonly string[];
  readonly msMax: number;
};

/** What became of a bug; `by`: the invariant or spec that found it, undefined where nothing did. */
type Result = { readonly mutant: Mutant; readonly by: string | undefined; readonly how: string };

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
  const results: Result[] = [];
  const work = async () => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const result = await looked(mutant, { root, unpatched: unpatched.file, seeds, msMax });
      process.stdout.write(`${line(result)}\n`);
      results.push(result);
    }
  };
  try {
    await Promise.all(Array.from({ length: Number(options.threads) }, work));
  } finally {
    unpatched.remove();
    rmSync(root, { recursive: true, force: true });
  }
  tell(results);
}

/** The table, and whether every bug was found. */
function tell(results: readonly Result[]): void {
  const sorted = results.toSorted((one, other) => (one.mutant.name < other.mutant.name ? -1 : 1));
  const survivors = sorted.filter(({ by }) => by === undefined);
  process.stdout.write(`\nbug    found by               how\n${sorted.map(line).join('\n')}\n\n`);
  const found = `${results.length - survivors.length} of ${results.length} bugs were found`;
  const names = survivors.map(({ mutant }) => mutant.name).join(' ');
  process.stdout.write(survivors.length === 0 ? `${found}\n` : `${found}; not ${names}\n`);
  process.exitCode = survivors.length === 0 ? 0 : 1;
}

function line({ mutant, by, how }: Result): string {
  const { name, says } = mutant;
  return `${name.padEnd(6)} ${(by ?? 'NOTHING').padEnd(22)} ${how.padEnd(21)} ${says}`;
}

async function looked(mutant: Mutant, ground: Ground): Promise<Result> {
  try {
    return mutant.blind === undefined
      ? await simulated(mutant, ground)
      : await specified(mutant, mutant.blind, ground);
  } catch (error) {
    const why = error instanceof Error ? error.message.trim() : String(error);
    return { mutant, by: undefined, how: `cannot be planted: ${why}` };
  }
}

async function simulated(
  mutant: Mutant,
  { root, unpatched, seeds, msMax }: Ground,
): Promise<Result> {
  const bundle = await withPlanted(mutant, root, bundleSimulation);
  let tried = 0;
  const hunt = { patched: bundle.file, unpatched, seeds, world: mutant.world };
  const { caught, red } = await hunted(hunt, msMax, (count) => (tried = count)).finally(() =>
    bundle.remove(),
  );
  if (red.length > 0)
    process.stdout.write(`${mutant.name}: red without the bug as well: seeds ${red.join(', ')}\n`);
  if (caught === undefined) return { mutant, by: undefined, how: `${tried} seeds` };
  return { mutant, by: caught.invariant, how: `seed ${caught.seed}, ${caught.tried} seeds` };
}

/** The simulation cannot see it (tools/simulate/specs.mts says why): its spec must be red. */
async function specified(mutant: Mutant, blind: Blind, { root }: Ground): Promise<Result> {
  const { spec } = blind;
  if ((await failuresOf(root, blind)) !== undefined)
    throw new Error(`${spec} is red without the bug`);
  const failures = await withPlanted(mutant, root, (tree) => failuresOf(tree, blind));
  const name = spec.split('/').at(-1) ?? spec;
  return { mutant, by: failures && name, how: `${failures?.length ?? 0} cases, no seed` };
}
