import { limits, topics } from '@stakelog/contracts';
import {
  checkFencePosition,
  openBetEventsReader,
  readFencePosition,
  readFrom,
  type BetEventsReader,
  type Codec,
  type FencePosition,
  type Log,
  type LogError,
  type PositionStore,
} from '@stakelog/kafka';
import type { PartitionState } from '../operations/partition-states';
import type { DecisionTail } from './decision-tail';

export type TailOptions = {
  readonly log: Log;
  readonly codec: Codec;
  readonly positions: PositionStore;
  readonly tail: DecisionTail;
  readonly onDropped: (reason: string) => void;
  /** A record that no reader takes: its partition stands still, the others go on. */
  readonly onStopped?: (error: LogError) => void;
  /** The log cannot be read on: the process ends and starts again. */
  readonly onError: (error: Error) => void;
};

/** What the engine does by itself, a million at a time: no request waits for it. */
const notAnswers = new Set(['BetSettled', 'BetReopened'] as const);

/** Reads all of bet.events into the tail, from the stored positions where they still hold, else from 0. */
export async function openTail(options: TailOptions): Promise<BetEventsReader> {
  const { log, codec, tail, onDropped, onStopped, onError } = options;
  const numbers = Array.from({ length: topics['bet.events'].partitions }, (_, index) => index);
  const positions = new Map(
    await Promise.all(numbers.map(async (of) => [of, await storedPosition(options, of)] as const)),
  );
  const reader = log.openReader({
    topic: 'bet.events',
    from: readFrom(positions),
    gatherMs: () => (tail.waiting > limits.tailQuietMax ? limits.tailGatherMs : 0),
    onError,
  });
  return openBetEventsReader(reader, codec, positions, {
    unwanted: notAnswers,
    onBatch: (batch) => tail.onBatch(batch),
    onDropped: ({ reason }) => onDropped(reason),
    onStopped,
    onError,
  });
}

async function storedPosition(
  { log, codec, positions }: TailOptions,
  partition: number,
): Promise<FencePosition | undefined> {
  const position = await readFencePosition(positions, partition);
  if (position === undefined) return undefined;
  const holds = await checkFencePosition(log, codec, partition, position);
  return holds ? position : undefined;
}

/** What operators see of each partition. */
export function partitionStates(reader: BetEventsReader, tail: DecisionTail): PartitionState[] {
  return Array.from({ length: topics['bet.events'].partitions }, (_, partition) => {
    const { epoch, writer, batch, nextOffset } = reader.position(partition);
    const progress = tail.progress(partition);
    return {
      partition,
      epoch,
      writer,
      batch,
      nextOffset,
      commandsNext: progress?.commandsNext ?? null,
      decidedAtMs: progress?.decidedAtMs ?? null,
      silentMs: Math.round(reader.silentForMs(partition)),
    };
  });
}
