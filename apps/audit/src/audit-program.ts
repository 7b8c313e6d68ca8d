import {
  limits,
  parsePositionToken,
  topicNames,
  topics,
  type TopicName,
} from '@stakelog/contracts';
import { availableParallelism } from 'node:os';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { AuditError } from './audit-error';
import { connectRecorded } from './connect';
import { diff } from './diff/diff';
import { addEvidenceVerbs } from './evidence-verbs';
import { cat, type CatScope } from './cat/cat';
import { explain } from './explain/explain';
import { addInspectVerbs } from './inspect-verbs';
import { redecide } from './redecide/redecide';
import { atEnd, parsePoint, type Point } from './replay/point';
import { replay, type ReplayAsked } from './replay/replay';
import { Output } from './report/output';
import { stats } from './stats/stats';
import { tellReceipts } from './verify/receipts';
import { verify } from './verify/verify';
import { waiting } from './waiting/waiting';
import { whatIf } from './what-if/what-if';

type Common = { readonly json: boolean; readonly partition?: number };
type Threaded = Common & { readonly workers: number };
type Ranged = Common & { readonly from?: number; readonly until?: number };

const exits =
  'Exit codes: 0 verified, 1 a check failed, 64 usage, 65 bad data, 69 a server is away.';
const places =
  'Servers: those of the data directory of a running npm start (--data-dir), or KAFKA_BROKERS, SCHEMA_REGISTRY_URL, REDIS_URL, SQL_URL and SQL_TOKEN.';

/** The command line. `end` hears the exit code of what was done. */
export function auditProgram(end: (exitCode: number) => void): Command {
  const program = new Command('npm run audit --')
    .description('Reads the log with readers of its own; nothing but restore writes to it.')
    .option('--data-dir <dir>', 'of the running npm start', './.stakelog')
    .addHelpText('after', `\n${places}\n${exits}`)
    .exitOverride();
  const conclude = (holds: boolean) => end(holds ? 0 : 1);
  addCat(program);
  addVerify(program, conclude);
  addRedecide(program, conclude);
  addDiff(program, conclude);
  addExplain(program, conclude);
  addWaiting(program, conclude);
  addReplay(program, conclude);
  addStats(program);
  addEvidenceVerbs(program, conclude);
  addInspectVerbs(program, conclude);
  return program;
}

function addCat(program: Command): void {
  verb(program, 'cat', 'prints decoded records as JSON lines')
    .addArgument(new Argument('<topic>', 'which topic').choices(topicNames))
    .option('--from <offset>', 'the first offset', offset)
    .option('--until <offset>', 'the offset after the last', offset)
    .option('--since <time>', 'appended at or after it: ISO 8601, or UTC milliseconds', time)
    .option('--before <time>', 'appended before it', time)
    .option('--account <id>', 'of this account')
    .option('--bet <id>', 'of this bet, or its whole ticket')
    .option('--market <id>', 'about this market')
    .option('--type <name>', 'of this type, such as BetAccepted')
    .option('--follow', 'go on with what is appended, until interrupted', false)
    .action(async (topic: TopicName, options: Ranged & Asked) => {
      await cat(await connectRecorded(), catScope(topic, options), new Output(true));
    });
}

type Asked = {
  readonly since?: number;
  readonly before?: number;
  readonly account?: string;
  readonly bet?: string;
  readonly market?: string;
  readonly type?: string;
  readonly follow: boolean;
};

const catScope = (topic: TopicName, options: Ranged & Asked): CatScope => ({
  topic,
  partition: partitionOf(options, topic),
  from: options.from ?? 0,
  until: options.until ?? Infinity,
  sinceMs: options.since,
  beforeMs: options.before,
  account: options.account,
  bet: options.bet,
  market: options.market,
  type: options.type,
  follow: options.follow,
});

function addVerify(program: Command, conclude: (holds: boolean) => void): void {
  threaded(verb(program, 'verify', 'holds the log to every rule and names the first bad offset'))
    .addOption(new Option('--topic <topic>', 'only this topic').choices(topicNames))
    .option(
      '--receipts <dir>',
      'receipts whose records must be in the log: lost answers are listed',
    )
    .action(async (options: Threaded & VerifyAsked) => {
      const named = options.topic === undefined ? topicNames : [options.topic];
      const { workers } = options;
      const scope = { topics: named, partition: partitionOf(options, ...named), workers };
      const source = await connectRecorded();
      const out = new Output(options.json);
      const kept =
        options.receipts === undefined || (await tellReceipts(source.log, options.receipts, out));
      conclude((await verify(source, scope, out)) && kept);
    });
}

type VerifyAsked = { readonly topic?: TopicName; readonly receipts?: string };

function addRedecide(program: Command, conclude: (holds: boolean) => void): void {
  threaded(
    verb(program, 'redecide', 'decides everything again from the recorded inputs, byte for byte'),
  )
    .option('--from <offset>', 'compare batches from this offset on', offset)
    .option('--until <offset>', 'compare batches before this offset', offset)
    .option('--policy <file>', 'decide by this policy instead, and say what would be different')
    .action(async (options: Ranged & Threaded & { readonly policy?: string }) => {
      const partition = partitionOf(options, 'bet.events');
      const { policy } = options;
      if (policy !== undefined) {
        const asked = { partition, policy, workers: options.workers };
        conclude(await whatIf(await connectRecorded(), asked, new Output(options.json)));
        return;
      }
      const { from = 0, until = Infinity, workers } = options;
      const scope = { partition, from, until, workers };
      conclude(await redecide(await connectRecorded(), scope, new Output(options.json)));
    });
}

function addDiff(program: Command, conclude: (holds: boolean) => void): void {
  program
    .command('diff')
    .description('compares a copy of the log with the log, up to where the copy is')
    .addArgument(new Argument('<copy>', 'which copy').choices(['redis', 'clickhouse']))
    .option('--json', 'one JSON line', false)
    .exitOverride()
    .action(async (copy: 'redis' | 'clickhouse', { json }: Common) => {
      const { config, ...source } = await connectRecorded();
      conclude(await diff(source, copy, config, new Output(json)));
    });
}

function addExplain(program: Command, conclude: (holds: boolean) => void): void {
  program
    .command('explain')
    .description(
      'proves one bet, from its command to its newest settlement: every leg, factor and step of its money',
    )
    .argument('<bet>', 'the id of a bet, or of a ticket for its first bet')
    .option('--json', 'one JSON line', false)
    .exitOverride()
    .action(async (bet: string, { json }: Common) => {
      conclude(await explain(await connectRecorded(), bet, new Output(json)));
    });
}

function addWaiting(program: Command, conclude: (holds: boolean) => void): void {
  verb(program, 'waiting', 'lists every open bet with what it waits for, and since when')
    .option('--overdue', 'only those that have waited for too long', false)
    .action(async (options: Common & { readonly overdue: boolean }) => {
      const partition = partitionOf(options, 'bet.events');
      const scope = { partition, overdue: options.overdue };
      conclude(await waiting(await connectRecorded(), scope, new Output(options.json)));
    });
}

function addStats(program: Command): void {
  threaded(
    verb(program, 'stats', 'what each topic holds: records and bytes by type, epochs, batches'),
  )
    .addOption(new Option('--topic <topic>', 'only this topic').choices(topicNames))
    .action(async ({ topic, workers, ...options }: Threaded & { readonly topic?: TopicName }) => {
      const named = topic === undefined ? topicNames : [topic];
      const scope = { topics: named, partition: partitionOf(options, ...named), workers };
      await stats(await connectRecorded(), scope, new Output(options.json));
    });
}

function addReplay(program: Command, conclude: (holds: boolean) => void): void {
  threaded(
    program
      .command('replay')
      .description('what an account, a market or an exposure looked like at a point of the log')
      .option('--json', 'one JSON line', false)
      .exitOverride(),
  )
    .option('--account <id>', 'balances, limits, open bets, and the odds that were known')
    .option('--market <id>', 'state, prices, results')
    .option('--exposure <market>', 'what stands on a market, by partition and outcome')
    .option(
      '--until <point>',
      'what stands before an offset (b3:184223, o5:99120), or up to an ISO 8601 time or UTC milliseconds; without it now',
      point,
      atEnd,
    )
    .option('--hash', "of an account: its partition's state as one hash", false)
    .action(async ({ json, until, ...asked }: Threaded & Replayed) => {
      conclude(await replay(await connectRecorded(), { ...asked, point: until }, new Output(json)));
    });
}

type Replayed = Omit<ReplayAsked, 'point'> & { readonly until: Point };

const verb = (program: Command, name: string, description: string): Command =>
  program
    .command(name)
    .description(description)
    .option('--json', 'one JSON line per answer', false)
    .option('--partition <n>', 'only this partition', offset)
    .exitOverride();

/** Verbs that work partitions off side by side. */
const threaded = (command: Command): Command =>
  command.option(
    '--workers <n>',
    'how many partitions at a time, each in a thread with a state of its own',
    threads,
    Math.min(availableParallelism(), limits.auditWorkersMax),
  );

function partitionOf({ partition }: Common, ...of: readonly TopicName[]): number | undefined {
  const most = Math.max(...of.map((topic) => topics[topic].partitions));
  if (partition !== undefined && partition >= most)
    throw new AuditError('usage', `partitions are 0 to ${most - 1}`);
  return partition;
}

/** An offset, or a position token of which the offset is taken. */
function offset(text: string): number {
  const token = parsePositionToken(text);
  if (token !== undefined) return token.offset;
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 0.');
  return Number(text);
}

function point(text: string): Point {
  const parsed = parsePoint(text);
  if (parsed === undefined)
    throw new InvalidArgumentError('It is a position such as b3:184223, or a time in ISO 8601.');
  return parsed;
}

function threads(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > limits.auditWorkersMax)
    throw new InvalidArgumentError(`It is a whole number from 1 to ${limits.auditWorkersMax}.`);
  return count;
}

function time(text: string): number {
  const ms = /^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isNaN(ms)) throw new InvalidArgumentError('It is a time in ISO 8601.');
  return ms;
}
