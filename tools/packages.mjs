/** The packages that the lock file names, for tools that run before there are any. Plain JavaScript, on any Node from 20. */
// oxlint-disable typescript/no-unsafe-argument, typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return -- JavaScript has no types, and Node 20 runs nothing else
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** The Node that came with the packages. */
export const node = resolve(root, 'node_modules/.bin/node');

/** What npm wrote last when it finished must agree with the lock file, package by package. */
export function packagesAreCurrent() {
  const installed = resolve(root, 'node_modules/.package-lock.json');
  if (!existsSync(installed) || !existsSync(node)) return false;
  const { packages: have } = JSON.parse(readFileSync(installed, 'utf8'));
  const { packages: want } = JSON.parse(readFileSync(resolve(root, 'package-lock.json'), 'utf8'));
  return Object.entries(want).every(
    ([path, { version, optional, peer }]) =>
      path === '' ||
      have[path]?.version === version ||
      (have[path] === undefined && (optional || peer)),
  );
}

export async function installPackages(say, fail) {
  const since = Date.now();
  const seconds = () => Math.round((Date.now() - since) / 1000);
  const npm = process.env.npm_execpath;
  const [command, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  const child = spawn(command, [...first, 'ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes) => (output = (output + bytes).slice(-20_000)));
  const timer = setInterval(() => say(`  … packages (${seconds()} s)`), 5000);
  const code = await new Promise((ended) => {
    child.once('error', (error) => ended(error.message));
    child.once('close', ended);
  });
  clearInterval(timer);
  if (code !== 0)
    fail(
      /ENOSPC/.test(output)
        ? 'The disk is full; free 3 GB and start again.'
        : `npm ci failed (${code}); check the network and start again. It said:\n${complaint(output)}`,
    );
  say(`  ✓ packages (${seconds()} s)`);
}

/** npm's first lines of error; its usage text follows them. */
function complaint(output) {
  const errors = output.split('\n').filter((line) => line.startsWith('npm error'));
  return errors.slice(0, 6).join('\n');
}
