import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { build, builtApp, isBuilt } from '../tools/start/build.mts';
import { setUpSchemas } from '../tools/set-up/schemas.mts';
import { setUpTopics } from '../tools/set-up/topics.mts';
import { compileSources } from './audit/compile-sources.mts';
import type { Servers, Written } from './audit/write-log.ts';
import { withServers } from './audit/with-servers.mts';
import type { Measured } from './report.mts';
import type { BenchCase } from './bench-case.mts';

type Load = { readonly events: number; readonly seed: number; readonly workers?: string };
type WriteLog = (servers: Servers, events: number, seed: number) => Promise<Written>;

/**
 * How fast a log is audited: a recording of so many records of bet.events is written natively, as the decider would
 * have made it, then `audit verify` and `audit redecide` read it from the broker, start to exit.
 */
export function benchAudit({ events, seed, workers }: Load): Promise<readonly Measured[]> {
  return withServers(async (servers) => {
    await setUpSchemas(servers.registryUrl);
    await setUpTopics(servers.brokers);
    if (!isBuilt()) await build();
    compileSources();
    const source = createRequire(import.meta.url)('./audit/write-log.ts') as { writeLog: WriteLog };
    const written = await source.writeLog(servers, events, seed);
    const flags = workers === undefined ? [] : ['--workers', workers];
    return [
      await timed('verify', servers, written, flags),
      await timed('redecide', servers, written, flags),
    ];
  });
}

async function timed(
  verb: 'verify' | 'redecide',
  servers: Servers,
  written: Written,
  flags: readonly string[],
): Promise<Measured> {
  const startedAtMs = performance.now();
  const exitCode = await audit([verb, '--json', ...flags], servers);
  const seconds = (performance.now() - startedAtMs) / 1_000;
  const records = written.facts + written.commands + written.events;
  return {
    case: `audit ${verb} of ${written.events} records of bet.events`,
    value: Math.round(written.events / seconds),
    unit: 'records of bet.events/s',
    errors: exitCode === 0 ? 0 : 1,
    counts: {
      seconds: Math.round(seconds * 10) / 10,
      'records of all topics': records,
      'records of all topics/s': Math.round(records / seconds),
      'of bet.commands': written.commands,
      'of odds.events': written.facts,
    },
  };
}

/** Resolves with its exit code; what it found goes to standard error. */
function audit(args: readonly string[], { brokers, registryUrl }: Servers): Promise<number> {
  const child = spawn(
    process.execPath,
    ['--disable-warning=TimeoutNegativeWarning', builtApp('audit'), ...args],
    {
      stdio: ['ignore', 2, 'inherit'],
      env: {
        ...process.env,
        KAFKA_BROKERS: brokers.join(','),
        SCHEMA_REGISTRY_URL: registryUrl,
      },
    },
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

export const auditCase: BenchCase = {
  name: 'audit',
  description:
    'How fast audit verify and redecide read a log; KAFKA_BROKERS and SCHEMA_REGISTRY_URL may name one',
  options: [
    ['--events <n>', 'records of bet.events', '1000000'],
    ['--seed <n>', 'of feed and bettors', '1'],
    ['--workers <n>', 'threads of the audit; by default what it chooses itself'],
  ],
  short: ['--events', '100000'],
  run: ({ events, seed, workers }) =>
    benchAudit({
      events: Number(events),
      seed: Number(seed),
      ...(workers === undefined ? {} : { workers }),
    }),
};
