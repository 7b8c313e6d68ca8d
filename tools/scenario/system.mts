import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { readSupervisorFile, addressesOf } from '../audit/addresses-of.mts';
import { freePorts } from '../servers/ports.mts';
import { repository } from '../start/build.mts';
import { portSpan } from '../start/ports.mts';

export type System = {
  readonly urls: { readonly api: string; readonly feed: string };
  readonly dataDir: string;
  readonly operatorToken: string;
  /** What an audit has to know of it. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
};

export type SystemOptions = {
  readonly feed: string;
  readonly speed: number;
  readonly seed: number;
  /** Keeps the data directory and names it. */
  readonly keep: boolean;
  readonly say: (line: string) => void;
};

type Ready = {
  readonly urls: System['urls'];
  readonly tokens: { readonly operator: string };
  readonly dataDir: string;
};

const stopWithinMs = 60_000;

/** Starts a whole system of its own on free ports, as `npm start` does. Rejects when it does not come up. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const { feed, speed, seed, keep, say } = options;
  const port = await freePorts(portSpan);
  const place = keep
    ? ['--data-dir', realpathSync(mkdtempSync(`${tmpdir()}/stakelog-scenario-`))]
    : ['--ephemeral'];
  const args = ['--port', port, '--feed', feed, '--speed', speed, '--bettors', 0, '--seed', seed];
  const child = spawn(
    process.execPath,
    [`${repository}/tools/start.mjs`, '--json', ...place, ...args.map(String)],
    { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  createInterface({ input: child.stderr }).on('line', (line) => {
    // The steps and what goes wrong; addresses and tokens are for people who start a system themselves.
    if (/^\s*[✓!]|^Stakelog/u.test(line)) say(`    ${line.trim()}`);
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await exited;
    clearTimeout(timer);
  };
  try {
    const { urls, tokens, dataDir } = await readyLine(child.stdout, exited);
    const addresses = await addressesOf(readSupervisorFile(dataDir), `${dataDir}/secrets`);
    if (keep) say(`    data ${dataDir}`);
    return { urls, dataDir, operatorToken: tokens.operator, addresses, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function readyLine(stdout: NodeJS.ReadableStream, exited: Promise<void>): Promise<Ready> {
  const lines = createInterface({ input: stdout });
  const line = await Promise.race([
    new Promise<string>((resolve) => lines.once('line', resolve)),
    exited.then(() => undefined),
  ]);
  if (line === undefined) throw new Error('the system did not start');
  return JSON.parse(line) as Ready;
}
