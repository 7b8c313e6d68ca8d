/** `npm run bench -- <case>`: one JSON line per case on standard output with --json, else a sentence. */
import { Command } from 'commander';
import { benchAudit } from './audit.mts';
import { addStreamCases } from './decide/command.mts';
import { benchHttp } from './http.mts';
import { reported } from './report.mts';
import { benchOverload } from './overload.mts';
import { benchRecover } from './recover.mts';
import { benchSoak } from './soak.mts';
import { benchSettle } from './settle.mts';
import { withSystem } from './system.mts';

type Options = {
  readonly dataDir: string;
  readonly api?: string;
  readonly seconds: string;
  readonly rate: string;
  readonly accounts: string;
  readonly warmUp: string;
  readonly json: boolean;
};

type SettleOptions = Pick<Options, 'dataDir' | 'api' | 'rate' | 'accounts' | 'json'> & {
  readonly bets: string;
};

type OverloadOptions = Pick<Options, 'dataDir' | 'api' | 'accounts' | 'rate' | 'seconds' | 'json'>;

type SoakOptions = Pick<Options, 'dataDir' | 'api' | 'accounts' | 'json'> & {
  readonly minutes: string;
  readonly rate?: string;
};

type AuditOptions = Pick<Options, 'json'> & {
  readonly events: string;
  readonly seed: string;
  readonly workers?: string;
};

const program = new Command('bench').description('Measures a running system, or starts one.');
program
  .command('http')
  .description('POST /v1/bets at a constant rate, each answer counted and each bet found again')
  .option('--api <origin>', 'a running system; without it one is found in --data-dir or started')
  .option('--data-dir <dir>', 'where that system keeps its data', './.stakelog')
  .option('--seconds <n>', 'how long', '60')
  .option('--rate <n>', 'requests per second', '500')
  .option('--accounts <n>', 'bettors who place them', '200')
  .option('--warm-up <n>', 'seconds of the same load before, not timed', '15')
  .option('--json', 'one JSON line', false)
  .action(async ({ dataDir, api, json, ...options }: Options) => {
    const seconds = Number(options.seconds);
    const rate = Number(options.rate);
    const accounts = Number(options.accounts);
    const warmUpSeconds = Number(options.warmUp);
    const measured = await withSystem({ dataDir, api }, (system) =>
      benchHttp({ ...system, seconds, rate, accounts, warmUpSeconds }),
    );
    process.stdout.write(reported(measured, json));
    process.exitCode = measured.errors === 0 ? 0 : 1;
  });
addStreamCases(program);
program
  .command('settle')
  .description('So many open bets of every type, settled by one result while new bets are placed')
  .option('--api <origin>', 'a running system; without it one is started')
  .option('--data-dir <dir>', 'where that system keeps its data', './.stakelog')
  .option('--bets <n>', 'open bets', '1000000')
  .option('--rate <n>', 'new bets per second meanwhile', '50')
  .option('--accounts <n>', 'bettors who place them', '200')
  .option('--json', 'one JSON line', false)
  .action(async ({ dataDir, api, json, ...options }: SettleOptions) => {
    const bets = Number(options.bets);
    const rate = Number(options.rate);
    const accounts = Number(options.accounts);
    const measured = await withSystem({ dataDir, api, noDemo: true }, (system) =>
      benchSettle({ ...system, bets, rate, accounts }),
    );
    process.stdout.write(reported(measured, json));
    process.exitCode = measured.errors === 0 ? 0 : 1;
  });
program
  .command('overload')
  .description(
    'More than the system takes, frozen copies, a thousand slow clients: refused, bounded, recovered',
  )
  .option('--api <origin>', 'a running system; without it one is started')
  .option('--data-dir <dir>', 'where that system keeps its data', './.stakelog')
  .option('--rate <n>', 'requests per second, more than it takes', '6000')
  .option('--seconds <n>', 'how long each part lasts', '30')
  .option('--accounts <n>', 'bettors who place them', '1000')
  .option('--json', 'one JSON line for each part', false)
  .action(async ({ dataDir, api, json, ...options }: OverloadOptions) => {
    const seconds = Number(options.seconds);
    const rate = Number(options.rate);
    const accounts = Number(options.accounts);
    const parts = await withSystem({ dataDir, api }, (system) =>
      benchOverload({ ...system, seconds, rate, accounts, dataDir: `${system.secretsDir}/..` }),
    );
    for (const part of parts) process.stdout.write(reported(part, json));
    process.exitCode = parts.every(({ errors }) => errors === 0) ? 0 : 1;
  });
program
  .command('soak')
  .description(
    'Load at 70 % of the maximum for a long time: the memory of every process stands still',
  )
  .option('--api <origin>', 'a running system; without it one is started')
  .option('--data-dir <dir>', 'where that system keeps its data', './.stakelog')
  .option('--minutes <n>', 'how long', '30')
  .option('--rate <n>', 'requests per second; without it 70 % of the maximum, which is found first')
  .option('--accounts <n>', 'bettors who place them', '400')
  .option('--json', 'one JSON line', false)
  .action(async ({ dataDir, api, json, ...options }: SoakOptions) => {
    const minutes = Number(options.minutes);
    const rate = options.rate === undefined ? undefined : Number(options.rate);
    const accounts = Number(options.accounts);
    const measured = await withSystem({ dataDir, api }, (system) =>
      benchSoak({ ...system, minutes, rate, accounts }),
    );
    process.stdout.write(reported(measured, json));
    process.exitCode = measured.errors === 0 ? 0 : 1;
  });
program
  .command('audit')
  .description(
    'How fast audit verify and redecide read a log; KAFKA_BROKERS and SCHEMA_REGISTRY_URL may name one',
  )
  .option('--events <n>', 'records of bet.events', '1000000')
  .option('--seed <n>', 'of feed and bettors', '1')
  .option('--workers <n>', 'threads of the audit; by default what it chooses itself')
  .option('--json', 'one JSON line for each verb', false)
  .action(async ({ json, ...options }: AuditOptions) => {
    const { workers } = options;
    const measured = await benchAudit({
      events: Number(options.events),
      seed: Number(options.seed),
      ...(workers === undefined ? {} : { workers }),
    });
    for (const each of measured) process.stdout.write(reported(each, json));
    process.exitCode = measured.every(({ errors }) => errors === 0) ? 0 : 1;
  });
program
  .command('recover')
  .description('How soon a decider decides again: from offset 0, from snapshots, beside a standby')
  .option('--events <n>', 'records of bet.events', '1000000')
  .option('--seed <n>', 'of feed and bettors', '1')
  .option('--json', 'one JSON line for each', false)
  .action(async ({ json, ...options }: AuditOptions) => {
    const measured = await benchRecover({
      events: Number(options.events),
      seed: Number(options.seed),
    });
    for (const each of measured) process.stdout.write(reported(each, json));
  });
await program.parseAsync();
