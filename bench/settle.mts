import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../tools/demo/api-client.mts';
import { singleTicket } from '../tools/demo/open-offer.mts';
import { issueToken } from '../tools/start/tokens.mts';
import { origin } from '../tools/start/ports.mts';
import { openBettors, type Bettor } from './bettors.mts';
import { percentile, type Measured } from './report.mts';
import { BETS_PER_TICKET, mixedTicket } from './settle/mixed-ticket.mts';
import { BenchFeed, marketIds, ODDS, offered, resulted } from './settle/offer.mts';
import { withSystem, type System } from './system.mts';
import { systemGiven, systemOptions, type BenchCase } from './bench-case.mts';

type Load = System & {
  readonly bets: number;
  readonly accounts: number;
  /** New bets per second while the others settle. */
  readonly rate: number;
};

const CONNECTIONS = 48;
const POLL_MS = 100;
const STAKE = 100;
/** Of both topics together; adoptions come every second. */
const LAG_AT_REST = 200;
const SETTLE_WITHIN_MS = 600_000;
/** Settled before, and not timed: who has settled nothing yet does it five times as slowly at first. */
const WARM_UP_BETS = 20_000;

/**
 * So many open bets of every type wait for one result; it is posted, and the time counts until the last of
 * them is settled in the log. Meanwhile new bets are placed at a constant rate, and each is timed.
 */
export async function benchSettle(load: Load): Promise<Measured> {
  const api = new ApiClient(load.api, CONNECTIONS);
  const port = Number(new URL(load.api).port);
  const decider = origin('decider', port);
  const run = Date.now().toString(36);
  const token = await issueToken(load.secretsDir, 'feed', 'bench');
  const feed = new BenchFeed(new ApiClient(origin('feed', port)), { feed: '', token }, run);
  const alive = feed.keepAlive();
  const { decisive, decided, open } = marketIds(run);
  for (const marketId of [decisive, ...decided, open]) await feed.post(...offered(marketId));
  const bettors = await openBettors(api, load, run);

  await fill(api, bettors, load, run);
  await feed.post(...decided.map(resulted));
  await standstill(decider);
  for (const copy of ['projector', 'recorder'] as const) await caughtUp(origin(copy, port), copy);
  const before = await decisions(decider, 'BetSettled');
  const placing = placeMeanwhile(api, bettors, open, load.rate);
  await sleep(3_000);
  process.stderr.write('the result is posted\n');
  const startMs = performance.now();
  await feed.post(resulted(decisive));
  const deadlineMs = startMs + SETTLE_WITHIN_MS;
  let settled = 0;
  while (settled < load.bets && performance.now() < deadlineMs) {
    await sleep(POLL_MS);
    settled = (await decisions(decider, 'BetSettled')) - before;
  }
  const seconds = (performance.now() - startMs) / 1_000;
  const { latencies, errors } = await placing.stop();
  feed.stop();
  await alive;
  await api.close();
  const sorted = latencies.toSorted((a, b) => a - b);
  return {
    case: `settle ${load.bets} open bets on one result`,
    value: Math.round(seconds * 10) / 10,
    unit: 's',
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    errors: errors + (load.bets - Math.min(settled, load.bets)),
    counts: {
      settled,
      'settlements per second': Math.round(settled / seconds),
      'new bets meanwhile': latencies.length,
      'decider MB': await residentMb(decider),
    },
  };
}

/** Tickets of fifty, through the API like any other. */
async function fill(api: ApiClient, bettors: readonly Bettor[], { bets }: Load, run: string) {
  const body = mixedTicket(run);
  const tickets = Math.ceil(bets / BETS_PER_TICKET);
  let next = 0;
  const startMs = performance.now();
  const worker = async () => {
    for (let ticket = next++; ticket < tickets; ticket = next++) {
      const bettor = bettors[ticket % bettors.length];
      if (bettor === undefined) return;
      await placed(api, bettor.token, body, `fill-${run}-${ticket}`);
      if (ticket % 1_000 === 999)
        process.stderr.write(
          `${(ticket + 1) * BETS_PER_TICKET} bets open, ${Math.round((performance.now() - startMs) / 1_000)} s\n`,
        );
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
}

async function placed(api: ApiClient, token: string, body: object, key: string): Promise<void> {
  for (;;) {
    const answer = await api.ask('POST', '/v1/bets', { token, body, key });
    const { status } = answer.body as { status?: string };
    if (answer.status === 201 && status === 'ACCEPTED') return;
    if (answer.status === 201 || answer.status === 400 || answer.status === 409)
      throw new Error(`a ticket was not taken: ${JSON.stringify(answer.body).slice(0, 500)}`);
    await sleep(200); // 202, 429, 503: the same key again
  }
}

/** New bets at a constant rate, each timed from when it was due. */
function placeMeanwhile(
  api: ApiClient,
  bettors: readonly Bettor[],
  marketId: string,
  rate: number,
) {
  const latencies: number[] = [];
  const placing: Promise<void>[] = [];
  const startMs = performance.now();
  const body = singleTicket({ marketId, outcomeId: 'a', odds: ODDS }, STAKE, 'ANY');
  const stopping = new AbortController();
  let errors = 0;
  const place = async (index: number, dueMs: number) => {
    const token = bettors[index % bettors.length]?.token ?? '';
    const key = `meanwhile-${marketId}-${index}`;
    const answer = await api.ask('POST', '/v1/bets', { token, body, key }).catch(() => undefined);
    if (answer?.status !== 201 && answer?.status !== 202) errors++;
    latencies.push(performance.now() - dueMs);
  };
  const loop = (async () => {
    for (let index = 0; !stopping.signal.aborted; index++) {
      const dueMs = startMs + (index * 1_000) / rate;
      await sleep(Math.max(0, dueMs - performance.now()));
      placing.push(place(index, dueMs));
    }
  })();
  const stop = async () => {
    stopping.abort();
    await loop;
    await Promise.all(placing);
    return { latencies, errors };
  };
  return { stop };
}

async function metrics(app: string): Promise<string> {
  return (await fetch(`${app}/metrics`)).text();
}

async function decisions(decider: string, type: string): Promise<number> {
  const found = new RegExp(`decisions_total\\{[^}]*type="${type}"[^}]*\\} (\\d+)`).exec(
    await metrics(decider),
  );
  return Number(found?.[1] ?? 0);
}

/** Until no decision but adoptions is made for a while: what came before is worked off. */
async function standstill(decider: string): Promise<void> {
  const total = async () =>
    [...(await metrics(decider)).matchAll(/decisions_total\{[^}]*\} (\d+)/g)].reduce(
      (sum, [, count]) => sum + Number(count),
      0,
    );
  for (let before = -1, now = await total(); now !== before;) {
    await sleep(3_000);
    before = now;
    now = await total();
  }
}

/** Until a copy of the log is as good as at its end: the bets are open everywhere before they settle. */
async function caughtUp(app: string, name: string): Promise<void> {
  for (;;) {
    const lags = (await metrics(app)).matchAll(/lag_records(?:\{[^}]*\})? (\d+)/g);
    const lag = [...lags].reduce((sum, [, records]) => sum + Number(records), 0);
    if (lag < LAG_AT_REST) return;
    process.stderr.write(`${name} is ${lag} records behind\n`);
    await sleep(5_000);
  }
}

async function residentMb(app: string): Promise<number> {
  const bytes = /process_resident_memory_bytes\S* ([\d.e+]+)/.exec(await metrics(app))?.[1];
  return Math.round(Number(bytes ?? 0) / 1_024 ** 2);
}

export const settleCase: BenchCase = {
  name: 'settle',
  description: 'So many open bets of every type, settled by one result while new bets are placed',
  options: [
    ...systemOptions,
    ['--bets <n>', 'open bets', '1000000'],
    ['--rate <n>', 'new bets per second meanwhile', '50'],
    ['--accounts <n>', 'bettors who place them', '200'],
  ],
  short: ['--bets', '20000'],
  run: (given) =>
    withSystem({ ...systemGiven(given), noDemo: true }, async (system) => {
      const { bets, rate, accounts } = given;
      const load = { ...system, rate: Number(rate), accounts: Number(accounts) };
      const warm = await benchSettle({ ...load, bets: WARM_UP_BETS });
      const measured = await benchSettle({ ...load, bets: Number(bets) });
      return [{ ...measured, errors: measured.errors + warm.errors }];
    }),
};
