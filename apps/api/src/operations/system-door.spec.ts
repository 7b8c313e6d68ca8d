import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { httpSystemDoor } from './system-door';

const asked: { url: string | undefined; token: string | undefined; body: string }[] = [];
const servers: Server[] = [];
let stopped = '';
let deciding = '';

/** An app that answers everything alike. */
async function app(status: number, body: object): Promise<string> {
  const server = createServer((request, response) => {
    void request.toArray().then((chunks) => {
      const { url, headers } = request;
      asked.push({ url, token: headers.authorization, body: Buffer.concat(chunks).toString() });
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

beforeAll(async () => {
  stopped = await app(202, { partition: 3, accepted: 'bet.commands/3/17' });
  deciding = await app(409, { type: '/problems/not-stopped' });
});
afterAll(() => {
  for (const server of servers) server.close();
});

const nobody = { app: 'decider', url: 'http://127.0.0.1:1' };
const order = { actor: 'olga', reason: 'power loss' };

it('finds the decider that waits among those that do not, or do not answer', async () => {
  const addresses = [nobody, { app: 'decider', url: deciding }, { app: 'decider', url: stopped }];
  asked.length = 0;
  const door = httpSystemDoor([...addresses, { app: 'feed', url: stopped }], 'secret');
  expect(await door.acceptRewind(3, order)).toBe('bet.commands/3/17');
  expect(asked).toHaveLength(2);
  for (const { url, token, body } of asked) {
    expect(url).toBe('/internal/partitions/3/accept-rewind');
    expect(token).toBe('Bearer secret');
    expect(JSON.parse(body)).toEqual(order);
  }
});

it('says that nothing waits, or that nobody answers', async () => {
  const decided = httpSystemDoor([{ app: 'decider', url: deciding }, nobody], 'secret');
  await expect(decided.acceptRewind(3, order)).rejects.toMatchObject({ code: 'not-stopped' });
  const away = httpSystemDoor([nobody], 'secret');
  await expect(away.acceptRewind(3, order)).rejects.toMatchObject({ code: 'decider-unavailable' });
});

it('shows each app as it answers, and the one that does not', async () => {
  const door = httpSystemDoor([{ app: 'feed', url: stopped }, nobody], 'secret');
  expect(await door.health()).toMatchObject([
    { app: 'feed', ready: true, said: { partition: 3 } },
    { app: 'decider', ready: false, said: expect.stringContaining('no answer') },
  ]);
});
