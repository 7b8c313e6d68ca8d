/**
 * `npm test`, on whatever Node (20 or newer) is on PATH: installs the packages when they are missing and runs jest on the
 * Node that came with them. Its last line is `N passed, N failed`, from jest's own counts. Arguments go to jest.
 */
// oxlint-disable typescript/no-unsafe-argument, typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return -- JavaScript has no types, and Node 20 runs nothing else
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages, node, packagesAreCurrent } from './packages.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const say = (line) => process.stdout.write(`${line}\n`);

if (!packagesAreCurrent()) await installPackages(say, fail);
const directory = mkdtempSync(join(tmpdir(), 'stakelog-test-'));
const outputFile = join(directory, 'counts.json');
const quiet = ['ExperimentalWarning', 'TimeoutNegativeWarning', 'MODULE_TYPELESS_PACKAGE_JSON'];
const child = spawn(
  node,
  [
    '--experimental-vm-modules',
    ...quiet.map((name) => `--disable-warning=${name}`),
    resolve(root, 'node_modules/jest/bin/jest.js'),
    '--forceExit',
    '--json',
    `--outputFile=${outputFile}`,
    ...process.argv.slice(2),
  ],
  // What --json would print goes to the file alone.
  { cwd: root, stdio: ['inherit', 'ignore', 'inherit'] },
);
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
child.once('exit', (code) => {
  const counts = countsOf(outputFile);
  rmSync(directory, { recursive: true, force: true });
  if (counts === undefined) fail('jest ended before it had counted.');
  const { numPassedTests, numFailedTests, numFailedTestSuites, numRuntimeErrorTestSuites } = counts;
  const { numPendingTests } = counts;
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  if (numFailedTestSuites > 0) say(`${numFailedTestSuites} suites failed`);
  say(
    `${numPassedTests} passed, ${failed} failed${numPendingTests > 0 ? `, ${numPendingTests} skipped` : ''}`,
  );
  process.exit(code ?? 1);
});

function countsOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function fail(sentence) {
  process.stderr.write(`\nThe tests cannot run. ${sentence}\n`);
  process.exit(1);
}
