import { setTimeout as pause } from 'node:timers/promises';
import { audit, followTopic, type AuditLine } from './audit-process.mts';
import { Betting, openAccounts } from './betting.mts';
import { chance } from './chance.mts';
import { checkClients } from './check-clients.mts';
import { checkResults } from './check-results.mts';
import { checkTradable } from './check-tradable.mts';
import { ofType, type ClientBet, type Evidence } from './evidence.mts';
import { killAtRandom } from './kills.mts';
import { OpenBets } from './open-bets.mts';
import { planBets } from './planned-bet.mts';
import { readRecordedStream, type RecordedStream } from './recorded-stream.mts';
import { startSystem, type System } from './system.mts';

export type ReplayOptions = {
  readonly feed: string;
  readonly bets: number;
  readonly seed: number;
  readonly kill: boolean;
  readonly keep: boolean;
  /** How long the file shall last. */
  readonly seconds: number;
  readonly say: (line: string) => void;
};

export type ReplayReport = {
  readonly ok: boolean;
  readonly checks: Readonly<Record<string, boolean>>;
  readonly counts: Readonly<Record<string, unknown>>;
  /** The first of each check that does not hold. */
  readonly faults: Readonly<Record<string, readonly string[]>>;
};

const accountsMax = 16;
const replayedWithinMs = 240_000;
const settledWithinMs = 120_000;
const copiedWithinMs = 90_000;

/** A whole system of its own, the file replayed through it, bets and (with kills) accidents on the way, then the checks. */
export async function replayScenario(options: ReplayOptions): Promise<ReplayReport> {
  const { feed, seed, seconds, keep, say } = options;
  const stream = await readRecordedStream(feed);
  const speed = Math.max(1, Math.ceil((stream.lastMs - stream.firstMs) / 1_000 / seconds));
  say(`  ${stream.lines} lines of ${stream.markets.size} markets at ${speed}x`);
  const system = await startSystem({ feed, speed, seed, keep, say });
  const interrupted = () => void system.stop().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    const run = await betOnReplay(system, stream, options);
    return await examined(system, stream, { ...run, speed }, say);
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    say('  stopping');
    await system.stop();
  }
}

type Run = {
  readonly bets: readonly ClientBet[];
  readonly killed: Readonly<Record<string, number>>;
  readonly settled: boolean;
  readonly speed: number;
};

async function betOnReplay(
  system: System,
  stream: RecordedStream,
  { bets: count, seed, kill, say }: ReplayOptions,
): Promise<Omit<Run, 'speed'>> {
  const random = chance(seed);
  const accounts = await openAccounts(system, Math.min(accountsMax, Math.max(1, count)));
  const plan = planBets(count, accounts.length, stream, random);
  const betting = new Betting(system.urls.api, stream, plan, accounts, random);
  const open = new OpenBets(stream);
  const facts = followTopic('odds.events', system.addresses, (fact) => betting.seen.takeFact(fact));
  const events = followTopic('bet.events', system.addresses, (event) => {
    betting.seen.takeAdoption(event);
    open.takeEvent(event);
  });
  const killing = new AbortController();
  const kills = kill
    ? killAtRandom(system.dataDir, chance(seed + 1), killing.signal, say)
    : Promise.resolve({});
  try {
    betting.start();
    const failed = Promise.race([facts.failed, events.failed]);
    await Promise.race([failed, untilReplayed(system, stream, betting, say)]);
    betting.sendTheRest();
    killing.abort();
    const bets = await Promise.race([failed, betting.done]);
    say(`  ${bets.length} bets told, ${open.accepted} accepted; waiting for settlement`);
    const settled = await within(settledWithinMs, async () => open.waiting === 0);
    if (!settled) say(`  ${open.waiting} bets are not settled in time`);
    return { bets, killed: await kills, settled };
  } finally {
    killing.abort();
    await Promise.all([facts.stop(), events.stop()]);
  }
}

/** The feed says so, or the file's last state of every market was adopted and nothing came for a while. */
async function untilReplayed(
  { urls, operatorToken }: System,
  stream: RecordedStream,
  betting: Betting,
  say: (line: string) => void,
): Promise<void> {
  const lastLine = Math.max(
    ...[...stream.markets.values()].map((m) => m.moments.at(-1)?.line ?? 0),
  );
  let before = -1;
  let quiet = 0;
  const done = await within(replayedWithinMs, async () => {
    await pause(1_000);
    const { adoptedLine, factsSeen } = betting.seen;
    say(
      `  line ${adoptedLine} of ${stream.lines}, ${betting.sent} bets sent, ${betting.told} told`,
    );
    quiet = factsSeen === before ? quiet + 1 : 0;
    before = factsSeen;
    if (adoptedLine < lastLine) return false;
    return quiet >= 8 || (await isFinished(urls.feed, operatorToken));
  });
  if (!done) say('  the replay did not end in time');
}

async function isFinished(feed: string, token: string): Promise<boolean> {
  const answer = await fetch(`${feed}/v1/feed/replays`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(2_000),
  }).catch(() => undefined);
  if (answer?.ok !== true) return false;
  const { replays } = (await answer.json()) as { replays: readonly { readonly state: string }[] };
  return replays.length > 0 && replays.every(({ state }) => state === 'finished');
}

/** Asks again and again. False when it did not come true in time. */
async function within(ms: number, isTrue: () => Promise<boolean>): Promise<boolean> {
  const untilMs = performance.now() + ms;
  while (!(await isTrue())) {
    if (performance.now() > untilMs) return false;
    await pause(100);
  }
  return true;
}

async function examined(
  system: System,
  stream: RecordedStream,
  run: Run,
  say: (line: string) => void,
): Promise<ReplayReport> {
  const { addresses } = system;
  say('  checking');
  const redis = await copyEqual('redis', addresses);
  const clickhouse = await copyEqual('clickhouse', addresses);
  const verified = await audit(['verify', '--json'], addresses);
  const redecided = await audit(['redecide', '--json'], addresses);
  const facts = (await audit(['cat', 'odds.events'], addresses)).lines;
  const all = (await audit(['cat', 'bet.events'], addresses)).lines;
  const events = all.filter(({ counted }) => counted === true);
  const evidence: Evidence = { stream, facts, events, bets: run.bets };

  const found: Record<string, readonly string[]> = {
    tradable: checkTradable(evidence),
    results: checkResults(evidence),
    clients: checkClients(evidence),
    settled: run.settled ? [] : ['bets wait for a result that the file has'],
    ledgerZero: ledgerFaults(verified.lines),
    verified:
      verified.exitCode === 0 ? [] : verified.lines.map((line) => JSON.stringify(line['first'])),
    redecided: redecided.exitCode === 0 ? [] : redecided.lines.map((line) => JSON.stringify(line)),
    redisEqual: redis,
    clickhouseEqual: clickhouse,
  };
  const checks = Object.fromEntries(
    Object.entries(found).map(([name, of]) => [name, of.length === 0]),
  );
  const faults = Object.fromEntries(
    Object.entries(found).flatMap(([name, of]) =>
      of.length === 0 ? [] : [[name, of.slice(0, 5)]],
    ),
  );
  const ok = Object.values(checks).every((holds) => holds);
  return { ok, checks, counts: countsOf(evidence, run, redecided.lines[0]), faults };
}

/** Late is not wrong: the copy may take its time, but in the end it has everything and the same. */
async function copyEqual(
  copy: 'redis' | 'clickhouse',
  addresses: System['addresses'],
): Promise<readonly string[]> {
  let faults: readonly string[] = [];
  await within(copiedWithinMs, async () => {
    const { exitCode, lines } = await audit(['diff', copy, '--json'], addresses);
    const [answer] = lines;
    const behind = Number(answer?.['behind'] ?? Infinity);
    faults = exitCode === 0 ? [] : [JSON.stringify(answer?.['first'] ?? `exit ${exitCode}`)];
    // Idle partitions adopt every second, so a copy that keeps up is a few records behind.
    if (faults.length === 0 && behind > behindMax) faults = [`behind by ${behind} records`];
    return faults.length === 0;
  });
  return faults;
}

const behindMax = 100;

function ledgerFaults(lines: readonly AuditLine[]): readonly string[] {
  const answer = lines.find(({ topic }) => topic === 'bet.events');
  const ledger = answer?.['ledger'] as Record<string, Record<string, string>> | undefined;
  if (ledger === undefined) return ['no ledger'];
  return Object.entries(ledger).flatMap(([currency, codes]) => {
    const sum = Object.values(codes).reduce((total, amount) => total + BigInt(amount), 0n);
    return sum === 0n ? [] : [`${currency} sums to ${sum}`];
  });
}

function countsOf({ facts, events, bets }: Evidence, run: Run, redecided: AuditLine | undefined) {
  const told = (outcome: string) => bets.filter((bet) => bet.told.outcome === outcome).length;
  const settled = ofType(events, 'BetSettled');
  return {
    speed: run.speed,
    facts: facts.length,
    bets: bets.length,
    decided: told('decided'),
    unknown: told('unknown'),
    notReceived: told('not_received'),
    refused: told('refused'),
    accepted: ofType(events, 'BetAccepted').length,
    rejected: ofType(events, 'BetRejected').length,
    held: ofType(events, 'BetHeld').length,
    repeated: ofType(events, 'CommandRepeated').length,
    settlements: settled.length,
    won: settled.filter(({ payout }) => Number(payout) > 0).length,
    codes: codesOf(events),
    batches: ofType(events, 'InputsAdopted').length,
    byteEqual: redecided?.['byteEqual'] ?? 0,
    killed: run.killed,
  };
}

function codesOf(events: readonly AuditLine[]): Record<string, number> {
  const codes: Record<string, number> = {};
  for (const { reasons } of ofType(events, 'BetRejected')) {
    const [first] = reasons as { readonly code: string }[];
    if (first !== undefined) codes[first.code] = (codes[first.code] ?? 0) + 1;
  }
  return codes;
}
