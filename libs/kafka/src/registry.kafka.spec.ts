import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { accountId, minorUnits, topicNames, type BetEvent } from '@stakelog/contracts';
import { beforeAll, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeLearning, messageNames, type Codec } from './codec';
import { connectCodec } from './registry';

const url = process.env['SCHEMA_REGISTRY_URL'] ?? '';

const deposited: BetEvent = {
  type: 'FundsDeposited',
  accountId: accountId('aaaabbbbccccdddd'),
  commandId: 'c',
  bodyCheck: 7,
  amount: minorUnits(5),
  paymentRef: 'p',
  postings: [],
};

let codec: Codec;
beforeAll(async () => {
  const args = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', 'tools/set-up.mts', '--schemas'];
  execFileSync(process.execPath, args, { stdio: 'pipe' });
  codec = await connectCodec(url);
}, 60_000);

it('writes what the Confluent client reads, and reads what it writes', async () => {
  const { type: _, ...content } = deposited;
  const client = new SchemaRegistry({ host: url });
  const bytes = codec.encode('bet.events', deposited);
  expect(await client.decode(bytes)).toEqual(content);
  const theirs = await client.encode(bytes.readInt32BE(1), content);
  expect(codec.decode('bet.events', theirs)).toEqual(deposited);
});

it('finds out that the registry does not know an id', async () => {
  const strange = Buffer.from([0, 0x7f, 0, 0, 1, 0]);
  await expect(decodeLearning(codec, 'bet.commands', strange)).rejects.toMatchObject({
    reason: 'SCHEMA_UNKNOWN',
  });
});

it('knows every message without a question after its start', async () => {
  const questions: string[] = [];
  const server = createServer((request, response) => {
    questions.push(request.url ?? '');
    response.setHeader('content-type', 'application/json');
    const compatibilityLevel = 'FULL_TRANSITIVE';
    response.end(JSON.stringify({ id: questions.length, compatibilityLevel }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const counting = await connectCodec(`http://127.0.0.1:${port}`);
  expect(questions).toHaveLength(messageNames(topicNames).length + 1);
  expect(counting.decode('bet.events', counting.encode('bet.events', deposited))).toEqual(
    deposited,
  );
  expect(questions).toHaveLength(messageNames(topicNames).length + 1);
  server.close();
});

it.each<{ title: string; level: string; schema: object; told: string }>`
  title                          | level                | schema                               | told
  ${'another compatibility'}     | ${'NONE'}            | ${{}}                                | ${'is NONE, not FULL_TRANSITIVE'}
  ${'another text of a subject'} | ${'FULL_TRANSITIVE'} | ${{ type: 'record', name: 'Other' }} | ${'- "name": "Other"'}
`('refuses $title, and shows the difference', async ({ level, schema, told }) => {
  const registry = createServer((request, response) => {
    const asks = request.url ?? '';
    const isOther = 'name' in schema;
    if (asks.endsWith('/config'))
      return response.end(JSON.stringify({ compatibilityLevel: level }));
    if (asks.endsWith('/latest'))
      return response.end(JSON.stringify({ schema: JSON.stringify(schema) }));
    response.statusCode = isOther ? 404 : 200;
    return response.end(JSON.stringify({ id: 1 }));
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  const { port } = registry.address() as AddressInfo;
  const refused = connectCodec(`http://127.0.0.1:${port}`, ['dead.letters'], 100);
  await expect(refused).rejects.toMatchObject({
    code: 'registry_differs',
    detail: expect.stringContaining(told) as unknown,
  });
  registry.close();
});

it('names the address that does not answer, and the subject that is missing', async () => {
  const nowhere = 'http://127.0.0.1:1';
  await expect(connectCodec(nowhere, ['bet.events'], 100)).rejects.toThrow(nowhere);
  const empty = createServer((_, response) => {
    response.statusCode = 404;
    response.end(JSON.stringify({ error_code: 40401, message: 'Subject not found.' }));
  });
  await new Promise<void>((resolve) => empty.listen(0, '127.0.0.1', resolve));
  const { port } = empty.address() as AddressInfo;
  await expect(
    connectCodec(`http://127.0.0.1:${port}`, ['dead.letters'], 100),
  ).rejects.toMatchObject({
    code: 'unregistered',
    detail: expect.stringContaining('dead.letters-stakelog.dead.letters.DeadLetter') as unknown,
  });
  empty.close();
});
