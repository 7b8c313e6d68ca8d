import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Measured } from '../report.mts';
import { COUNTED, stages } from './counted.mts';

const program = fileURLToPath(new URL('counted.mts', import.meta.url));
const say = (line: string) => void process.stderr.write(`${line}\n`);

const counter = [
  '--tool=callgrind',
  '--callgrind-out-file=/dev/null',
  '--smc-check=all-non-file', // compiled code is written anew
];

/** The compiler's and the collector's work is part of it: without these it hangs on clocks, and hides a fold. */
const alone = [
  '--single-threaded',
  '--predictable',
  '--max-semi-space-size=64',
  '--random-seed=1',
  '--hash-seed=1',
  '--disable-warning=MODULE_TYPELESS_PACKAGE_JSON',
  '--disable-warning=ExperimentalWarning',
];

/** Instructions of a bet, warm: decoded, decided, encoded; and folded again. Counted by valgrind, not timed. */
export async function countInstructions(): Promise<readonly Measured[]> {
  const counts: number[] = [];
  for (const stage of stages) {
    say(`counting up to ${stage}; valgrind is some fifty times slower …`);
    const count = await instructionsOf(stage);
    if (count === undefined) {
      say('valgrind is not here: nothing is counted');
      return [];
    }
    counts.push(count);
  }
  const [prepared = 0, decided = 0, folded = 0] = counts;
  return [
    counted('decided: decoding and encoding with it', decided - prepared),
    counted('folded: decoding its events with it', folded - decided),
  ];
}

const counted = (what: string, instructions: number): Measured => ({
  case: `instructions of a bet that is ${what}`,
  value: Math.round(instructions / COUNTED),
  unit: 'instructions',
  errors: instructions > 0 ? 0 : 1,
  counts: { bets: COUNTED },
});

/** Undefined where there is no valgrind. */
async function instructionsOf(stage: string): Promise<number | undefined> {
  const child = spawn('valgrind', [...counter, process.execPath, ...alone, program, stage], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (bytes: Buffer) => (told += bytes.toString('utf8')));
  const code = await new Promise<number | undefined>((resolve) => {
    child.once('error', () => resolve(undefined));
    child.once('close', (exit) => resolve(exit ?? 1));
  });
  if (code === undefined) return undefined;
  const [, count] = /Collected : (\d+)/.exec(told) ?? [];
  if (code !== 0 || count === undefined) throw new Error(`valgrind ended with ${code}: ${told}`);
  return Number(count);
}
