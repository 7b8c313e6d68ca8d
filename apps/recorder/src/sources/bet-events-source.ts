import { limits } from '@stakelog/contracts';
import {
  checkFencePosition,
  openBetEventsReader,
  readFrom,
  type Codec,
  type FencePosition,
  type Log,
  type LogError,
} from '@stakelog/kafka';
import { betEventRows } from '../rows/bet-event-rows';
import type { Position, Source } from './source';

/** bet.events, by counted batches only. `onDropped` is told of every batch without effect. */
export function betEventsSource(
  log: Log,
  codec: Codec,
  onDropped: (reason: string) => void,
  onStopped?: (error: LogError) => void,
): Source {
  return {
    topic: 'bet.events',
    open(from, onSlice, onError) {
      const positions = new Map([...from].map(([of, position]) => [of, fenceOf(position)]));
      const records = log.openReader({
        topic: 'bet.events',
        from: readFrom(positions),
        gatherMs: limits.recorderGatherMs,
        onError,
      });
      const reader = openBetEventsReader(records, codec, positions, {
        onBatch: (batch) =>
          onSlice({
            partition: batch.partition,
            nextOffset: batch.nextOffset,
            records: batch.records.length + 1,
            rows: [...betEventRows(batch)],
            appendedAtMs: batch.openingRecord.appendedAtMs,
          }),
        onDropped: ({ reason }) => onDropped(reason),
        onStopped,
        onError,
      });
      return {
        position: (partition) => reader.position(partition),
        endOffset: (partition) => records.endOffset(partition),
        waitFor: (partition, nextOffset) => reader.waitFor(partition, nextOffset),
        close: () => reader.close(),
      };
    },
    holds: (partition, position) => {
      const fence = fenceOf(position);
      return fence === undefined
        ? Promise.resolve(true)
        : checkFencePosition(log, codec, partition, fence);
    },
  };
}

/** A position that came back from ClickHouse is the one that this source gave. */
const fenceOf = (position: Position | undefined) =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  position as FencePosition | undefined;
