/**
 * The rows "HTTP" of the bad-input table at every route of the api that takes a body: problem details with a path,
 * 413 above 16 KiB, and nothing appended, whatever is sent.
 */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { routeTable } from '../../apps/api/src/route-table';
import { startedApi, type StartedApi } from '../../apps/api/src/testing/started-api';

let api: StartedApi;
beforeAll(async () => void (api = await startedApi(50, 1_000_000)));
afterAll(() => api.app.close());

const writing = routeTable.filter(({ body, access }) => body !== undefined && access !== 'public');
const routes = writing.map((route) => [`${route.method} ${route.path}`, route] as const);

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const payloads = [
  ['no JSON', '{"reason":', 400],
  ['an empty body', '', 400],
  ['null', 'null', 400],
  ['an array', '[]', 400],
  ['a text', '"text"', 400],
  ['an unknown field alone', '{"noSuchField":1}', 400],
  ['a prototype', '{"__proto__":{"admin":true}}', 400],
  ['deep nesting', nested(5_000), 400],
  ['more than 16 KiB', JSON.stringify({ reason: 'x'.repeat(17_000) }), 413],
] as const;

it.each(routes)(
  '%s refuses what is no request of its own, and appends nothing',
  async (_, route) => {
    const scope = route.access === 'public' ? 'bettor' : route.access[0];
    const authorization = `Bearer ${await api.token(scope)}`;
    const before = { commands: api.engine.commands.length, acts: api.acts.length };
    for (const [title, payload, status] of payloads) {
      const reply = await api.app.inject({
        method: route.method,
        url: route.path.replaceAll(/\{\w+\}/g, '1'),
        headers: { authorization, 'content-type': 'application/json', 'idempotency-key': 'k' },
        payload,
      });
      expect({ title, status: reply.statusCode }).toEqual({ title, status });
      expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(reply.json()).toMatchObject({ type: expect.stringMatching(/^\/problems\//), status });
      expect(reply.body).not.toMatch(/node_modules|\.ts:|at \w+ \(/);
    }
    expect({ commands: api.engine.commands.length, acts: api.acts.length }).toEqual(before);
  },
);

it.each([
  ['a float', '10.5'],
  ['a negative amount', '-1'],
  ['nothing', '0'],
  ['beyond 2^53 − 1', String(2 ** 53)],
  ['a text', '"100"'],
  ['infinite', '1e999'],
])('takes no money that is %s', async (_, amount) => {
  const reply = await api.app.inject({
    method: 'POST',
    url: '/v1/wallet/deposits',
    headers: {
      authorization: `Bearer ${await api.token('bettor')}`,
      'content-type': 'application/json',
      'idempotency-key': 'money',
    },
    payload: `{"amount":${amount}}`,
  });
  expect(reply.statusCode).toBe(400);
  expect(reply.json()).toMatchObject({
    type: '/problems/invalid-amount',
    errors: [{ path: 'amount' }],
  });
  expect(api.engine.commands).toEqual([]);
});
