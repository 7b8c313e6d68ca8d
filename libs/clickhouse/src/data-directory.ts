import { hash } from 'node:crypto';
import { mkdir, realpath, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClickHouseProblem } from './clickhouse-error';

export type DataDirectory = { readonly path: string; release(): Promise<void> };

/**
 * Makes the directory and owns it until `release` or the end of the process. The embedded engine
 * does not notice a second process in its directory, and both would write. The sign is a socket
 * that the operating system takes away with the process, so that no stale file is left to judge.
 * Throws `in_use`.
 */
export async function claimDataDirectory(path: string): Promise<DataDirectory> {
  await mkdir(path, { recursive: true });
  const real = await realpath(path);
  const name = `stakelog-clickhouse-${hash('sha256', real).slice(0, 32)}`;
  const server = await listen(process.platform === 'linux' ? `\0${name}` : join(tmpdir(), name));
  if (server === undefined) throw new ClickHouseProblem('in_use', real);
  server.unref();
  return {
    path: real,
    release: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Undefined where another process listens. */
async function listen(address: string): Promise<Server | undefined> {
  const server = await tryListen(address);
  if (server !== undefined || address.startsWith('\0')) return server;
  if (await answers(address)) return undefined;
  await unlink(address);
  return tryListen(address);
}

function tryListen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => resolve(server));
  });
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => resolve((socket.destroy(), true)));
    socket.once('error', () => resolve(false));
  });
}
