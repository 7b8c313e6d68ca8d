import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { readFile } from 'node:fs/promises';
import { freePorts } from '../tools/servers/ports.mts';
import { portSpan } from '../tools/start/ports.mts';

/** A system that runs: its api, and the directory of its signing key. */
export type System = { readonly api: string; readonly secretsDir: string };

const start = fileURLToPath(new URL('../tools/start.mjs', import.meta.url));

/** Uses the system that is named, else the one of the data directory, else a fresh one for as long as needed. */
export async function withSystem<Result>(
  {
    dataDir,
    api,
    noDemo = false,
  }: { readonly dataDir: string; readonly api?: string | undefined; readonly noDemo?: boolean },
  work: (system: System) => Promise<Result>,
): Promise<Result> {
  const running = api ?? (await apiIn(dataDir));
  if (running !== undefined) return work({ api: running, secretsDir: `${dataDir}/secrets` });
  const fresh = await startFresh(noDemo);
  try {
    return await work(fresh);
  } finally {
    await fresh.stop();
  }
}

type Listed = { readonly name: string; readonly port: number };

/** The api that the supervisor of this data directory lists, if it answers. */
async function apiIn(dataDir: string): Promise<string | undefined> {
  const text = await readFile(`${dataDir}/run/supervisor.json`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const found = [...text.matchAll(/\{[^{}]*"name"[^{}]*\}/g)].map(
    ([entry]) => JSON.parse(entry) as Listed,
  );
  const port = found.find(({ name }) => name === 'api')?.port;
  const origin = `http://127.0.0.1:${port}`;
  const answer = await fetch(`${origin}/readyz`).catch(() => undefined);
  return answer?.ok === true ? origin : undefined;
}

/** Starts everything in a directory of its own, with the demo unless it is left out, and waits until it is ready. */
async function startFresh(noDemo: boolean): Promise<System & { stop(): Promise<void> }> {
  const port = await freePorts(portSpan);
  const flags = ['--ephemeral', '--json', '--port', String(port), ...(noDemo ? ['--no-demo'] : [])];
  const child = spawn(process.execPath, [start, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // A bench that is told to end leaves no system behind.
  const told = () => {
    child.kill('SIGTERM');
    void ended.then(() => process.exit(1));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, told);
  for await (const line of createInterface({ input: child.stdout })) {
    const { urls, dataDir } = JSON.parse(line) as { urls: { api: string }; dataDir: string };
    const stop = () => {
      child.kill('SIGTERM');
      return ended;
    };
    return { api: urls.api, secretsDir: `${dataDir}/secrets`, stop };
  }
  throw new Error('the system did not start; see above');
}
