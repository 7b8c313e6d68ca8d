import { expect, test } from '@jest/globals';
import { utcMs } from '@stakelog/contracts';
import { memoryCodec, type AppendRecord, type OddsEventsReader } from '@stakelog/kafka';
import { FeedState } from './feed-state';
import { Sessions } from './sessions';

const codec = memoryCodec();
const partitions = [0, 1, 2];

/** Sessions whose appends are read back at once; those that `isLost` names are answered with nothing, and lost. */
function sessionsLosing(isLost: (partition: number, attempt: number) => boolean) {
  const opened: { partition: number; session: number }[] = [];
  const offsets = partitions.map(() => 0);
  let appends = 0;
  const take = (partition: number, { value }: AppendRecord) => {
    const fact = codec.decode('odds.events', value as Buffer);
    if (fact.type !== 'ProducerSessionOpened') throw new Error(fact.type);
    opened.push({ partition, session: fact.session });
    sessions.see(fact, 'session', partition);
    return (offsets[partition] = (offsets[partition] ?? 0) + 1) - 1;
  };
  const sessions = new Sessions({
    codec,
    partitions,
    state: new FeedState(),
    newWriter: () => 'feed-spec',
    clock: {
      nowMs: () => utcMs(1_000),
      monotonicMs: () => 0,
      sleep: async () => undefined,
      after: () => () => undefined,
      turn: async () => undefined,
    },
    appender: {
      append: async (partition, records) => {
        const attempt = Math.floor(appends++ / partitions.length) + 1;
        if (isLost(partition, attempt))
          return { status: 'unknown', cause: 'lost', bytesRefused: false };
        const [baseOffset = 0] = records.map((record) => take(partition, record));
        return { status: 'appended', baseOffset, appendedAtMs: 1_000 };
      },
    },
  });
  // A session reads only that its own records have come back.
  const reader = { waitForEnd: async () => undefined, waitFor: async () => undefined };
  return { sessions, opened, reader: reader as unknown as OddsEventsReader };
}

test('a session that did not open in every partition is not written in: the next one is (R1)', async () => {
  const { sessions, opened, reader } = sessionsLosing(
    (partition, attempt) => attempt === 1 && partition === 1,
  );
  await sessions.open(['p'], reader);
  expect(sessions.of('p')).toBe(2);
  expect(opened.filter(({ session }) => session === 2)).toHaveLength(partitions.length);
});

test('a session that opened everywhere is written in', async () => {
  const { sessions, reader } = sessionsLosing(() => false);
  await sessions.open(['p'], reader);
  expect(sessions.of('p')).toBe(1);
});
