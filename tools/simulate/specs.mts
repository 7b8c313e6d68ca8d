import { execFile } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export type Blind = {
  /** The spec that turns red instead. */
  readonly spec: string;
  /** What the names of its cases begin with, where the others take long. */
  readonly cases?: string;
  /** Why the simulation cannot see the bug. */
  readonly because: string;
};

/** Bugs that the simulation cannot see, and what does. */
export const blind: Readonly<Record<string, Blind>> = {
  M07b: {
    spec: 'apps/projector/src/log/bet-events-log.spec.ts',
    because: 'brokers of the simulation lose no bet.events that they confirmed',
  },
  M10c: {
    spec: 'libs/domain/src/snapshot/snapshot-law.spec.ts',
    cases: 'a snapshot leaves nothing out',
    because: 'few bets stand on a market of the simulation: a batch leaves no work open',
  },
  M10d: {
    spec: 'apps/decider/src/snapshot/snapshots.spec.ts',
    because: 'brokers of the simulation lose no bet.events that they confirmed',
  },
  M17b: {
    spec: 'apps/feed/src/session/sessions.spec.ts',
    because: 'a feed whose facts are dropped for want of a session opens its sessions anew',
  },
  M20: {
    spec: 'apps/recorder/src/recording/topic-recorder.spec.ts',
    because: 'a partition recorded again gets the blocks of before at other numbers',
  },
};

/** What specs need beside the sources. */
const BESIDE = ['node_modules', 'schemas', 'jest.config.mjs'];

/** A spec of the sources at `root`: the names of the cases that fail, or undefined where it is green. */
export async function failuresOf(
  root: string,
  { spec, cases }: Blind,
): Promise<readonly string[] | undefined> {
  for (const name of BESIDE)
    if (!existsSync(join(root, name))) symlinkSync(resolve(name), join(root, name));
  const report = join(root, 'jest-report.json');
  // Without the servers that other specs ask for, and with the folders that there are.
  const own = `const { globalSetup: _, globalTeardown: __, ...config } = (await import('./jest.config.mjs')).default;
export default { ...config, rootDir: ${JSON.stringify(root)}, roots: ['<rootDir>/apps', '<rootDir>/libs'] };\n`;
  writeFileSync(join(root, 'own.config.mjs'), own);
  const jest = resolve('node_modules/jest/bin/jest.js');
  const options = ['--config', 'own.config.mjs', '--forceExit', '--json', '--outputFile', report];
  const only = cases === undefined ? [] : ['-t', cases];
  const { promise, resolve: ended } = Promise.withResolvers<{ isGreen: boolean; said: string }>();
  execFile(
    process.execPath,
    ['--experimental-vm-modules', jest, ...options, ...only, spec],
    { cwd: root, maxBuffer: 2 ** 26 },
    (error, _, said) => ended({ isGreen: error === null, said }),
  );
  const { isGreen, said } = await promise;
  if (isGreen) return undefined;
  const failed = failedCases(report);
  if (failed.length === 0) throw new Error(`${spec} cannot run: ${said.slice(-400)}`);
  return failed;
}

type Report = {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
};

function failedCases(path: string): readonly string[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what jest writes
  const { testResults } = JSON.parse(readFileSync(path, 'utf8')) as Report;
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .flatMap(({ status, fullName }) => (status === 'failed' ? [fullName] : []));
}
