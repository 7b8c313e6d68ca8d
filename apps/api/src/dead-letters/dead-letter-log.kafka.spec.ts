import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { topicNames, utcMs } from '@stakelog/contracts';
import { connectCodec, fetchRanges, kafkaLog, type Codec } from '@stakelog/kafka';
import { createLogger, Health } from '@stakelog/runtime';
import { randomUUID } from 'node:crypto';
import { openDeadLetterLog } from './kafka-dead-letter-log';

const brokers = (process.env['KAFKA_BROKERS'] ?? '').split(',');
const connection = { brokers, clientId: 'dead-letters-spec' };
const log = kafkaLog(connection);
const appender = log.openAppender('dead.letters');
const run = randomUUID().slice(0, 8);
const health = new Health();
let codec: Codec;

beforeAll(async () => {
  codec = await connectCodec(process.env['SCHEMA_REGISTRY_URL'] ?? '', topicNames);
}, 60_000);
afterAll(() => appender.close());

async function open() {
  const { start = 0 } = (await fetchRanges(connection, 'dead.letters')).get(0) ?? {};
  const logger = createLogger('spec', 'silent');
  const dependency = health.dependency(randomUUID(), 'optional');
  return openDeadLetterLog({ log, codec, from: start, logger, health: dependency });
}

async function put(value: Buffer): Promise<number> {
  const sent = await appender.append(0, [{ key: null, value }]);
  if (sent.status === 'unknown') throw new Error(sent.cause);
  return sent.baseOffset;
}

const letter = (source: string, original: Buffer) =>
  codec.encode('dead.letters', {
    type: 'DeadLetter',
    source,
    code: 'TRUNCATED',
    detail: 'cut',
    reportedBy: 'decider',
    reportedAtMs: utcMs(1),
    originalKey: null,
    original,
  });

const resolution = (source: string) => ({
  type: 'DeadLetterResolved' as const,
  source,
  action: 'RETRIED' as const,
  actor: 'olga',
  reason: 'because',
  resolvedAtMs: utcMs(2),
  positions: ['c1:2'],
});

it('lists what the topic holds, reads bytes on demand, and knows after a restart what was done', async () => {
  const source = `bet.commands/1/${run}`;
  const original = Buffer.alloc(2 * 1_048_576, 7);
  const offset = await put(letter(source, original));
  await put(Buffer.from('no letter'));
  await put(letter(`${source}-open`, Buffer.from('x')));
  const first = await open();
  await first.resolve(resolution(source));
  expect(first.index.get(source)).toMatchObject({
    letterOffset: offset,
    resolution: { action: 'RETRIED', actor: 'olga', positions: ['c1:2'] },
  });
  const read = await first.letterAt(offset);
  expect(Buffer.from(read?.original ?? []).equals(original)).toBe(true);
  expect(await first.letterAt(1_000_000_000)).toBeUndefined();
  await first.close();

  const second = await open();
  await second.resolve(resolution(`${source}-none`));
  expect(second.index.get(source)?.resolution?.actor).toBe('olga');
  expect(second.index.get(`${source}-open`)?.resolution).toBeNull();
  const said = Object.values(health.readiness().dependencies).map(({ detail = '' }) => detail);
  expect(said.join()).toContain('is unreadable: the list lacks it');
  await second.close();
}, 60_000);
