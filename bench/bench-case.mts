import type { Measured } from './report.mts';

/** What was given on the command line, or the standard value; missing where there is none, empty for a bare flag. */
export type Given = Readonly<Record<string, string | undefined>>;

/** A case of `npm run bench`: what it is called, what may be chosen, and what it measures. */
export type BenchCase = {
  readonly name: string;
  readonly description: string;
  /** `--json` is of every case. */
  readonly options: readonly (readonly [flag: string, meaning: string, standard?: string])[];
  /** Flags of its part in a run of all cases, some seconds each; without them it runs only when it is named. */
  readonly short?: readonly string[];
  readonly run: (given: Given) => Promise<readonly Measured[]> | readonly Measured[];
};

/** Of the cases that need the whole system. */
export const systemOptions = [
  ['--api <origin>', 'a running system; without it one is found in --data-dir or started'],
  ['--data-dir <dir>', 'where that system keeps its data', './.stakelog'],
] as const satisfies BenchCase['options'];

export const systemGiven = ({ dataDir = './.stakelog', api }: Given) => ({ dataDir, api });
