import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startedApi, type StartedApi } from '../testing/started-api';

let api: StartedApi;
beforeAll(async () => void (api = await startedApi()));
beforeEach(() => void api.acts.splice(0));
afterAll(() => api.app.close());

const policy = { levels: [{ level: 'GLOBAL', stakeMax: 100 }], baseCurrency: 'EUR', rates: [] };

async function ask(method: 'PUT' | 'POST', url: string, scope: string, payload: object) {
  const headers = { authorization: `Bearer ${await api.token(scope, 'tom')}` };
  const { statusCode, body } = await api.app.inject({ method, url, headers, payload });
  return { statusCode, body };
}

describe('what traders do', () => {
  it('hands the trading limits on whole, with who changed them', async () => {
    expect(await ask('PUT', '/v1/limit-policy', 'trader', policy)).toEqual({
      statusCode: 201,
      body: '{"position":"o1:2"}',
    });
    expect(api.acts).toEqual([{ ...policy, actor: 'tom' }]);
  });

  it.each([
    ['a bettor', 'bettor', policy, 403],
    ['no levels', 'trader', { ...policy, levels: [] }, 400],
    ['a level nobody knows', 'trader', { ...policy, levels: [{ level: 'GALAXY' }] }, 400],
  ])('hands nothing on: %s', async (_, scope, body, status) => {
    expect(await ask('PUT', '/v1/limit-policy', scope, body)).toMatchObject({ statusCode: status });
    expect(api.acts).toEqual([]);
  });

  it('hands an action on with its reason and who asked', async () => {
    const asked = await ask('POST', '/v1/markets/m1/suspend', 'trader', { reason: 'injury' });
    expect(asked.statusCode).toBe(201);
    expect(api.acts).toEqual([
      { marketId: 'm1', action: 'suspend', reason: 'injury', actor: 'tom' },
    ]);
  });
});
