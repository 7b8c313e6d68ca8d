import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import { Offer } from './offer';
import { eventually, RunningSystem, type Answer, type Json } from './running-system';

jest.setTimeout(60_000);
let system: RunningSystem;

beforeAll(async () => {
  system = await RunningSystem.start('--no-demo');
}, 240_000);

afterAll(async () => {
  await system?.stop();
}, 60_000);

const place = (ticket: object, key: string = randomUUID()) =>
  system.post('/v1/bets', 'bettor', ticket, { 'idempotency-key': key });

/** The audit ends with 0; what it printed shows where it does not. */
async function passes(verb: 'verify' | 'redecide') {
  const { code, text } = await system.audit(verb);
  expect(code === 0 ? 'passed' : text).toBe('passed');
}

const after = (answer: Answer) => ({
  'stakelog-after': answer.headers.get('stakelog-position') ?? '',
});

const wallet = async (headers = {}) => (await system.get('/v1/wallet', 'bettor', headers)).json;

/** Until the decider has adopted the offer: the first bet on it is not refused for want of a market. */
async function offered(name: string, betDelayMs = 0): Promise<Offer> {
  const offer = new Offer(system, name);
  await offer.open(betDelayMs);
  await eventually(
    () => place(offer.ticket(1, 25_000)),
    ({ json }) => json?.reasons?.[0]?.code === 'STAKE_BELOW_MIN' || json?.status === 'PENDING',
  );
  return offer;
}

describe('a bettor', () => {
  it('opens an account, deposits, and reads the balance that the answer promised', async () => {
    const opened = await system.post('/v1/accounts', 'bettor', {
      currency: 'EUR',
      jurisdiction: 'DE',
    });
    expect(opened.status).toBe(201);
    const before = (await wallet(after(opened))).available;
    const deposit = { amount: 100_000, paymentRef: 'card-1' };
    const paid = await system.post('/v1/wallet/deposits', 'bettor', deposit, {
      'idempotency-key': 'e2e-deposit',
    });
    expect(paid.status).toBe(201);
    expect((await wallet(after(paid))).available).toBe(before + 100_000);
  });

  it('places a win single, repeats it to the same bytes, and is refused another body under its key', async () => {
    const offer = await offered('singles');
    const first = await place(offer.ticket(), 'e2e-first');
    expect(first.status).toBe(201);
    expect(first.json).toMatchObject({
      status: 'ACCEPTED',
      bets: [{ stake: 1_000, potentialReturn: 2_500 }],
    });
    const again = await place(offer.ticket(), 'e2e-first');
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('stakelog-position')).toBe(first.headers.get('stakelog-position'));
    expect((await place(offer.ticket(2_000), 'e2e-first')).status).toBe(409);

    const read = await system.get(`/v1/bets/${first.json.bets[0].betId}`, 'bettor', after(first));
    expect(read.json).toMatchObject({ status: 'OPEN', stake: 1_000 });
  });

  it('is told the first reason that applies, and what would work', async () => {
    const offer = await offered('reasons');
    await offer.prices(26_000, 14_000);
    const moved = await eventually(
      () => place(offer.ticket()),
      ({ json }) => json.status === 'REJECTED',
    );
    expect(moved.json).toMatchObject({
      reasons: [{ code: 'ODDS_CHANGED' }],
      alternative: { odds: [26_000] },
    });
    const tooMuch = await place(offer.ticket(2_000_000, 26_000));
    expect(tooMuch.json.reasons[0].code).toBe('STAKE_ABOVE_MAX');
    expect(tooMuch.json.alternative.stakes[0]).toBeGreaterThan(0);
    const better = await place(offer.ticket(1_000, 25_000, 'BETTER'));
    expect(better.json).toMatchObject({
      status: 'ACCEPTED',
      bets: [{ legs: [{ requestedOdds: 25_000, odds: 26_000 }] }],
    });
    const unknown = await place({
      ...offer.ticket(),
      selections: [{ marketId: 'none', outcomeId: 'home', odds: 20_000 }],
    });
    expect(unknown.json.reasons[0].code).toBe('MARKET_UNKNOWN');
  });

  it('waits for the delay in play: 202, and the status URL ends in the decision', async () => {
    const offer = await offered('in-play', 1_500);
    const pending = await place(offer.ticket());
    expect(pending.status).toBe(202);
    const url = pending.headers.get('location') ?? '';
    const decided = await eventually(
      () => system.get(url, 'bettor'),
      ({ status }) => status === 200,
    );
    expect(decided.json).toMatchObject({ status: 'ACCEPTED' });
  });

  it('gets the money when the result comes, and gives it back when it is taken back', async () => {
    const offer = await offered('settled');
    const accepted = await place(offer.ticket(4_000));
    const open = (await wallet(after(accepted))).available;
    await offer.result('home');
    const paid = await eventually(wallet, ({ available }: Json) => available === open + 10_000);
    expect(paid.available).toBe(open + 10_000);
    const undone = await system.post(`/v1/markets/${offer.marketId}/rollback`, 'trader', {
      reason: 'wrong score',
    });
    expect([undone.status, undone.text]).toEqual([201, expect.anything()]);
    const back = await eventually(wallet, ({ available }: Json) => available === open);
    expect(back.available).toBe(open);
  });
});

describe('a trader', () => {
  it('suspends a market now, and resumes it', async () => {
    const offer = await offered('suspended');
    const act = (action: string) =>
      system.post(`/v1/markets/${offer.marketId}/${action}`, 'trader', { reason: 'injury' });
    expect((await act('suspend')).status).toBe(201);
    const refused = await eventually(
      () => place(offer.ticket()),
      ({ json }) => json.status === 'REJECTED',
    );
    expect(refused.json.reasons[0].code).toBe('MARKET_SUSPENDED');
    expect((await act('resume')).status).toBe(201);
    const taken = await eventually(
      () => place(offer.ticket()),
      ({ json }) => json.status === 'ACCEPTED',
    );
    expect(taken.json.status).toBe('ACCEPTED');
  });

  it.each([
    ['GET', '/v1/wallet', undefined, 401],
    ['GET', '/v1/wallet', 'trader', 403],
    ['GET', '/v1/ops/partitions', 'bettor', 403],
    ['GET', `/v1/bets/${'a'.repeat(26)}-0`, 'bettor', 404],
  ] as const)('%s %s with %s gives %d', async (_, path, scope, status) => {
    const answer = await system.get(path, scope);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
});

/** A score under one source id; another score is other content. */
const score = (home: number) => [
  {
    type: 'ScoreChanged',
    producerId: 'e2e-singles',
    sourceId: 'score-1',
    sourceAtMs: Date.now(),
    fixtureId: 'e2e:singles',
    scoreVersion: 1,
    home,
    away: 0,
    period: '1',
    final: false,
  },
];

describe('a feed', () => {
  it('is answered the same for the same source id, and refused for another content under it', async () => {
    const first = await system.post('/v1/feed/events', 'feed', score(1));
    expect(first.status).toBe(201);
    const again = await system.post('/v1/feed/events', 'feed', score(1));
    expect(again.text).toBe(first.text);
    const other = await system.post('/v1/feed/events', 'feed', score(2));
    expect(other.status).toBe(409);
    expect(other.json.type).toContain('source-id-reused');
  });
});

describe('push', () => {
  it('gives a market and the own account: a snapshot, then each change', async () => {
    const offer = await offered('pushed');
    const messages: Json[] = [];
    const socket = new WebSocket(`${system.started.urls.stream}/v1/stream`, 'stakelog.v1');
    socket.on('message', (bytes: Buffer) => messages.push(JSON.parse(bytes.toString())));
    await new Promise((resolve) => socket.once('open', resolve));
    const send = (message: object) => socket.send(JSON.stringify(message));
    send({ op: 'auth', token: system.started.tokens.bettor });
    send({ op: 'sub', ch: `market:${offer.marketId}` });
    send({ op: 'sub', ch: 'account' });
    const heard = (op: string, ch: string) =>
      eventually(
        async () => messages.find((message) => message.op === op && message.ch === ch),
        (message) => message !== undefined,
      );
    expect(await heard('snap', `market:${offer.marketId}`)).toMatchObject({
      data: { marketId: offer.marketId },
    });
    await heard('snap', 'account');
    await offer.prices(30_000, 13_000);
    expect(await heard('upd', `market:${offer.marketId}`)).toMatchObject({
      seq: expect.stringMatching(/^o\d+:\d+$/),
    });
    await eventually(
      () => place(offer.ticket(1_000, 30_000)),
      ({ json }) => json.status === 'ACCEPTED',
    );
    expect(await heard('evt', 'account')).toMatchObject({
      seq: expect.stringMatching(/^b\d+:\d+$/),
    });
    socket.close();
  });
});

describe('an analyst and an auditor', () => {
  it('ask SQL and get what the log holds, each event once', async () => {
    const accepted = (await system.get('/v1/bets?limit=200', 'bettor')).json.bets.length;
    const [row] = await eventually(
      () => system.sql('SELECT count() AS bets FROM v_bets'),
      ([found]) => Number(found?.bets) >= accepted,
      20_000,
    );
    expect(Number(row.bets)).toBe(accepted);
    const [sum] = await system.sql('SELECT sum(amount_minor) AS total FROM ledger_postings');
    expect(Number(sum.total)).toBe(0);
    const refused = await fetch(
      `${system.started.urls.sql}/?query=${encodeURIComponent('DROP TABLE bets')}`,
      {
        headers: { authorization: `Bearer ${system.started.tokens.analyst}` },
      },
    );
    expect(refused.status).toBeGreaterThanOrEqual(400);
  });

  it('verify the log and decide it again to the same bytes', async () => {
    await passes('verify');
    await passes('redecide');
  }, 60_000);
});

describe('whoever is on call', () => {
  it('finds every metric that an alarm asks for', async () => {
    const asked = readFileSync('ops/alarms.yml', 'utf8').matchAll(/stakelog_[a-z0-9_]+/g);
    const names = new Set([...asked].map(([name]) => name));
    const shown = await system.metrics();
    const missing = [...names].filter((name) => !shown.includes(`\n# HELP ${baseOf(name)} `));
    expect(missing).toEqual([]);
  });
});

/** A histogram is declared under its own name. */
const baseOf = (name: string) => name.replace(/_bucket$/, '');

describe('kill -9', () => {
  it('of decider, api, projector and recorder under load loses and doubles nothing', async () => {
    const offer = await offered('killed');
    const told = new Map<string, Answer>();
    let sent = 0;
    const load = { live: true };
    const client = async () => {
      while (load.live) {
        const key = `e2e-kill-${sent++}`;
        for (;;) {
          const answer = await place(offer.ticket(10), key).catch(() => undefined);
          if (answer?.status === 201) told.set(key, answer);
          if (answer?.status === 201 || !load.live) break;
          await offer.prices(25_000, 15_000).catch(() => undefined);
        }
      }
    };
    const clients = [client(), client(), client()];
    try {
      for (const name of ['decider', 'api', 'projector', 'recorder', 'decider']) {
        const before = told.size;
        await eventually(
          async () => told.size,
          (size) => size > before + 5,
          30_000,
        );
        system.kill(name);
      }
      const before = told.size;
      await eventually(
        async () => told.size,
        (size) => size > before + 5,
        30_000,
      );
    } finally {
      load.live = false;
      await Promise.all(clients);
    }

    for (const [key, answer] of told) {
      const repeated = await eventually(
        () => place(offer.ticket(10), key),
        ({ status }) => status !== 429,
      );
      expect([key, repeated.text]).toEqual([key, answer.text]);
    }
    await passes('verify');
    await passes('redecide');
  }, 180_000);
});
