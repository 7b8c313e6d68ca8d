import { limits, type UtcMs } from '@stakelog/contracts';
import {
  checkFencePosition,
  openBetEventsReader,
  readFrom,
  type Codec,
  type CountedBatch,
  type FencePosition,
  type Log,
  type LogError,
} from '@stakelog/kafka';
import {
  foldEvents,
  keysOfBets,
  keysOfEvents,
  workingSet,
  type PlacedEvent,
} from '@stakelog/projections';
import type { OpenLog, ProjectedTopic, SliceHandlers } from './log-slice';
import { SliceBuffer } from './slice-buffer';

/** The position of the fence, and the time of the last counted batch: what a reader knows to be decided. */
type BetPosition = FencePosition & { readonly decidedAtMs: number };

const beginning: BetPosition = {
  batchOffset: -1,
  nextOffset: 0,
  epoch: 0,
  writer: '',
  batch: 0,
  lastEventId: '',
  decidedAtMs: 0,
};

/** What an operator should hear of. Without `stopped`, a record that no reader takes ends the projector. */
export type BetEventsAlarms = {
  readonly dropped: (reason: string) => void;
  readonly stopped: ((error: LogError) => void) | undefined;
};

/** bet.events: bets, wallets, answers, account events. `onDropped` hears of batches without effect. */
export function betEventsLog(
  log: Log,
  codec: Codec,
  onDropped: BetEventsAlarms['dropped'],
  onStopped?: BetEventsAlarms['stopped'],
): ProjectedTopic<PlacedEvent> {
  return {
    topic: 'bet.events',
    beginning: JSON.stringify(beginning),
    open: (stored, handlers) =>
      openLog(log, codec, { dropped: onDropped, stopped: onStopped }, stored, handlers),
    holds: async (partition, text) => {
      const position = positionOf(text);
      return position !== undefined && checkFencePosition(log, codec, partition, position);
    },
    async changes(events, read) {
      const stored = await read(keysOfEvents(events));
      const exposures = await read(keysOfBets(events, stored));
      const working = workingSet(new Map([...stored, ...exposures]));
      foldEvents(working, events);
      return working.changes();
    },
  };
}

/** Counted batches, and effective epochs for the sake of their position. */
function openLog(
  log: Log,
  codec: Codec,
  on: BetEventsAlarms,
  stored: ReadonlyMap<number, string | undefined>,
  { gate, ...handlers }: SliceHandlers<PlacedEvent>,
): OpenLog {
  const positions = new Map([...stored].map(([of, text]) => [of, positionOf(text)]));
  const decided = new Map([...positions].map(([of, at]) => [of, at?.decidedAtMs ?? 0]));
  const buffers = new Map([...positions.keys()].map((of) => [of, new SliceBuffer(of, handlers)]));
  const { onError } = handlers;
  const records = log.openReader({
    topic: 'bet.events',
    from: readFrom(positions),
    gatherMs: limits.projectionGatherMs,
    onError,
  });
  const add = (partition: number, nextOffset: number, items: readonly PlacedEvent[]) => {
    const decidedAtMs = decided.get(partition) ?? 0;
    const at = { ...reader.position(partition), decidedAtMs };
    const position = () => JSON.stringify(at);
    const hold = () => buffers.get(partition)?.add({ items, nextOffset, position });
    const closed = gate?.(partition, nextOffset);
    return closed === undefined ? hold() : closed.then(hold);
  };
  const reader = openBetEventsReader(records, codec, positions, {
    onBatch(batch) {
      decided.set(batch.partition, batch.opening.decidedAtMs);
      return add(batch.partition, batch.nextOffset, placedEvents(batch));
    },
    onEpoch({ partition, offset, effective }) {
      if (effective) void add(partition, offset + 1, []);
    },
    onDropped: ({ reason }) => on.dropped(reason),
    onStopped: on.stopped,
    onError,
  });
  return {
    async waitForEnd() {
      await reader.waitForEnd();
      await Promise.all([...buffers.values()].map((buffer) => buffer.drained()));
    },
    endOffset: (partition) => records.endOffset(partition),
    close: () => reader.close(),
  };
}

function placedEvents({ partition, opening, records }: CountedBatch): readonly PlacedEvent[] {
  const decidedAtMs: UtcMs = opening.decidedAtMs;
  return records.map(({ offset, eventId, event }) => ({
    partition,
    offset,
    eventId,
    decidedAtMs,
    event,
  }));
}

function positionOf(text: string | undefined): BetPosition | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only this file makes the text
  return text === undefined ? undefined : (JSON.parse(text) as BetPosition);
}
