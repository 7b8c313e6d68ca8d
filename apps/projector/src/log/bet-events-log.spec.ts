import { utcMs } from '@stakelog/contracts';
import { memoryCodec, type Log, type LogRecord } from '@stakelog/kafka';
import { expect, it } from '@jest/globals';
import { betEventsLog } from './bet-events-log';

const codec = memoryCodec();

/** A log of nothing but an epoch that this writer opened. */
function openedBy(writer: string): Log {
  const opened = { type: 'EpochOpened', epoch: 1, writer, rules: 2, limitsHash: '' } as const;
  const value = codec.encode('bet.events', { ...opened, openedAtMs: utcMs(1) });
  const at = { partition: 0, offset: 0, appendedAtMs: 1 };
  const record: LogRecord = { ...at, key: null, headers: {}, value };
  const recordAt = async (_topic: string, _partition: number, offset: number) =>
    offset === 0 ? record : undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `holds` asks of it
  return { recordAt } as Partial<Log> as Log;
}

it.each<{ log: string; writer: string; holds: boolean }>`
  log                                          | writer | holds
  ${'that it was made from'}                   | ${'a'} | ${true}
  ${'that another writer wrote since, as far'} | ${'b'} | ${false}
`('R5: a stored position says $holds of the log $log (F31)', async ({ writer, holds }) => {
  const log = betEventsLog(openedBy(writer), codec, () => undefined);
  const position = { batchOffset: 0, nextOffset: 1, epoch: 1, writer: 'a', batch: 0 };
  const text = JSON.stringify({ ...position, lastEventId: '0-1-0-0', decidedAtMs: 0 });
  expect(await log.holds(0, text)).toBe(holds);
});
