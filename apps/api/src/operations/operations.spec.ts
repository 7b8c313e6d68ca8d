import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startedApi, type StartedApi } from '../testing/started-api';

let api: StartedApi;
beforeAll(async () => void (api = await startedApi()));
beforeEach(() => void api.acts.splice(0));
afterAll(() => api.app.close());

async function accept(partition: string, payload: object, scope = 'operator') {
  const headers = { authorization: `Bearer ${await api.token(scope, 'olga')}` };
  const url = `/v1/ops/partitions/${partition}/accept-rewind`;
  const { statusCode, body } = await api.app.inject({ method: 'POST', url, headers, payload });
  return { statusCode, body: JSON.parse(body) as object };
}

it('hands an acceptance on with who said so, and where to look', async () => {
  expect(await accept('3', { reason: 'power loss' })).toEqual({
    statusCode: 202,
    body: { accepted: 'bet.commands/3/17', progress: '/v1/ops/partitions' },
  });
  expect(api.acts).toEqual([{ partition: 3, actor: 'olga', reason: 'power loss' }]);
});

it.each([
  ['no reason', '3', {}, 'operator', 400],
  ['an empty reason', '3', { reason: '' }, 'operator', 400],
  ['an unknown field', '3', { reason: 'r', force: true }, 'operator', 400],
  ['no such partition', '12', { reason: 'r' }, 'operator', 400],
  ['no partition', 'all', { reason: 'r' }, 'operator', 400],
  ['a trader', '3', { reason: 'r' }, 'trader', 403],
])('hands nothing on: %s', async (_, partition, body, scope, statusCode) => {
  expect(await accept(partition, body, scope)).toMatchObject({ statusCode });
  expect(api.acts).toEqual([]);
});
