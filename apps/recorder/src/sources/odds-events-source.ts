import { limits } from '@stakelog/contracts';
import {
  checkInputPosition,
  openOddsEventsReader,
  openReader,
  readFactsFrom,
  type Codec,
  type FactsPosition,
  type KafkaConnection,
} from '@stakelog/kafka';
import { oddsEventRows } from '../rows/odds-event-rows';
import type { Position, Source } from './source';

/** odds.events, every record of it with the verdict of the facts' fence. */
export function oddsEventsSource(
  kafka: KafkaConnection,
  codec: Codec,
  onDropped: (reason: string) => void,
): Source {
  return {
    topic: 'odds.events',
    open(from, onSlice, onError) {
      const positions = new Map([...from].map(([of, position]) => [of, factsOf(position)]));
      const log = openReader({
        ...kafka,
        topic: 'odds.events',
        from: readFactsFrom(positions),
        gatherMs: limits.recorderGatherMs,
        onError,
      });
      const reader = openOddsEventsReader(log, codec, positions, {
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
        endOffset: (partition) => log.endOffset(partition),
        waitFor: (partition, nextOffset) => reader.waitFor(partition, nextOffset),
        close: () => reader.close(),
      };
    },
    holds: (partition, position) => {
      const facts = factsOf(position);
      return facts === undefined
        ? Promise.resolve(true)
        : checkInputPosition(kafka, 'odds.events', partition, facts);
    },
  };
}

/** A position that came back from ClickHouse is the one that this source gave. */
const factsOf = (position: Position | undefined) =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  position as FactsPosition | undefined;
