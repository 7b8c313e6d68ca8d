import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { accountId, utcMs, type OpenAccount } from '@stakelog/contracts';
import { DeadLetterDesk } from './dead-letter-desk';
import { startedApi, type StartedApi } from '../testing/started-api';

let api: StartedApi;
beforeAll(async () => void (api = await startedApi()));
afterAll(() => api.app.close());

const command: OpenAccount = {
  type: 'OpenAccount',
  commandId: 'open',
  accountId: accountId('a'),
  idempotencyKey: 'open',
  bodyHash: 'ab'.repeat(32),
  actor: { kind: 'BETTOR', id: 'a' },
  requestedAtMs: utcMs(1_000),
  expiresAtMs: utcMs(16_000),
  currency: 'EUR',
  jurisdiction: 'DE',
};

type Answer = Record<string, unknown> & { items: Record<string, unknown>[] };

async function ask(method: 'GET' | 'POST', url: string, payload?: object, subject = 'olga') {
  const headers = { authorization: `Bearer ${await api.token('operator', subject)}` };
  const reply = await api.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  return { status: reply.statusCode, body: reply.json<Answer>() };
}
const at = (coordinate: string, act = '') =>
  `/v1/ops/dead-letters/${encodeURIComponent(coordinate)}${act}`;

describe('dead letters', () => {
  it('are listed once each, through filters and pages, oldest first', async () => {
    for (const offset of [1, 2, 3])
      api.letters.report(`bet.commands/0/${offset}`, Buffer.from([9]));
    api.letters.report('bet.commands/0/1', Buffer.from([9]));
    api.letters.report('odds.events/4/1', Buffer.from([9]), 'BAD_MAGIC_BYTE');
    const query = '/v1/ops/dead-letters?topic=bet.commands&cause=TRUNCATED&open=true&limit=2';
    const first = await ask('GET', query);
    expect(first.body.items).toMatchObject([
      { coordinate: 'bet.commands/0/1', reports: 2, letter: 'd0:3', resolution: null },
      { coordinate: 'bet.commands/0/2', reports: 1 },
    ]);
    const second = await ask('GET', `${query}&cursor=${String(first.body['next'])}`);
    expect(second.body.items).toMatchObject([{ coordinate: 'bet.commands/0/3' }]);
    expect(second.body['next']).toBeUndefined();
    expect((await ask('GET', '/v1/ops/dead-letters?cause=NO_SUCH')).status).toBe(400);
  });

  it('are shown with their bytes and what a reader makes of them today', async () => {
    api.letters.report('bet.commands/1/1', Buffer.from('hello'), 'BAD_MAGIC_BYTE');
    expect(await ask('GET', at('bet.commands/1/1'))).toMatchObject({
      status: 200,
      body: {
        cause: 'BAD_MAGIC_BYTE',
        original: { bytes: 5, hex: '68656c6c6f', text: 'hello', decoded: null },
      },
    });
    const value = api.engine.encoder.encode('bet.commands', command);
    api.letters.report('bet.commands/1/2', value, 'SCHEMA_UNKNOWN');
    expect(await ask('GET', at('bet.commands/1/2'))).toMatchObject({
      body: { original: { schema: 'OpenAccount', decoded: { commandId: 'open' }, error: null } },
    });
    expect((await ask('GET', at('bet.commands/9/9'))).status).toBe(404);
  });

  it('go back into bet.commands repaired, once, however often they are retried', async () => {
    const source = 'bet.commands/2/1';
    api.letters.report(source, Buffer.from([9]));
    const order = { reason: 'cut short by a proxy', record: command };
    const [first, second] = await Promise.all([
      ask('POST', at(source, '/retry'), order),
      ask('POST', at(source, '/retry'), order, 'otto'),
    ]);
    expect(first).toMatchObject({
      status: 201,
      body: { action: 'RETRIED', actor: 'olga', positions: [expect.stringMatching(/^c\d+:\d+$/)] },
    });
    expect(second).toEqual(first);
    expect(await ask('POST', at(source, '/retry'), order)).toEqual(first);
    expect(api.engine.commands).toEqual([command]);
    expect(api.letters.records.filter(({ type }) => type === 'DeadLetterResolved')).toHaveLength(1);
    expect(await ask('POST', at(source, '/discard'), { reason: 'no' })).toMatchObject({
      status: 409,
      body: { type: '/problems/dead-letter-resolved' },
    });
    expect((await ask('GET', at(source))).body['resolution']).toEqual(first.body);
  });

  it('are resolved once by two who ask in the same moment', async () => {
    const source = 'bet.commands/2/9';
    api.letters.report(source, api.engine.encoder.encode('bet.commands', command));
    const desk = api.app.get(DeadLetterDesk);
    const before = api.engine.commands.length;
    const [first, second] = await Promise.all(
      ['olga', 'otto'].map((actor) => desk.retry(source, undefined, { actor, reason: 'now' })),
    );
    expect(second).toEqual(first);
    expect(api.engine.commands).toHaveLength(before + 1);
  });

  it('go back as they are where a reader takes them by now, and are refused where it does not', async () => {
    api.letters.report('bet.commands/2/2', api.engine.encoder.encode('bet.commands', command));
    const asItIs = { reason: 'the registry is back' };
    expect((await ask('POST', at('bet.commands/2/2', '/retry'), asItIs)).status).toBe(201);
    api.letters.report('bet.commands/2/3', Buffer.from([9]));
    const before = api.engine.commands.length;
    for (const body of [asItIs, { ...asItIs, record: { type: 'Nonsense' } }])
      expect(await ask('POST', at('bet.commands/2/3', '/retry'), body)).toMatchObject({
        status: 400,
        body: { errors: [{ path: 'record' }] },
      });
    const misspelt = { ...asItIs, record: { ...command, curency: 'EUR' } };
    expect(await ask('POST', at('bet.commands/2/3', '/retry'), misspelt)).toMatchObject({
      body: { errors: [{ path: 'record.curency' }] },
    });
    expect(api.engine.commands).toHaveLength(before);
    expect((await ask('GET', at('bet.commands/2/3'))).body['resolution']).toBeNull();
  });

  it('of the feed go through the feed, whole, with who sent them', async () => {
    const fact = { type: 'ProducerDown', producerId: 'acme', sourceId: '1', reason: 'x' };
    api.letters.report('feed/acme.jsonl/17', Buffer.from(JSON.stringify(fact)), 'FACT_INVALID');
    expect(await ask('POST', at('feed/acme.jsonl/17', '/retry'), { reason: 'now' })).toMatchObject({
      status: 201,
      body: { positions: ['o1:2'] },
    });
    expect(api.acts).toEqual([
      { actor: 'olga', reason: 'now', source: 'feed/acme.jsonl/17', facts: [fact] },
    ]);
  });

  it('show the feed’s refusal with the paths of the caller', async () => {
    api.letters.report('feed/acme.jsonl/18', Buffer.from('{'), 'LINE_MALFORMED');
    const path = at('feed/acme.jsonl/18', '/retry');
    expect((await ask('POST', path, { reason: 'as it is' })).status).toBe(400);
    const body = JSON.stringify({
      type: '/problems/invalid-request',
      instance: '/internal/dead-letters/retry',
      errors: [{ path: '0.sport', code: 'INVALID_FORMAT' }],
    });
    const contentType = 'application/problem+json';
    const refusing = jest.spyOn(api.feed, 'retry');
    refusing.mockResolvedValueOnce({ status: 400, contentType, body });
    const refused = await ask('POST', path, { reason: 'r', record: {} });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ path: 'record.0.sport' }] } });
    expect(JSON.stringify(refused.body)).not.toContain('internal');
  });

  it('are discarded with a reason only, and stay open while the log takes nothing', async () => {
    api.letters.report('bet.commands/3/1', Buffer.from([9]));
    const path = at('bet.commands/3/1', '/discard');
    for (const body of [{}, { reason: '' }])
      expect((await ask('POST', path, body)).status).toBe(400);
    api.letters.away = true;
    expect((await ask('POST', path, { reason: 'a test' })).status).toBe(503);
    api.letters.away = false;
    expect((await ask('GET', at('bet.commands/3/1'))).body['resolution']).toBeNull();
    const discarded = await ask('POST', path, { reason: 'a test' });
    expect(discarded).toMatchObject({ status: 201, body: { action: 'DISCARDED', positions: [] } });
    expect(await ask('POST', path, { reason: 'again' })).toEqual(discarded);
  });
});
