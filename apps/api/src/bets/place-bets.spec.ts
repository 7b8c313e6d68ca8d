import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { partitionOf, topics, utcMs } from '@stakelog/contracts';
import { accountIdOf, commandIdOf } from '@stakelog/runtime';
import { z } from 'zod';
import { TicketAnswer, Waiting } from '../http/answer-schemas';
import { startedApi, type StartedApi } from '../testing/started-api';

const account = accountIdOf('us', 'ann');
const partition = partitionOf(account, topics['bet.commands'].partitions);
const bet = { positions: [{ selections: [0] }], stake: 1_000, lines: 1 };
const selection = { marketId: 'm1', outcomeId: 'o1', odds: 25_000 };
const ticket = { selections: [selection], bets: [bet] };
const tooMuch = { ...ticket, bets: [{ ...bet, stake: 1_001 }] };
const late = { ...ticket, selections: [{ ...selection, marketId: 'late:m' }] };

const Shown = z.looseObject({
  type: z.string(),
  errors: z.array(z.object({ path: z.string() })).optional(),
});

const times = <Item>(length: number, item: Item) => Array.from({ length }, () => item);

/** A reply's status beside what its body says. */
const shown = (reply: { statusCode: number; body: string }) => ({
  ...z.looseObject({}).parse(JSON.parse(reply.body)),
  code: reply.statusCode,
});

let api: StartedApi;
beforeEach(async () => {
  api = await startedApi();
});
afterEach(() => api.app.close());

async function post(payload: object, key?: string, subject = 'ann') {
  const headers = {
    authorization: `Bearer ${await api.token('bettor', subject)}`,
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  };
  return api.app.inject({ method: 'POST', url: '/v1/bets', headers, payload });
}

async function get(url: string, subject = 'ann') {
  const headers = { authorization: `Bearer ${await api.token('bettor', subject)}` };
  return api.app.inject({ url, headers });
}

describe('a ticket that is decided in time', () => {
  it.each<{ payload: object; status: string }>`
    payload    | status
    ${ticket}  | ${'ACCEPTED'}
    ${tooMuch} | ${'REJECTED'}
  `('is answered 201 $status, with its place', async ({ payload, status }) => {
    const reply = await post(payload, 'k1');
    const id = commandIdOf(account, 'k1');
    expect(reply.statusCode).toBe(201);
    expect(TicketAnswer.parse(reply.json())).toMatchObject({ ticketId: id, status });
    expect(reply.headers).toMatchObject({
      location: `/v1/tickets/${id}`,
      'stakelog-position': `b${partition}:1`,
      'content-type': 'application/json; charset=utf-8',
    });
    expect((await get(`/v1/tickets/${id}`)).body).toBe(reply.body);
  });

  it('is answered with the same bytes as often as it is sent', async () => {
    const first = await post(ticket, 'k1');
    await post(ticket, 'other');
    api.engine.nowMs += 5_000;
    const again = await post(ticket, 'k1');
    expect(again.statusCode).toBe(201);
    expect(again.body).toBe(first.body);
    expect(again.headers['stakelog-position']).toBe(first.headers['stakelog-position']);
    expect((await get('/v1/requests?key=k1')).body).toBe(first.body);
  });

  it('is answered 409 under the key of another body', async () => {
    await post(ticket, 'k1');
    const reply = await post(tooMuch, 'k1');
    expect(reply.statusCode).toBe(409);
    expect(reply.json()).toMatchObject({ type: '/problems/idempotency-key-reused' });
    expect((await get('/v1/requests?key=k1')).json()).toMatchObject({ status: 'ACCEPTED' });
  });

  it('keeps the keys of two accounts apart', async () => {
    expect((await post(ticket, 'k1', 'ann')).statusCode).toBe(201);
    expect((await post(tooMuch, 'k1', 'bob')).json()).toMatchObject({ status: 'REJECTED' });
  });

  it('tells two bodies under one key apart when one batch decides both', async () => {
    api.engine.atOnce = false;
    const asked = [post(ticket, 'k1'), post(tooMuch, 'k1')];
    await until(() => api.engine.commands.length === 2);
    api.engine.atOnce = true;
    api.engine.decide();
    const replies = await Promise.all(asked);
    const [first] = api.engine.commands;
    const taken = first?.type === 'PlaceBets' && first.bets[0]?.stake === 1_000 ? 0 : 1;
    expect(replies[taken]?.statusCode).toBe(201);
    expect(replies[1 - taken]?.statusCode).toBe(409);
  });
});

describe('a ticket that is not decided in time', () => {
  it('is answered 202, and its status URL ends in the answer', async () => {
    api.engine.atOnce = false;
    const reply = await post(ticket, 'k1');
    const { statusUrl } = Waiting.parse(reply.json());
    expect([reply.statusCode, reply.headers.location]).toEqual([202, statusUrl]);
    expect((await get(String(statusUrl))).statusCode).toBe(202);
    api.engine.decide();
    const answer = await get(String(statusUrl));
    expect(answer.statusCode).toBe(200);
    expect(TicketAnswer.parse(answer.json()).status).toBe('ACCEPTED');
  });

  it('is answered 202 while it is held, a repeat too, and 200 with the decision after it', async () => {
    const first = await post(late, 'k1');
    const again = await post(late, 'k1');
    const url = `/v1/tickets/${commandIdOf(account, 'k1')}`;
    for (const reply of [first, again]) {
      expect([reply.statusCode, reply.headers.location]).toEqual([202, url]);
      expect(reply.json()).toMatchObject({ status: 'HELD' });
    }
    expect((await get(url)).statusCode).toBe(202);
    api.engine.endHold(partition, commandIdOf(account, 'k1'));
    const answer = await get(url);
    expect(shown(answer)).toMatchObject({ code: 200, status: 'ACCEPTED' });
    expect((await post(late, 'k1')).body).toBe(answer.body);
  });
});

describe('an append that goes wrong', () => {
  it('is tried again, and decided once', async () => {
    api.engine.troubles.push('taken-unsaid', 'lost');
    const reply = await post(ticket, 'k1');
    expect(shown(reply)).toMatchObject({ code: 201, status: 'ACCEPTED' });
    expect(api.engine.commands).toHaveLength(2);
  });

  it('is 503 where it is certain that nothing was sent', async () => {
    api.engine.troubles.push(...Array<'unsent'>(50).fill('unsent'));
    const reply = await post(ticket, 'k1');
    expect(reply.statusCode).toBe(503);
    expect(reply.headers['retry-after']).toBe('1');
    expect(reply.json()).toMatchObject({ type: '/problems/log-unavailable' });
  });

  it('is 202 where it is not, until the time of the partition has passed its end: 404', async () => {
    api.engine.troubles.push(...Array<'lost'>(50).fill('lost'));
    const reply = await post(ticket, 'k1');
    expect(reply.statusCode).toBe(202);
    const { statusUrl = '', expiresAtMs = 0 } = Waiting.parse(reply.json());
    api.engine.nowMs = expiresAtMs;
    api.engine.decide([partition]);
    expect((await get(statusUrl)).statusCode).toBe(202);
    api.engine.nowMs = expiresAtMs + 1;
    api.engine.decide([partition]);
    const ended = await get(statusUrl);
    expect(ended.statusCode).toBe(404);
    expect(ended.json()).toMatchObject({ type: '/problems/request-not-received' });
  });

  it('never says 404 while a command of the account waits undecided', async () => {
    const { statusUrl, expiresAtMs } = await lost();
    api.engine.nowMs = expiresAtMs + 1;
    api.engine.atOnce = false;
    api.engine.decide([partition]);
    const [waiting] = [post(ticket, 'k2')];
    await until(() => api.engine.commands.length === 1);
    expect((await get(statusUrl)).statusCode).toBe(202);
    api.engine.decide();
    expect((await get(statusUrl)).statusCode).toBe(404);
    await waiting;
  });

  it('never says 404 while the read model may still know of it', async () => {
    const { statusUrl, expiresAtMs } = await lost();
    api.engine.nowMs = expiresAtMs + 1;
    api.engine.decide([partition]);
    api.models.nextOffset = 0;
    const behind = await get(statusUrl);
    expect(shown(behind)).toMatchObject({ code: 503, type: '/problems/read-model-behind' });
    api.models.nextOffset = 9;
    api.models.away = true;
    const away = await get(statusUrl);
    expect(shown(away)).toMatchObject({ code: 503, type: '/problems/read-model-rebuilding' });
    api.models.away = false;
    const commandId = commandIdOf(account, 'k1');
    const stored = { commandId, accountId: account, state: 'final', body: '{"x":1}' } as const;
    api.models.answers.set(commandId, { ...stored, decidedAtMs: utcMs(expiresAtMs), asOf: 'b1:2' });
    const known = await get(statusUrl);
    expect([known.statusCode, known.body]).toEqual([200, '{"x":1}']);
  });
});

describe('a ticket of the wrong form', () => {
  it.each<{ change: object; path: string; code: string }>`
    change                                                      | path                               | code
    ${{ bonus: 'please' }}                                      | ${'bonus'}                         | ${'invalid-request'}
    ${{ bets: [{ ...bet, stake: 10.5 }] }}                      | ${'bets.0.stake'}                  | ${'invalid-amount'}
    ${{ bets: [{ ...bet, stake: -1 }] }}                        | ${'bets.0.stake'}                  | ${'invalid-amount'}
    ${{ bets: [{ ...bet, stake: 2 ** 53 }] }}                   | ${'bets.0.stake'}                  | ${'invalid-amount'}
    ${{ bets: [{ ...bet, positions: [{ selections: [1] }] }] }} | ${'bets.0.positions.0.selections'} | ${'invalid-request'}
    ${{ bets: times(51, bet) }}                                 | ${'bets'}                          | ${'invalid-request'}
    ${{ selections: times(64, selection) }}                     | ${'selections'}                    | ${'invalid-request'}
    ${{ selections: [{ ...selection, odds: 10_099 }] }}         | ${'selections.0.odds'}             | ${'invalid-request'}
    ${{ selections: [] }}                                       | ${'selections'}                    | ${'invalid-request'}
  `('is 400 $code at "$path"', async ({ change, path, code }) => {
    const reply = await post({ ...ticket, ...change }, 'k1');
    expect(reply.statusCode).toBe(400);
    const { type, errors = [] } = Shown.parse(shown(reply));
    expect(type).toBe(`/problems/${code}`);
    expect(errors.map((error) => error.path)).toContain(path);
    expect(api.engine.commands).toHaveLength(0);
  });

  it.each<{ key: string | undefined; code: string }>`
    key                  | code
    ${undefined}         | ${'idempotency-key-missing'}
    ${'k'.repeat(129)}   | ${'invalid-request'}
    ${'two words'}       | ${'invalid-request'}
    ${'stakelog:my-own'} | ${'invalid-request'}
  `('is 400 $code under the key $key', async ({ key, code }) => {
    const reply = await post(ticket, key);
    expect(reply.statusCode).toBe(400);
    expect(reply.json()).toMatchObject({ type: `/problems/${code}` });
    expect(api.engine.commands).toHaveLength(0);
  });
});

it('hides the tickets of others', async () => {
  await post(ticket, 'k1');
  const url = `/v1/tickets/${commandIdOf(account, 'k1')}`;
  expect((await get(url, 'bob')).statusCode).toBe(404);
});

it('hashes what was sent, and keeps its own times out of the hash', async () => {
  await post(ticket, 'k1');
  await post(ticket, 'k2');
  await post({ ...ticket, requestedAtMs: 1_790_000_000_000 }, 'k3');
  const [a, b, c] = api.engine.commands;
  expect(a?.bodyHash).toBe(b?.bodyHash);
  expect(a?.bodyHash).not.toBe(c?.bodyHash);
  expect(c?.requestedAtMs).toBe(1_790_000_000_000);
  expect(a?.actor).toEqual({ kind: 'BETTOR', id: 'ann' });
});

async function until(holds: () => boolean) {
  const deadline = performance.now() + 2_000;
  while (!holds() && performance.now() < deadline) await new Promise(setImmediate);
  expect(holds()).toBe(true);
}

async function lost() {
  api.engine.troubles.push(...Array<'lost'>(10).fill('lost'));
  const { statusUrl = '', expiresAtMs = 0 } = Waiting.parse((await post(ticket, 'k1')).json());
  api.engine.troubles.length = 0;
  return { statusUrl, expiresAtMs };
}
