import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fixtureId, utcMs } from '@stakelog/contracts';
import { createServer } from 'node:http';
import { httpRecoveryRequests, recover, RecoveryRefused } from './recovery-requests';

const asked: string[] = [];
const server = createServer(({ method, url, headers }, answer) => {
  asked.push(`${method} ${url} ${String(headers['x-access-token'])}`);
  answer.writeHead(headers['x-access-token'] === 'secret' ? 202 : 403).end('<response/>');
});
let origin = '';

beforeAll(async () => {
  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', () => listening.resolve());
  await listening.promise;
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => {
  server.close();
});

describe('a recovery', () => {
  const wish = { product: '3', requestId: 7, fixtures: [fixtureId('sr:match:1')] };

  it('asks once for states and results since a moment', async () => {
    asked.length = 0;
    const requests = httpRecoveryRequests({ origin, accessToken: 'secret', nodeId: 4 });
    await recover(requests, { ...wish, afterMs: utcMs(1_500) });
    expect(asked).toEqual([
      'POST /v1/pre/recovery/initiate_request?after=1500&request_id=7&node_id=4 secret',
    ]);
  });

  it('asks for the results of each fixture as well where no moment can be named', async () => {
    asked.length = 0;
    await recover(httpRecoveryRequests({ origin, accessToken: 'secret' }), {
      ...wish,
      afterMs: null,
    });
    expect(asked).toEqual([
      'POST /v1/pre/recovery/initiate_request?request_id=7 secret',
      'POST /v1/pre/stateful_messages/events/sr%3Amatch%3A1/initiate_request?request_id=7 secret',
    ]);
  });

  it('is refused where the API says no, or nothing', async () => {
    const wrong = httpRecoveryRequests({ origin, accessToken: 'wrong' });
    await expect(recover(wrong, { ...wish, afterMs: null })).rejects.toThrow(RecoveryRefused);
    const nobody = httpRecoveryRequests({ origin: 'http://127.0.0.1:1', accessToken: '' });
    await expect(recover(nobody, { ...wish, afterMs: null })).rejects.toThrow('no answer');
  });
});
