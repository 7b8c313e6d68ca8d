import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { runCommand } from './run-command.mts';
import { ServerError } from './server-error.mts';

/** On Debian the server is the same program as its checking tool, told apart by the name it is called by. */
export type RedisBinary = { readonly path: string; readonly calledAs: string };

const advice = 'install it (redis-server 6.2 or newer) or give REDIS_URL';

/** `redis-server` from PATH, else from Debian's package, which it installs when it may. */
export async function redisBinary(say: (sentence: string) => void): Promise<RedisBinary> {
  const found = installed();
  if (found !== undefined) return found;
  if (!existsSync('/etc/debian_version') || onPath('apt-get') === undefined)
    throw new ServerError('prerequisite_missing', `redis-server is not on PATH; ${advice}.`);
  if (process.getuid?.() !== 0)
    throw new ServerError(
      'prerequisite_missing',
      `redis-server is not on PATH, and only root may install it (apt-get install redis-server); ${advice}.`,
    );
  say(
    'Installing Redis from the Debian package redis-tools (the program alone, without its service).',
  );
  await install();
  const binary = installed();
  if (binary !== undefined) return binary;
  throw new ServerError('prerequisite_missing', `redis-tools brought no redis-server; ${advice}.`);
}

function installed(): RedisBinary | undefined {
  const server = onPath('redis-server');
  if (server !== undefined) return { path: server, calledAs: 'redis-server' };
  const tool = onPath('redis-check-rdb');
  return tool === undefined ? undefined : { path: tool, calledAs: 'redis-server' };
}

/** The package `redis-server` would add a service that starts itself on port 6379. */
async function install(): Promise<void> {
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = ['-qq', '-o', 'DPkg::Lock::Timeout=120'];
  try {
    await runCommand('apt-get', [...quiet, 'update'], { environment });
    await runCommand(
      'apt-get',
      [...quiet, 'install', '-y', '--no-install-recommends', 'redis-tools'],
      { environment },
    );
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new ServerError(
      'prerequisite_missing',
      `Redis could not be installed; ${advice}.\n${cause}`,
    );
  }
}

function onPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => `${folder}/${program}`).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
