import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from '../tools/demo/api-client.mts';
import type { ApiAnswer } from '../tools/demo/api-client.mts';
import { openOffer, singleTicket } from '../tools/demo/open-offer.mts';
import type { Offer } from '../tools/demo/open-offer.mts';
import { SeededRandom } from '../tools/demo/seeded-random.mts';
import { openBettors } from './bettors.mts';
import type { Bettor } from './bettors.mts';
import { benchBarePath } from './http/bare-path.mts';
import { openLoop } from './open-loop.mts';
import { percentile } from './report.mts';
import type { Measured } from './report.mts';
import type { System } from './system.mts';
import { systemGiven, systemOptions, type BenchCase } from './bench-case.mts';
import { withSystem } from './system.mts';

type Load = System & {
  readonly seconds: number;
  readonly rate: number;
  readonly accounts: number;
  /** Load before the measured one, so that compilers are done: placed and checked, not timed. */
  readonly warmUpSeconds: number;
};

type Ticket = { status: string; bets?: { betId: string }[]; reasons?: { code: string }[] };

const STAKE = 100;
const CONNECTIONS = 64;
const OFFER_EVERY_MS = 1_000;
const OFFER_BACK_MS = 3_600_000;
const SEED = 20_260;

/** Bets from an open loop, beside everything that the system does. */
export async function benchHttp(load: Load): Promise<Measured> {
  const api = new ApiClient(load.api, CONNECTIONS);
  const counts = new Map<string, number>();
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  const run = Date.now().toString(36);
  const bettors = await openBettors(api, load, run);
  const offer = await watchOffer(api);
  const random = new SeededRandom(SEED);
  const latencies: number[] = [];
  const unfinished: { bettor: Bettor; location: string }[] = [];

  async function place(prefix: string, index: number, intendedMs: number): Promise<void> {
    const bettor = bettors[index % bettors.length];
    const chosen = random.of(offer.open());
    if (bettor === undefined || chosen === undefined) return void count('error nothing open');
    const body = singleTicket(chosen, STAKE);
    const key = `bench-${run}-${prefix}-${index}`;
    const answer = await api
      .ask('POST', '/v1/bets', { token: bettor.token, body, key })
      .catch((error: unknown) => String(error));
    latencies.push(performance.now() - intendedMs);
    if (typeof answer === 'string') return void count(`error ${answer}`);
    count(answer.status < 400 ? `status ${answer.status}` : `error ${answer.status}`);
    if (answer.status === 202 && answer.location !== undefined)
      unfinished.push({ bettor, location: answer.location });
    if (answer.status === 201) note(bettor, answer, count);
  }

  const warmUp = { ...load, seconds: load.warmUpSeconds };
  await openLoop(warmUp, performance.now(), (...when) => place('warm', ...when));
  latencies.length = 0;
  const startMs = performance.now();
  await openLoop(load, startMs, (...when) => place('bet', ...when));
  const tookSeconds = (performance.now() - startMs) / 1_000;
  offer.stop();
  await followAll(api, unfinished, count);
  await findAgain(api, bettors, count);
  await api.close();
  return measured(latencies, tookSeconds, counts);
}

/** What was pending ends in a decision, or counts as an error. */
async function followAll(
  api: ApiClient,
  unfinished: readonly { bettor: Bettor; location: string }[],
  count: (name: string) => void,
): Promise<void> {
  for (const { bettor, location } of unfinished) {
    const ended = await finalAnswer(api, bettor, location);
    if (ended === undefined) count('error 202 without an end');
    else note(bettor, ended, count);
  }
}

function measured(
  latencies: readonly number[],
  tookSeconds: number,
  counts: ReadonlyMap<string, number>,
): Measured {
  const sorted = latencies.toSorted((a, b) => a - b);
  const errors = [...counts].filter(([name]) => name.startsWith('error'));
  return {
    case: 'http: POST /v1/bets beside the whole system',
    value: Math.round(latencies.length / tookSeconds),
    unit: 'requests/s',
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    errors: errors.reduce((sum, [, number]) => sum + number, 0),
    counts: Object.fromEntries(counts),
  };
}

/** What is open, looked up again every second beside the load. */
export async function watchOffer(api: ApiClient) {
  let offers: readonly Offer[] = [];
  const stop = new AbortController();
  const refresh = async () => {
    const found = await openOffer(api, Date.now() - OFFER_BACK_MS).catch(() => []);
    if (found.length > 0) offers = found;
  };
  const deadlineMs = performance.now() + 60_000;
  while (offers.length === 0 && performance.now() < deadlineMs)
    await refresh().then(() => sleep(200));
  if (offers.length === 0) throw new Error('no market opened within a minute');
  void (async () => {
    while (!stop.signal.aborted) {
      await sleep(OFFER_EVERY_MS);
      await refresh();
    }
  })();
  return { open: () => offers, stop: () => stop.abort() };
}

function note(bettor: Bettor, { body, position }: ApiAnswer, count: (name: string) => void): void {
  const { status, bets = [], reasons = [] } = body as Ticket;
  count(`decision ${status}${reasons[0] === undefined ? '' : ` ${reasons[0].code}`}`);
  for (const { betId } of bets) bettor.accepted.add(betId);
  if (position !== undefined && offsetOf(position) > offsetOf(bettor.position))
    bettor.position = position;
}

const offsetOf = (position: string | undefined) => Number(position?.split(':')[1] ?? -1);

/** Follows the status URL of a 202 to its end. */
async function finalAnswer(
  api: ApiClient,
  { token }: Bettor,
  location: string,
): Promise<ApiAnswer | undefined> {
  const deadlineMs = performance.now() + 30_000;
  while (performance.now() < deadlineMs) {
    const answer = await api.ask('GET', location, { token });
    if (answer.status === 200) return answer;
    if (answer.status !== 202 && answer.status !== 503) return undefined;
    await sleep(100);
  }
  return undefined;
}

/** Every accepted bet is listed once, and nothing else is. */
async function findAgain(
  api: ApiClient,
  bettors: readonly Bettor[],
  count: (name: string) => void,
): Promise<void> {
  for (const { token, position, accepted } of bettors) {
    const listed: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const path = `/v1/bets?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const { status, body } = await readAfter(api, path, token, position);
      if (status !== 200) {
        count(`error reading bets ${status}`);
        return;
      }
      const page = body as { bets: { betId: string }[]; next?: string };
      listed.push(...page.bets.map(({ betId }) => betId));
      cursor = page.next;
    }
    const lost = [...accepted].filter((betId) => !listed.includes(betId)).length;
    const unknown = listed.filter((betId) => !accepted.has(betId)).length;
    const twice = listed.length - new Set(listed).size;
    for (let index = 0; index < lost; index++) count('error accepted but not listed');
    for (let index = 0; index < unknown; index++) count('error listed but not accepted');
    for (let index = 0; index < twice; index++) count('error listed twice');
    for (let index = 0; index < listed.length; index++) count('found again');
  }
}

async function readAfter(api: ApiClient, path: string, token: string, after: string | undefined) {
  for (let tries = 0; ; tries++) {
    const answer = await api.ask('GET', path, { token, after });
    if (answer.status !== 503 || tries === 20) return answer;
    await sleep(500);
  }
}

export const httpCase: BenchCase = {
  name: 'http',
  description:
    'POST /v1/bets over the bare path, as many as are answered and at a rate; or beside the whole system',
  options: [
    ['--system', 'everything runs, and the demo: at the rate alone'],
    ...systemOptions,
    ['--seconds <n>', 'how long each part lasts', '30'],
    ['--rate <n>', 'requests per second', '2000'],
    ['--accounts <n>', 'bettors who place them', '1000'],
    ['--warm-up <n>', 'with --system, seconds of the same load before, not timed', '15'],
  ],
  short: ['--seconds', '5', '--accounts', '200'],
  run(given) {
    const { seconds, rate, accounts, warmUp } = given;
    const load = { seconds: Number(seconds), rate: Number(rate), accounts: Number(accounts) };
    if (given['system'] === undefined) return benchBarePath(load);
    return withSystem(systemGiven(given), async (system) => [
      await benchHttp({ ...system, ...load, warmUpSeconds: Number(warmUp) }),
    ]);
  },
};
