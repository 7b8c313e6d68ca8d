import type { OddsEvent, UndecodableCode } from '@stakelog/contracts';
import { decodeLearning, type Codec } from './codec';
import { newFactsFence, type FactsPosition, type FactVerdict } from './facts-fence';
import { LogError } from './log-error';
import type { LogRecord } from './log-record';
import { loopPartitions, type PartitionLoops } from './partition-loops';
import { valueCrc } from './partition-cursor';
import type { LogReader } from './reader';

/** One record of odds.events, judged. Only `apply`, `session` and `conflict` may change anything. */
export type OddsStep =
  | { readonly verdict: FactVerdict; readonly fact: OddsEvent; readonly record: LogRecord }
  | {
      readonly verdict: 'undecodable';
      readonly code: UndecodableCode;
      readonly record: LogRecord;
    };

export type OddsEventsHandlers = {
  /** Every record from the position on; the next of its partition waits until this has finished. */
  readonly onStep: (step: OddsStep) => Promise<void> | void;
  /** The reader has ended: the log cannot be read on, or a handler failed. */
  readonly onError: (error: Error) => void;
};

export type OddsEventsReader = PartitionLoops & {
  /** Behind the last record that was judged, with what a restart needs of the fence. */
  position(partition: number): FactsPosition;
  readonly log: LogReader;
};

/** Where the log has to be read from: the dedupe window lies before the position. */
export const readFactsFrom = (
  positions: ReadonlyMap<number, FactsPosition | undefined>,
): ReadonlyMap<number, number> =>
  new Map([...positions].map(([partition, position]) => [partition, position?.windowFrom ?? 0]));

/**
 * The one way to read odds.events: sessions and repeats are judged once, for everybody alike. Give
 * it a reader that is opened at `readFactsFrom(positions)`. What lies before a position only fills
 * the fence; if the record before it is not the one that was read then, that is `inputs_rewound`.
 */
export function openOddsEventsReader(
  log: LogReader,
  codec: Codec,
  positions: ReadonlyMap<number, FactsPosition | undefined>,
  handlers: OddsEventsHandlers,
): OddsEventsReader {
  const partitions = new Map(
    [...positions].map(([of, position]) => [of, { fence: newFactsFence(position), position }]),
  );

  function at(partition: number) {
    const found = partitions.get(partition);
    if (found === undefined) throw new LogError('out_of_order', `partition ${partition} not read`);
    return found;
  }

  function handle(record: LogRecord): Promise<void> | void {
    let fact: OddsEvent;
    try {
      fact = codec.decode('odds.events', record.value);
    } catch {
      // The slow path says what is wrong, or learns the schema.
      return decodeLearning(codec, 'odds.events', record.value).then(
        (learned) => judge(record, learned),
        (error: unknown) => pass(record, error),
      );
    }
    return judge(record, fact);
  }

  function judge(record: LogRecord, fact: OddsEvent): Promise<void> | void {
    const verdict = at(record.partition).fence.take(record, fact);
    return deliver({ verdict, fact, record });
  }

  function pass(record: LogRecord, error: unknown): Promise<void> | void {
    if (!(error instanceof LogError) || error.reason === undefined) throw error;
    at(record.partition).fence.pass(record);
    return deliver({ verdict: 'undecodable', code: error.reason, record });
  }

  function deliver(step: OddsStep): Promise<void> | void {
    const { partition, offset } = step.record;
    const { position } = at(partition);
    const nextOffset = position?.nextOffset ?? 0;
    if (offset >= nextOffset) return handlers.onStep(step);
    if (offset === nextOffset - 1 && valueCrc(step.record) !== position?.crc)
      throw new LogError('inputs_rewound', `odds.events/${partition}/${offset} is another record`);
  }

  const loops = loopPartitions(log, readFactsFrom(positions), handle, handlers);
  return { ...loops, position: (partition) => at(partition).fence.position, log };
}
