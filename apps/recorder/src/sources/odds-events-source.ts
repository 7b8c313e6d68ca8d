import { limits } from '@stakelog/contracts';
import {
  checkInputPosition,
  openOddsEventsReader,
  readFactsFrom,
  type Codec,
  type FactsPosition,
  type Log,
} from '@stakelog/kafka';
import { oddsEventRows } from '../rows/odds-event-rows';
import type { Position, Source } from './source';

/** odds.events, every record of it with the verdict of the facts' fence. */
export function oddsEventsSource(
  log: Log,
  codec: Codec,
  onDropped: (reason: string) => void,
): Source {
  return {
    topic: 'odds.events',
    open(from, onSlice, onError) {
      const positions = new Map([...from].map(([of, position]) => [of, factsOf(position)]));
      const records = log.openReader({
        topic: 'odds.events',
        from: readFactsFrom(positions),
        gatherMs: limits.recorderGatherMs,
        onError,
      });
      const reader = openOddsEventsReader(records, codec, positions, {
        onStep: (step) => {
          const { partition, offset, appendedAtMs } = step.record;
          if (step.verdict !== 'apply' && step.verdict !== 'session') onDropped(step.verdict);
          const rows = [...oddsEventRows(step)];
          return onSlice({ partition, nextOffset: offset + 1, records: 1, rows, appendedAtMs });
        },
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
      const facts = factsOf(position);
      return facts === undefined
        ? Promise.resolve(true)
        : checkInputPosition(log, 'odds.events', partition, facts);
    },
  };
}

/** A position that came back from ClickHouse is the one that this source gave. */
const factsOf = (position: Position | undefined) =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  position as FactsPosition | undefined;
