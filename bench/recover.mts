import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, builtApp, isBuilt } from '../tools/start/build.mts';
import { setUpSchemas } from '../tools/set-up/schemas.mts';
import { setUpTopics } from '../tools/set-up/topics.mts';
import { compileSources } from './audit/compile-sources.mts';
import { withServers } from './audit/with-servers.mts';
import type { Servers, Written } from './audit/write-log.ts';
import type { SnapshotSpeed } from './recover/snapshot-speed.ts';
import type * as Takeover from './recover/takeover.ts';
import type { Measured } from './report.mts';
import type { BenchCase } from './bench-case.mts';

/** To start and to read everything; then it only follows. */
const STANDBY_WARMS_MS = 20_000;

type Load = { readonly events: number; readonly seed: number };
type WriteLog = (servers: Servers, events: number, seed: number) => Promise<Written>;

/**
 * How long a decider takes until it decides again: from offset 0 over so many events; with snapshots, from its
 * `kill -9`, started again at once; and with a standby beside it. Clients send commands all the time.
 */
export function benchRecover({ events, seed }: Load): Promise<readonly Measured[]> {
  return withServers(async (servers) => {
    await setUpSchemas(servers.registryUrl);
    await setUpTopics(servers.brokers);
    if (!isBuilt()) await build();
    compileSources();
    const require = createRequire(import.meta.url);
    const { writeLog } = require('./audit/write-log.ts') as { writeLog: WriteLog };
    const recover = require('./recover/takeover.ts') as typeof Takeover;
    const written = await writeLog(servers, events, seed);
    const directory = mkdtempSync(join(tmpdir(), 'stakelog-recover-'));
    const at = { ...servers, program: builtApp('decider'), directory };
    let decider: ReturnType<typeof recover.startDecider> | undefined;
    let standby: typeof decider;
    const start = async () => void (decider = recover.startDecider(at));
    const again = async () => {
      decider?.kill('SIGKILL');
      await start();
    };
    try {
      const from0 = await recover.untilDecided(at, start);
      await recover.untilSnapshots(at);
      const fromSnapshot = await recover.untilDecided(at, again);
      standby = recover.startDecider(at, { STANDBY: 'true' });
      await pause(STANDBY_WARMS_MS);
      await recover.untilSnapshots(at);
      const byStandby = await recover.untilDecided(at, async () => void decider?.kill('SIGKILL'));
      return [
        measured(`recovery from offset 0 of ${written.events} events`, from0, written),
        measured('kill -9 with snapshots', fromSnapshot, written),
        measured('kill -9 with a standby', byStandby, written),
      ];
    } finally {
      decider?.kill('SIGKILL');
      standby?.kill('SIGKILL');
      rmSync(directory, { recursive: true, force: true });
    }
  });
}

const measured = (
  name: string,
  { firstMs, allMs }: Takeover.Recovered,
  written: Written,
): Measured => ({
  case: name,
  value: firstMs,
  unit: 'ms to the first decision',
  errors: 0,
  counts: { 'ms to one in each partition': allMs, 'events in the log': written.events },
});

const restoring = fileURLToPath(new URL('./recover/restoring.mts', import.meta.url));

/** What a decider does first where there are snapshots: reads the state of so many accounts with an open bet each. */
async function benchRestoring(accounts: number): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    '--max-old-space-size=6000',
    '--max-semi-space-size=64',
    ...process.execArgv,
    restoring,
    String(accounts),
  ]);
  const { bets, readMs, ...counts } = JSON.parse(stdout) as SnapshotSpeed;
  return {
    case: `a state of ${accounts} accounts with an open bet each, from its snapshots`,
    value: readMs,
    unit: 'ms to restore it',
    errors: Math.max(0, accounts - bets),
    counts: { bets, ...counts },
  };
}

export const recoverCase: BenchCase = {
  name: 'recover',
  description: 'How soon a decider decides again: from offset 0, from snapshots, beside a standby',
  options: [
    ['--events <n>', 'records of bet.events', '1000000'],
    ['--seed <n>', 'of feed and bettors', '1'],
    ['--accounts <n>', 'of the state that is restored; 0: the log alone', '1000000'],
  ],
  short: ['--events', '50000', '--accounts', '50000'],
  run: async ({ events, seed, accounts }) => [
    ...(Number(accounts) > 0 ? [await benchRestoring(Number(accounts))] : []),
    ...(await benchRecover({ events: Number(events), seed: Number(seed) })),
  ],
};
