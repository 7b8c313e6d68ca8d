import autocannon from 'autocannon';
import { createRequire } from 'node:module';
import { ApiClient } from '../../tools/demo/api-client.mts';
import { compileSources } from '../audit/compile-sources.mts';
import { openBettors } from '../bettors.mts';
import { withStreamLog } from '../decide/stream-decider.mts';
import type * as ReadDecided from '../decide/read-decided.ts';
import { metric } from '../metrics.mts';
import { openLoop } from '../open-loop.mts';
import { p50AndP99, type Measured } from '../report.mts';
import { withStage, type Stage } from '../stage.mts';
import { BetRequests, type BetRequest } from './bet-requests.mts';

type Load = {
  /** How long each part lasts. */
  readonly seconds: number;
  /** Requests per second of the part with a constant rate. */
  readonly rate: number;
  readonly accounts: number;
};

/** As many clients ask, each for the next bet when it has its answer. */
const levels = [64, 256] as const;
const WARM_UP = { connections: 64, seconds: 8 };

const say = (line: string) => void process.stderr.write(`${line}\n`);

/**
 * `POST /v1/bets` on the way that a bet takes, and nothing beside it: api, decider, their servers and the load. Token,
 * validation, idempotency and rate limits are on, 3 % of the requests are repeated; every answer is looked at, and in
 * the end the log is folded.
 */
export function benchBarePath(load: Load): Promise<readonly Measured[]> {
  compileSources();
  const require = createRequire(import.meta.url);
  const { readDecided } = require('../decide/read-decided.ts') as typeof ReadDecided;
  return withStage((stage) =>
    withStreamLog(stage.servers, async () => {
      await stage.start('decider');
      await stage.start('api');
      const requests = await openRequests(stage, load.accounts);
      const measured = await asked(stage, load, requests);
      say('the log is read and checked');
      const { accepted, sum, dropped } = await readDecided(stage.servers, []);
      // What the warm-up or those who asked again were answered is of no part, and has to be right as well.
      const isRight =
        requests.wrong === 0 && accepted === requests.accepted && sum === 0 && dropped === 0;
      if (!isRight) say(`${requests.accepted} accepted, ${accepted} in the log; sum ${sum}`);
      return measured.map((each) => ({ ...each, errors: each.errors + (isRight ? 0 : 1) }));
    }),
  );
}

async function openRequests(stage: Stage, accounts: number) {
  say(`${accounts} accounts are opened`);
  const client = new ApiClient(stage.originOf('api'), WARM_UP.connections);
  const bettors = await openBettors(client, { accounts, secretsDir: stage.secretsDir }, 'bare');
  await client.close();
  return new BetRequests(bettors.map(({ token }) => token));
}

async function asked(stage: Stage, load: Load, requests: BetRequests): Promise<Measured[]> {
  say('warming up');
  await closedLoop(stage, requests, WARM_UP.connections, WARM_UP.seconds);
  const measured: Measured[] = [];
  for (const connections of levels) {
    say(`${connections} clients`);
    measured.push(
      await metered(stage, () => closedLoop(stage, requests, connections, load.seconds)),
    );
  }
  say(`${load.rate} requests a second`);
  measured.push(await metered(stage, () => atRate(stage, requests, load)));
  await askAgain(stage, requests);
  return measured;
}

/** autocannon leaves in the middle of its last requests. Under their keys they have one answer, and are one bet. */
async function askAgain(stage: Stage, requests: BetRequests): Promise<void> {
  const client = new ApiClient(stage.originOf('api'), WARM_UP.connections);
  const left = requests.unanswered();
  say(`${left.length} requests whose clients had left are asked again`);
  for (const request of left) await askOne(client, requests, request);
  await client.close();
}

/** autocannon looks at the clock and at each answer, and costs some 30 µs of CPU a request. */
async function closedLoop(
  stage: Stage,
  requests: BetRequests,
  connections: number,
  seconds: number,
): Promise<Measured> {
  const wrongBefore = requests.wrong;
  const result = await autocannon({
    url: `${stage.originOf('api')}/v1/bets`,
    connections,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        setupRequest(request, context: { index?: number }) {
          const { index, token, key, ticket } = requests.next();
          context.index = index;
          request.body = JSON.stringify(ticket);
          request.headers = {
            authorization: `Bearer ${token}`,
            'content-type': 'application/json',
            'idempotency-key': key,
          };
          return request;
        },
        onResponse: (status, body, context: { index?: number }) =>
          requests.answered(context.index ?? -1, status, body),
      },
    ],
  });
  return {
    case: `http: POST /v1/bets by ${connections} clients, the bare path`,
    value: Math.round(result.requests.total / result.duration),
    unit: 'requests/s',
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    errors: requests.wrong - wrongBefore + result.errors + result.timeouts,
    counts: { answers: result.requests.total },
  };
}

async function askOne(
  client: ApiClient,
  requests: BetRequests,
  { index, token, key, ticket: body }: BetRequest,
): Promise<void> {
  const answer = await client.ask('POST', '/v1/bets', { token, key, body }).catch(() => undefined);
  requests.answered(index, answer?.status ?? 0, JSON.stringify(answer?.body ?? ''));
}

/** An open loop: a request is timed from when it was due. */
async function atRate(
  stage: Stage,
  requests: BetRequests,
  { seconds, rate }: Load,
): Promise<Measured> {
  const client = new ApiClient(stage.originOf('api'), levels[0]);
  const latencies: number[] = [];
  const wrongBefore = requests.wrong;
  const startMs = performance.now();
  await openLoop({ seconds, rate }, startMs, async (_, dueMs) => {
    await askOne(client, requests, requests.next());
    latencies.push(performance.now() - dueMs);
  });
  const tookSeconds = (performance.now() - startMs) / 1_000;
  await client.close();
  return {
    case: `http: POST /v1/bets at ${rate}/s, the bare path`,
    value: Math.round(latencies.length / tookSeconds),
    unit: 'requests/s',
    ...p50AndP99(latencies),
    errors: requests.wrong - wrongBefore,
    counts: { answers: latencies.length },
  };
}

/** With what a request cost the apps. */
async function metered(stage: Stage, work: () => Promise<Measured>): Promise<Measured> {
  const apps = ['api', 'decider'] as const;
  const cpuSeconds = () =>
    Promise.all(apps.map((app) => metric(stage.originOf(app), 'process_cpu_seconds_total')));
  const before = await cpuSeconds();
  const measured = await work();
  const after = await cpuSeconds();
  const each = apps.map((app, at) => {
    const seconds = (after[at] ?? 0) - (before[at] ?? 0);
    return [
      `${app}, us of CPU each`,
      Math.round((1e6 * seconds) / (measured.counts['answers'] ?? 1)),
    ] as const;
  });
  return { ...measured, counts: { ...measured.counts, ...Object.fromEntries(each) } };
}
