import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

type Started = {
  readonly ready: boolean;
  readonly urls: Readonly<Record<'api' | 'feed' | 'stream' | 'sql' | 'metrics', string>>;
  readonly tokens: Readonly<
    Record<'bettor' | 'trader' | 'feed' | 'analyst' | 'auditor' | 'operator', string>
  >;
  readonly dataDir: string;
  readonly pid: number;
};

export type Scope = keyof Started['tokens'];

/** What an answer was: its status, its headers, its bytes, and their JSON. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json;
};
// oxlint-disable-next-line typescript/no-explicit-any -- what a client sees is JSON, and the spec says what it expects of it
export type Json = any;

/** A whole system as `npm start` starts it, in a fresh directory, for the specs to use like its users. */
export class RunningSystem {
  private constructor(
    private readonly child: ChildProcess,
    readonly started: Started,
  ) {}

  static async start(...flags: readonly string[]): Promise<RunningSystem> {
    const port = await freeSpan();
    const args = ['tools/start.mjs', '--ephemeral', '--json', '--port', String(port), ...flags];
    const child = spawn(process.execPath, args, {
      env: withoutServers(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr?.on('data', (bytes: Buffer) => (said = (said + bytes.toString()).slice(-20_000)));
    const lines = createInterface({ input: child.stdout ?? process.stdin });
    const first = await Promise.race([
      new Promise<string>((resolve) => lines.once('line', resolve)),
      new Promise<string>((_, reject) =>
        child.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${said}`))),
      ),
    ]);
    return new RunningSystem(child, JSON.parse(first) as Started);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }

  get(path: string, scope?: Scope, headers: Readonly<Record<string, string>> = {}) {
    return this.ask('GET', this.started.urls.api + path, scope, headers);
  }

  post(
    path: string,
    scope: Scope,
    body: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const origin = path === '/v1/feed/events' ? this.started.urls.feed : this.started.urls.api;
    return this.ask('POST', origin + path, scope, headers, body);
  }

  /** The metrics of every app that has any. */
  async metrics(): Promise<string> {
    const text = readFileSync(`${this.started.dataDir}/run/supervisor.json`, 'utf8');
    const { processes } = JSON.parse(text) as {
      readonly processes: readonly { readonly name: string; readonly port: number }[];
    };
    const texts = processes.map(async ({ port }) => {
      const answer = await fetch(`http://127.0.0.1:${port}/metrics`).catch(() => undefined);
      return answer?.ok === true ? answer.text() : '';
    });
    return (await Promise.all(texts)).join('\n');
  }

  /** The rows of a query, as objects. */
  async sql(query: string): Promise<readonly Json[]> {
    const url = `${this.started.urls.sql}/?query=${encodeURIComponent(`${query} FORMAT JSONEachRow`)}`;
    const { text } = await this.ask('GET', url, 'analyst');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Json => JSON.parse(line));
  }

  /** `npm run audit -- …` on this system: its exit code and what it printed. */
  async audit(...args: readonly string[]): Promise<{ code: number | null; text: string }> {
    const child = spawn(
      process.execPath,
      ['tools/audit.mts', '--data-dir', this.started.dataDir, ...args],
      { env: withoutServers(), stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => (text += bytes.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { code, text };
  }

  /** `kill -9`; the supervisor starts it again. */
  kill(name: string): void {
    const path = `${this.started.dataDir}/run/supervisor.json`;
    const { processes } = JSON.parse(readFileSync(path, 'utf8')) as {
      processes: readonly { name: string; pid: number }[];
    };
    const found = processes.find((running) => running.name === name);
    if (found !== undefined) process.kill(found.pid, 'SIGKILL');
  }

  private async ask(
    method: string,
    url: string,
    scope?: Scope,
    headers: Readonly<Record<string, string>> = {},
    body?: object,
  ): Promise<Answer> {
    const authorization =
      scope === undefined ? {} : { authorization: `Bearer ${this.started.tokens[scope]}` };
    const answer = await fetch(url, {
      method,
      headers: {
        ...authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: parsed(text) };
  }
}

/** Servers of its own: the suite's other specs write into the topics of the shared ones. */
function withoutServers(): NodeJS.ProcessEnv {
  const environment = { ...process.env };
  for (const name of ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'REDIS_URL', 'CLICKHOUSE_URL'])
    delete environment[name];
  return environment;
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The first of twenty neighbouring ports that are free now. */
async function freeSpan(): Promise<number> {
  for (;;) {
    const first = 12_000 + Math.floor(Math.random() * 19_000);
    const free = await Promise.all(
      Array.from({ length: 20 }, (_, offset) => isFree(first + offset)),
    );
    if (free.every(Boolean)) return first;
  }
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** Asks until the answer is what is looked for, or the deadline passes; then the last answer. */
export async function eventually<Value>(
  ask: () => Promise<Value>,
  isThere: (value: Value) => boolean,
  withinMs = 15_000,
): Promise<Value> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await ask();
    if (isThere(value) || Date.now() > deadline) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
