import { execFile } from 'node:child_process';
import { totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BenchCase } from './bench-case.mts';
import type { Size } from './growth/filled-engine.ts';
import type { Found } from './growth/measure.mts';
import type { Measured } from './report.mts';

type Dimension = keyof Size;

const program = fileURLToPath(new URL('./growth/measure.mts', import.meta.url));
const heapMegabytes = Math.floor((0.6 * totalmem()) / 1_024 ** 2);
const say = (line: string) => void process.stderr.write(`${line}\n`);

/** What one engine is meant to carry; beyond what was measured it is extrapolated. */
const meant: Size = { accounts: 1_000_000, open: 5_000_000, markets: 100_000, history: 5_000_000 };

const meanings: Readonly<Record<Dimension, string>> = {
  accounts: 'accounts',
  open: 'open bets',
  markets: 'markets',
  history: 'settled bets that are kept',
};

/** Each size in a process of its own, so that none has the compiled code or the garbage of another. */
async function found(size: Size, kept: number): Promise<Found> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    `--max-old-space-size=${heapMegabytes}`,
    '--max-semi-space-size=64',
    ...process.execArgv,
    program,
    JSON.stringify({ ...size, kept }),
  ]);
  return JSON.parse(stdout) as Found;
}

/** The heap that an open single takes, of accounts that were there before: the bet, its key and its places in indexes. */
async function benchMemory(bets: number): Promise<readonly Measured[]> {
  const size = { accounts: 10_000, open: 20_000, markets: 1_000, history: 0 };
  const { bytesPerBet } = await found(size, bets);
  return [
    {
      case: `memory: ${bets} open single bets in the decider`,
      value: Math.round(bytesPerBet),
      unit: 'bytes/bet',
      errors: bytesPerBet > 0 ? 0 : 1,
      counts: { bets },
    },
  ];
}

/** One dimension after the other doubles while the rest stays as it is. */
async function benchGrowth(doublings: number, base: number): Promise<readonly Measured[]> {
  const standard: Size = {
    accounts: base / 5,
    open: base,
    markets: base / 100,
    history: base,
  };
  const measured: Measured[] = [];
  for (const dimension of Object.keys(meanings) as Dimension[])
    measured.push(await growthOf(dimension, standard, doublings));
  return measured;
}

async function growthOf(
  dimension: Dimension,
  standard: Size,
  doublings: number,
): Promise<Measured> {
  const counts: Record<string, number> = {};
  const micros: number[] = [];
  let reached = 0;
  for (let doubling = 0; doubling <= doublings; doubling++) {
    const size = { ...standard, [dimension]: standard[dimension] * 2 ** doubling };
    const { cpuMicros, changeCpuMicros } = await found(size, 0);
    reached = size[dimension];
    micros.push(cpuMicros);
    counts[`${reached} ${meanings[dimension]}, us of CPU`] = Math.round(100 * cpuMicros) / 100;
    if (dimension === 'markets')
      counts[`${reached} markets, us of CPU a price change`] =
        Math.round(100 * changeCpuMicros) / 100;
    say(`${reached} ${meanings[dimension]}: ${cpuMicros.toFixed(2)} us of CPU a bet`);
  }
  const [first = 0] = micros;
  const last = micros.at(-1) ?? 0;
  const perDoubling = (last / first) ** (1 / doublings);
  const beyond = Math.max(0, Math.log2(meant[dimension] / reached));
  counts[`${meant[dimension]} of them, extrapolated, us of CPU`] =
    Math.round(100 * last * perDoubling ** beyond) / 100;
  return {
    case: `growth: cost of a bet when ${meanings[dimension]} double`,
    value: Math.round(1_000 * (perDoubling - 1)) / 10,
    unit: '% per doubling',
    errors: micros.every((each) => each > 0) ? 0 : 1,
    counts,
  };
}

export const memoryCase: BenchCase = {
  name: 'memory',
  description: 'What the decider keeps of an open single bet',
  options: [['--bets <n>', 'open bets', '500000']],
  short: ['--bets', '100000'],
  run: ({ bets }) => benchMemory(Number(bets)),
};

export const growthCase: BenchCase = {
  name: 'growth',
  description:
    'CPU time of a bet, by the deciding core alone, as accounts, bets and markets double',
  options: [
    ['--doublings <n>', 'of each', '4'],
    ['--bets <n>', 'open bets before the first; a fifth as many accounts', '100000'],
  ],
  short: ['--doublings', '1', '--bets', '50000'],
  run: ({ doublings, bets }) => benchGrowth(Number(doublings), Number(bets)),
};
