import autocannon from 'autocannon';
import { ApiClient } from '../tools/demo/api-client.mts';
import { systemGiven, systemOptions, type BenchCase } from './bench-case.mts';
import { openLoop } from './open-loop.mts';
import { openReads, type Read } from './read/book-of-bets.mts';
import { p50AndP99, type Measured } from './report.mts';
import { withSystem, type System } from './system.mts';

type Load = System & {
  readonly seconds: number;
  /** Requests per second of the part that is timed. */
  readonly rate: number;
  readonly accounts: number;
};

const CONNECTIONS = 64;
/** Until what is asked for is compiled. */
const WARM_UP_SECONDS = 8;
const WRONG_SHOWN = 3;

/** GET of a bet and of a market's book in turn: as many as are answered, and then at a constant rate, each timed. */
export async function benchRead(load: Load): Promise<readonly Measured[]> {
  const { reads, close } = await openReads(load);
  try {
    await asManyAsGo({ ...load, seconds: WARM_UP_SECONDS }, reads);
    return [await asManyAsGo(load, reads), await atRate(load, reads)];
  } finally {
    await close();
  }
}

/** A closed loop: autocannon costs the machine a small part of what an answer does. Every answer is looked at. */
async function asManyAsGo({ api, seconds }: Load, reads: readonly Read[]): Promise<Measured> {
  let wrong = 0;
  const result = await autocannon({
    url: api,
    connections: CONNECTIONS,
    duration: seconds,
    requests: reads.map(({ path, token, has }) => ({
      method: 'GET',
      path,
      headers: { authorization: `Bearer ${token}` },
      onResponse: (status, body) => {
        if (status === 200 && body.includes(has)) return;
        if (wrong++ < WRONG_SHOWN) process.stderr.write(`${path}: ${status} ${body}\n`);
      },
    })),
  });
  return {
    case: 'read: GET of a bet and a book, as many as are answered',
    value: Math.round(result.requests.total / result.duration),
    unit: 'requests/s',
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    errors: wrong + result.errors + result.timeouts,
    counts: { connections: CONNECTIONS, answers: result.requests.total },
  };
}

/** An open loop: a read is timed from when it was due. */
async function atRate({ api, seconds, rate }: Load, reads: readonly Read[]): Promise<Measured> {
  const client = new ApiClient(api, CONNECTIONS);
  const latencies: number[] = [];
  let wrong = 0;
  const startMs = performance.now();
  await openLoop({ seconds, rate }, startMs, async (index, dueMs) => {
    const { path, token, has } = reads[index % reads.length] ?? { path: '', token: '', has: '' };
    const answer = await client.ask('GET', path, { token }).catch(() => undefined);
    latencies.push(performance.now() - dueMs);
    if (answer?.status !== 200 || !JSON.stringify(answer.body).includes(has)) wrong++;
  });
  const tookSeconds = (performance.now() - startMs) / 1_000;
  await client.close();
  return {
    case: `read: GET of a bet and a book at ${rate}/s`,
    value: Math.round(latencies.length / tookSeconds),
    unit: 'requests/s',
    ...p50AndP99(latencies),
    errors: wrong,
    counts: {},
  };
}

export const readCase: BenchCase = {
  name: 'read',
  description: 'GET of a bet and of a market’s book: as many as are answered, and timed at a rate',
  options: [
    ...systemOptions,
    ['--seconds <n>', 'how long each part lasts', '20'],
    ['--rate <n>', 'requests per second of the timed part', '5000'],
    ['--accounts <n>', 'bettors, each with a bet; the api takes 200 reads a second of each', '400'],
  ],
  short: ['--seconds', '5'],
  run: (given) =>
    withSystem({ ...systemGiven(given), noDemo: true }, (system) => {
      const { seconds, rate, accounts } = given;
      return benchRead({
        ...system,
        seconds: Number(seconds),
        rate: Number(rate),
        accounts: Number(accounts),
      });
    }),
};
