import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

type Running = { readonly child: ChildProcess; readonly output: () => string };
type Listed = { readonly name: string; readonly pid: number; readonly port: number };

const patienceMs = 20_000;
jest.setTimeout(3 * patienceMs);
let dataDir = '';
let port = 0;
const started: ChildProcess[] = [];

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const patience = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > patience) throw new Error(`not within ${patienceMs} ms: ${what}`);
    await pause(30);
  }
}

async function start(mode: 'kept' | 'ephemeral' = 'kept'): Promise<Running> {
  const child = spawn(
    process.execPath,
    ['test/start/supervised.mts', dataDir, mode, String(port)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  started.push(child);
  let text = '';
  child.stdout.on('data', (bytes: Buffer) => {
    text += bytes.toString();
  });
  const running = { child, output: () => text };
  await until('both serve', () => text.includes('serving'));
  return running;
}

/** The first of two that are free; tools are modules that Node runs as they are, so Node is asked. */
function freePorts(): number {
  const program =
    "import { freePorts } from './tools/servers/ports.mts'; console.log(await freePorts(2))";
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', program]));
}

const answers = async (name: string, from: number) => {
  const reply = await fetch(`http://127.0.0.1:${from}`).catch(() => undefined);
  return (await reply?.text()) === name;
};
const silent = async () => !(await answers('server', port)) && !(await answers('app', port + 1));

function listed(name: string): number {
  const { processes } = JSON.parse(readFileSync(`${dataDir}/run/supervisor.json`, 'utf8')) as {
    readonly processes: readonly Listed[];
  };
  return processes.find((listing) => listing.name === name)?.pid ?? 0;
}

function watchdogsOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return children
    .map(Number)
    .filter((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('watchdog'));
}

beforeEach(() => {
  dataDir = mkdtempSync(`${tmpdir()}/stakelog-supervisor-`);
  port = freePorts();
});

afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await until('the watchdog has ended everything', silent);
  rmSync(dataDir, { recursive: true, force: true });
});

describe('a supervisor', () => {
  it('starts what dies again, servers as well as apps', async () => {
    const { output } = await start();
    for (const name of ['server', 'app']) {
      const pid = listed(name);
      process.kill(pid, 'SIGKILL');
      await until(`${name} is another process`, () => ![0, pid].includes(listed(name)));
    }
    await until('both answer', async () => !(await silent()) && (await answers('app', port + 1)));
    expect(output()).toContain('server ended (SIGKILL); starting it again');
  });

  it('stops everything when asked, and the next start finds nothing left', async () => {
    const { child, output } = await start();
    child.kill('SIGTERM');
    await until('it says so', () => output().includes('stopped'));
    expect(await silent()).toBe(true);
    expect((await start()).output()).toContain('orphans 0');
  });

  it('takes everything with it when it is killed, an ephemeral directory too', async () => {
    const { child } = await start('ephemeral');
    child.kill('SIGKILL');
    await until('nothing answers', silent);
    await until('the directory is gone', () => !existsSync(dataDir));
    expect(await silent()).toBe(true);
  });

  it('replaces a watchdog that dies', async () => {
    const { child } = await start('ephemeral');
    const [first = 0] = watchdogsOf(child.pid ?? 0);
    process.kill(first, 'SIGKILL');
    await until(
      'there is another',
      () => ![0, first].includes(watchdogsOf(child.pid ?? 0)[0] ?? 0),
    );
    child.kill('SIGKILL');
    await until('the directory is gone', () => !existsSync(dataDir));
    expect(await silent()).toBe(true);
  });

  it('is refused a directory in which another one lives', async () => {
    await start();
    const second = spawn(process.execPath, ['test/start/supervised.mts', dataDir, 'kept', '1'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    second.stderr.on('data', (bytes: Buffer) => {
      complaint += bytes.toString();
    });
    await until('the second one gives up', () => second.exitCode !== null);
    expect(complaint).toMatch(/Process \d+ runs on .* already; stop it, or choose another/);
  });

  it('ends the orphans of one that was killed together with its watchdog', async () => {
    const { child } = await start();
    const orphan = listed('server');
    const watchdogs = watchdogsOf(child.pid ?? 0);
    expect(watchdogs).toHaveLength(1);
    for (const pid of [...watchdogs, child.pid ?? 0]) process.kill(pid, 'SIGKILL');
    await until('it is gone', () => child.signalCode !== null);
    expect(existsSync(`/proc/${orphan}`)).toBe(true);
    expect((await start()).output()).toContain('orphans 2');
    expect(listed('server')).not.toBe(orphan);
  });
});
