import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { withLock } from '../servers/lock-file.mts';
import { runCommand } from '../servers/run-command.mts';
import { writeWhole } from '../servers/write-whole.mts';

export const repository = resolve(import.meta.dirname, '../..');

const stamp = `${repository}/dist/.built-from`;

type NestCli = { readonly projects: Readonly<Record<string, unknown>> };

/** The apps of nest-cli.json that have a source. */
export function appNames(): string[] {
  const { projects } = JSON.parse(readFileSync(`${repository}/nest-cli.json`, 'utf8')) as NestCli;
  return Object.keys(projects).filter((app) => existsSync(`${repository}/apps/${app}/src/main.ts`));
}

export const builtApp = (app: string) => `${repository}/dist/apps/${app}/main.js`;

/** True when `dist` holds what the sources say now. */
export const isBuilt = () =>
  existsSync(stamp) &&
  readFileSync(stamp, 'utf8') === sourcesHash() &&
  appNames().every((app) => existsSync(builtApp(app)));

/** Builds all apps; the stamp is written last, and one process at a time builds. */
export async function build(): Promise<void> {
  await withLock(`${repository}/node_modules/.stakelog-build.lock`, async () => {
    if (isBuilt()) return;
    rmSync(stamp, { force: true });
    const sources = sourcesHash();
    const nest = `${repository}/node_modules/@nestjs/cli/bin/nest.js`;
    await runCommand(process.execPath, [nest, 'build', ...appNames()], { cwd: repository });
    writeWhole(stamp, sources);
  });
}

function sourcesHash(): string {
  const sources = globSync('{apps,libs}/*/src/**/*.ts', { cwd: repository });
  const settings = ['nest-cli.json', 'rspack.config.mjs', 'tsconfig.json', 'package-lock.json'];
  const hash = createHash('sha256');
  for (const path of [
    ...sources.filter((source) => !source.endsWith('.spec.ts')),
    ...settings,
  ].toSorted()) {
    const { mtimeMs, size } = statSync(`${repository}/${path}`);
    hash.update(`${path} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex');
}
