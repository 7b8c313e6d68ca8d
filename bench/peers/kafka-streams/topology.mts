import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runCommand } from '../../../tools/servers/run-command.mts';
import { stoppedAfter } from '../../stopping.mts';

const home = import.meta.dirname;
const STOP_WITHIN_MS = 12_000;
const READY_WITHIN_MS = 60_000;

/** Each at its best: a commit of 10 ms waits for its poll and its linger unless they are as short. */
export const tunings = [
  { name: 'commit 100 ms', commitMs: 100, pollMs: 100, lingerMs: 100 },
  { name: 'commit 10 ms', commitMs: 10, pollMs: 1, lingerMs: 5 },
] as const;

export type Tuning = (typeof tunings)[number];

export type Topology = {
  readonly brokers: readonly string[];
  readonly commands: string;
  readonly events: string;
  readonly tuning: Tuning;
  /** Markets as lines, and the balance that every account begins with. */
  readonly markets: string;
  readonly startBalance: number;
  /** It says PROCESSED after so many commands; 0 for never. */
  readonly wanted: number;
};

/** What the process says, by its first word: FIRST with a time, READY, PROCESSED. */
export type Said = (word: 'FIRST' | 'READY' | 'PROCESSED') => Promise<string>;

/** Compiles it with Maven where its sources are newer than its classes. */
export async function buildTopology(): Promise<void> {
  const sources = globSync(`${home}/{pom.xml,src/main/java/peers/*.java}`);
  const built = `${home}/target/classes/peers/BetStreams.class`;
  const newest = Math.max(...sources.map((path) => statSync(path).mtimeMs));
  if (existsSync(`${home}/target/lib`) && existsSync(built) && statSync(built).mtimeMs > newest)
    return;
  process.stderr.write('Kafka Streams is built with Maven\n');
  const copy = ['dependency:copy-dependencies', '-DincludeScope=runtime'];
  const to = `-DoutputDirectory=${home}/target/lib`;
  await runCommand('mvn', ['-q', '-B', 'clean', 'package', ...copy, to], { cwd: home });
}

/** Works beside the topology in a process of its own. */
export async function withTopology<Result>(
  topology: Topology,
  work: (said: Said) => Promise<Result>,
): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), 'stakelog-streams-'));
  writeFileSync(`${directory}/markets.csv`, topology.markets);
  const child = start(topology, directory);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await ended;
    clearTimeout(timer);
    rmSync(directory, { recursive: true, force: true });
  };
  const said = listen(child);
  const early = ended.then(() => Promise.reject(new Error('Kafka Streams ended; see above')));
  early.catch(() => undefined);
  return stoppedAfter(stop, () => Promise.race([work(said), early]));
}

function start(topology: Topology, directory: string): ChildProcess {
  const { brokers, commands, events, tuning, startBalance, wanted } = topology;
  const heap = ['-Xms2g', '-Xmx2g', '-XX:+UseParallelGC'];
  const quiet = '-Dorg.slf4j.simpleLogger.defaultLogLevel=error';
  const classes = `${home}/target/classes:${home}/target/lib/*`;
  return spawn('java', [...heap, quiet, '-cp', classes, 'peers.BetStreams'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      KAFKA_BROKERS: brokers.join(','),
      COMMANDS: commands,
      EVENTS: events,
      STATE_DIR: directory,
      MARKETS: `${directory}/markets.csv`,
      START_BALANCE: String(startBalance),
      WANTED: String(wanted),
      COMMIT_MS: String(tuning.commitMs),
      POLL_MS: String(tuning.pollMs),
      LINGER_MS: String(tuning.lingerMs),
    },
  });
}

function listen(child: ChildProcess): Said {
  const heard = new Map<string, PromiseWithResolvers<string>>();
  const of = (word: string) => {
    const known = heard.get(word) ?? Promise.withResolvers<string>();
    heard.set(word, known);
    return known;
  };
  if (child.stdout !== null)
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word = '', value = ''] = line.split(' ');
      of(word).resolve(value);
    });
  return (word) =>
    within(of(word).promise, word === 'PROCESSED' ? 3 * READY_WITHIN_MS : READY_WITHIN_MS, word);
}

async function within<Value>(promise: Promise<Value>, ms: number, what: string): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no ${what} within ${ms} ms`)), ms);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
