import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

jest.setTimeout(60_000);

type Environment = Readonly<Record<string, string>>;

let scratch = '';
let occupied: Server;

beforeAll(async () => {
  scratch = mkdtempSync(`${tmpdir()}/stakelog-failures-`);
  symlinkSync(process.execPath, `${scratch}/node`);
  occupied = createServer();
  await new Promise<void>((resolve) => {
    occupied.listen(freePorts() + 13, '127.0.0.1', () => resolve());
  });
});

afterAll(() => {
  occupied.close();
  rmSync(scratch, { recursive: true, force: true });
});

/** Starts with nothing but the given environment; what it wrote and how it ended. */
function start(args: readonly string[], environment: Environment = {}) {
  const ours = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };
  const child = spawn(process.execPath, ['tools/start.mjs', ...args], {
    env: { ...ours, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => {
      output += bytes.toString();
    });
  return new Promise<{ readonly code: number | null; readonly output: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, output }));
  });
}

/** The first of a block that is free; tools are modules that Node runs as they are, so Node is asked. */
function freePorts(): number {
  const code =
    "import { freePorts } from './tools/servers/ports.mts'; console.log(await freePorts(14))";
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', code]));
}

function program(name: string, says: string): void {
  writeFileSync(`${scratch}/${name}`, `#!/bin/sh\necho '${says}' >&2\n`);
  chmodSync(`${scratch}/${name}`, 0o755);
}

describe('npm start says in one sentence what to do', () => {
  it('without Java', async () => {
    rmSync(`${scratch}/java`, { force: true });
    const { code, output } = await start([], { PATH: scratch });
    expect(output).toContain('Java is not on PATH; install a JDK 17 or newer');
    expect(code).toBe(1);
  });

  it('with a Java that is too old', async () => {
    program('java', 'openjdk version "11.0.2" 2019-01-15');
    const { code, output } = await start([], { PATH: scratch });
    expect(output).toContain('Java 11 is too old; install a JDK 17 or newer');
    expect(code).toBe(1);
  });

  it('without Maven, where the servers are not cached', async () => {
    program('java', 'openjdk version "17.0.15" 2025-04-15');
    const { code, output } = await start([], { PATH: scratch, XDG_CACHE_HOME: scratch });
    expect(output).toContain('Maven is not on PATH; install it');
    expect(code).toBe(1);
  });

  it('with an archive that was cut short', async () => {
    program('java', 'openjdk version "17.0.15" 2025-04-15');
    const checksums = readFileSync('tools/servers/archives.sha256');
    const version = createHash('sha256').update(checksums).digest('hex').slice(0, 12);
    const cache = `${scratch}/stakelog/servers-${version}`;
    mkdirSync(`${cache}/kafka`, { recursive: true });
    writeFileSync(`${cache}/kafka/some.jar`, 'cut');
    writeFileSync(`${cache}/complete`, JSON.stringify({ 'kafka/some.jar': 1_000 }));
    const { code, output } = await start(['--ephemeral', '--port', String(freePorts())], {
      PATH: scratch,
      XDG_CACHE_HOME: scratch,
      REDIS_URL: `redis://127.0.0.1:${(occupied.address() as AddressInfo).port}`,
    });
    expect(output).toContain(
      "The servers' cache is damaged (kafka/some.jar has 3 of 1000 bytes); fetching it again.",
    );
    expect(output).toContain('Maven is not on PATH; install it');
    expect(code).toBe(1);
  });

  it('with a port in use', async () => {
    program('java', 'openjdk version "17.0.15" 2025-04-15');
    const { port } = occupied.address() as AddressInfo;
    const { code, output } = await start(['--ephemeral', '--port', String(port - 13)], {
      XDG_CACHE_HOME: scratch,
    });
    expect(output).toContain(`Port ${port} (for redis) is taken`);
    expect(output).toContain('choose others with --port');
    expect(code).toBe(1);
  });

  it.each<{ args: string; sentence: string }>`
    args                          | sentence
    ${'--port 80'}                | ${'It is a number from 1024'}
    ${'--feed no-such-file'}      | ${'There is no such file.'}
    ${'--feed none none'}         | ${'It stands alone.'}
    ${'--speed quick'}            | ${'It is a number above 0, or max.'}
    ${'--bettors -1'}             | ${'It is a whole number from 0.'}
    ${'--ephemeral --data-dir x'} | ${'cannot be used with'}
    ${'--no-such-flag'}           | ${'unknown option'}
  `('with $args', async ({ args, sentence }) => {
    const { code, output } = await start(args.split(' '));
    expect(output).toContain(sentence);
    expect(code).toBe(64);
  });
});
