import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { runCommand } from '../../tools/servers/run-command.mts';
import type { Servers } from '../audit/write-log.ts';
import type { Measured } from '../report.mts';
import { stoppedAfter } from '../stopping.mts';
import type { PeerFigure } from './peer-figure.ts';

const peers = ['kafka-streams', 'postgres', 'emmett'] as const;
const ABSENT = 3;
const here = import.meta.dirname;

/** What a bench asks of the peers: their part of `case`, on the broker that ours was measured on. */
export type Beside = Servers & {
  readonly bench: 'decide' | 'roundtrip';
  /** Of each closed loop. */
  readonly seconds: number;
};

/** Runs each peer after ours, and sets its figures beside those of the same case. */
export async function besidePeers(
  ours: readonly Measured[],
  beside: Beside,
): Promise<readonly Measured[]> {
  if (!existsSync(`${here}/node_modules`)) {
    process.stderr.write('packages of the peers\n');
    await runCommand('npm', ['ci', '--no-audit', '--no-fund'], { cwd: here });
  }
  const lines: Measured[] = [];
  for (const peer of peers) {
    process.stderr.write(`${peer} …\n`);
    const figures = await measure(peer, beside);
    lines.push(...figures.flatMap((figure) => compared(figure, ours) ?? []));
  }
  return lines;
}

function compared(figure: PeerFigure, ours: readonly Measured[]): Measured | undefined {
  const { peer, against, perSecond, p50Ms, p99Ms, errors } = figure;
  const own = ours.find((measured) => measured.case === against);
  if (own === undefined) return undefined;
  const times = p50Ms === undefined || p99Ms === undefined ? {} : { p50Ms, p99Ms };
  const counts = Object.fromEntries(
    Object.entries(times).map(([name, value]) => [`peer ${name}`, value]),
  );
  const ratio = Math.round((100 * own.value) / perSecond) / 100;
  return { ...own, errors, counts, peer, peerValue: perSecond, ratio };
}

/** In a process of its own. A peer that cannot run here has no figures; any other failure ends the bench. */
async function measure(
  peer: string,
  { brokers, registryUrl, bench, seconds }: Beside,
): Promise<readonly PeerFigure[]> {
  const flags = [
    '--disable-warning=TimeoutNegativeWarning',
    '--disable-warning=ExperimentalWarning',
  ];
  const program = [...flags, `${here}/main.mts`, peer, bench, String(seconds)];
  const child = spawn(process.execPath, program, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      KAFKA_BROKERS: brokers.join(','),
      SCHEMA_REGISTRY_URL: registryUrl,
    },
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return stoppedAfter(stop, async () => {
    const figures: PeerFigure[] = [];
    for await (const line of createInterface({ input: child.stdout }))
      figures.push(JSON.parse(line) as PeerFigure);
    const [code] = (await ended) as [number | null];
    if (code === ABSENT) return [];
    if (code !== 0) throw new Error(`${peer} failed; see above`);
    return figures;
  });
}
