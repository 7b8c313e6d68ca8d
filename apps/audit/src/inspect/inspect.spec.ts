import { expect, it } from '@jest/globals';
import { utcMs } from '@stakelog/contracts';
import type { LogRecord } from '@stakelog/kafka';
import type { RecordedLog } from '../log/recorded-log';
import { Output } from '../report/output';
import { codec } from '../testing/synthetic-log';
import { parseCoordinate } from './coordinate';
import { listDeadLetters, showDeadLetter } from './dead-letters';
import { inspect } from './inspect';

class Printed extends Output {
  readonly values: unknown[] = [];
  override async value(value: unknown): Promise<void> {
    this.values.push(value);
  }
}

/** One partition of some topic. */
function logOf(values: readonly (Buffer | null)[]): RecordedLog {
  const records = values.map((value, offset): LogRecord => ({
    partition: 0,
    offset,
    appendedAtMs: 1_000,
    key: Buffer.from('k'),
    value,
    headers: { traceparent: Buffer.from('00-ab') },
  }));
  return {
    ranges: async () => new Map([[0, { start: 0, end: records.length }]]),
    async *read(_topic, _partition, from, until) {
      yield records.slice(from, until);
    },
    follow: () => {
      throw new Error('not followed');
    },
  };
}

const letter = (source: string) =>
  codec.encode('dead.letters', {
    type: 'DeadLetter',
    source,
    code: 'TRUNCATED',
    detail: 'cut',
    reportedBy: 'decider',
    reportedAtMs: utcMs(1),
    originalKey: null,
    original: Buffer.from([9]),
  });
const discarded = codec.encode('dead.letters', {
  type: 'DeadLetterResolved',
  source: 'odds.events/1/2',
  action: 'DISCARDED',
  actor: 'olga',
  reason: 'a test',
  resolvedAtMs: utcMs(2),
  positions: [],
});

it('shows a poisoned record raw, why nobody reads it, and what stands around it', async () => {
  const good = letter('bet.commands/0/1');
  const log = logOf([good, good, Buffer.from('poison'), null, good]);
  const out = new Printed(true);
  const at = { topic: 'dead.letters', partition: 0, offset: 2 } as const;
  expect(await inspect({ log, codec }, at, out)).toBe(false);
  expect(out.values).toMatchObject([
    {
      at: 'dead.letters/0/2',
      key: 'k',
      headers: { traceparent: '00-ab' },
      bytes: 6,
      hex: '706f69736f6e',
      decoded: null,
      error: expect.stringContaining('undecodable'),
      around: [
        { offset: 0, type: 'DeadLetter' },
        { offset: 1, type: 'DeadLetter' },
        { offset: 2, error: expect.any(String) },
        { offset: 3, error: expect.any(String) },
        { offset: 4, type: 'DeadLetter' },
      ],
    },
  ]);
  expect(await inspect({ log, codec }, { ...at, offset: 4 }, new Printed(true))).toBe(true);
  const beyond = inspect({ log, codec }, { ...at, offset: 5 }, out);
  await expect(beyond).rejects.toMatchObject({ exitCode: 65 });
});

it('lists each dead letter once, and shows the newest copy', async () => {
  const log = logOf([
    letter('bet.commands/0/1'),
    letter('odds.events/1/2'),
    letter('bet.commands/0/1'),
    discarded,
  ]);
  const all = new Printed(true);
  const any = { topic: undefined, cause: undefined, open: undefined };
  expect(await listDeadLetters({ log, codec }, any, all)).toBe(false);
  expect(all.values).toMatchObject([
    { source: 'bet.commands/0/1', reports: 2, resolution: null },
    { source: 'odds.events/1/2', resolution: { action: 'DISCARDED', actor: 'olga' } },
  ]);
  const open = new Printed(true);
  await listDeadLetters({ log, codec }, { ...any, open: true }, open);
  expect(open.values).toHaveLength(1);
  const shown = new Printed(true);
  await showDeadLetter({ log, codec }, 'bet.commands/0/1', shown);
  expect(shown.values).toMatchObject([{ at: 'dead.letters/0/2' }]);
  await expect(showDeadLetter({ log, codec }, 'x/1/1', shown)).rejects.toMatchObject({
    exitCode: 65,
  });
});

it.each([
  ['bet.events/3/117', { topic: 'bet.events', partition: 3, offset: 117 }],
  ['b3:117', { topic: 'bet.events', partition: 3, offset: 117 }],
  ['bet.events/12/1', undefined],
  ['bets/1/1', undefined],
  ['bet.events/1/-1', undefined],
])('reads the coordinate %s', (text, position) => {
  expect(parseCoordinate(text)).toEqual(position);
});
