import { positionToken, topics, type TopicName } from '@stakelog/contracts';
import {
  decodeLearning,
  eventIdOf,
  LogError,
  newFence,
  type Codec,
  type Fence,
  type FenceStep,
  type LogRecord,
  type Message,
} from '@stakelog/kafka';
import type { RecordedLog } from '../log/recorded-log';
import type { Output } from '../report/output';
import { isShown, type CatFilter } from './cat-filter';

export type CatScope = CatFilter & {
  readonly topic: TopicName;
  /** Undefined: one after another. */
  readonly partition: number | undefined;
  /** Goes on with what is appended, partitions mixed as it comes. */
  readonly follow: boolean;
};

/** Prints a topic as JSON lines, partition by partition, up to the ends known at the start. */
export async function cat(
  { log, codec }: { readonly log: RecordedLog; readonly codec: Codec },
  scope: CatScope,
  out: Output,
): Promise<void> {
  const { topic, partition: only, from, until } = scope;
  const shown = new ShownRecords(codec, scope, out);
  const wanted = Array.from({ length: topics[topic].partitions }, (_, index) => index).filter(
    (index) => only === undefined || only === index,
  );
  const ranges = await log.ranges(topic);
  // Events are read from offset 0 wherever showing begins: only so is it known which batches count.
  const starts = new Map(
    wanted.map((index) => {
      const start = ranges.get(index)?.start ?? 0;
      return [index, topic === 'bet.events' ? start : Math.max(start, from)] as const;
    }),
  );
  if (scope.follow) for await (const record of log.follow(topic, starts)) await shown.take(record);
  for (const [index, start] of starts) {
    const end = Math.min(until, ranges.get(index)?.end ?? 0);
    for await (const slice of log.read(topic, index, start, end))
      for (const record of slice) await shown.take(record);
  }
}

type ReadMessage = { readonly message: Message } | { readonly undecodable: string };
type Held = { readonly record: LogRecord; readonly message: Message };

/** Prints records; those of a batch are held back until its last one says whether it counts. */
class ShownRecords {
  readonly #codec: Codec;
  readonly #scope: CatScope;
  readonly #out: Output;
  readonly #batches = new Map<number, { readonly fence: Fence; held: Held[] }>();

  constructor(codec: Codec, scope: CatScope, out: Output) {
    this.#codec = codec;
    this.#scope = scope;
    this.#out = out;
  }

  async take(record: LogRecord): Promise<void> {
    const { topic } = this.#scope;
    if (topic === 'bet.events') return this.#takeEvent(record);
    await this.#show(record, await readMessage(this.#codec, topic, record), {});
  }

  async #takeEvent(record: LogRecord): Promise<void> {
    const { partition } = record;
    const message = await decodeLearning(this.#codec, 'bet.events', record.value);
    const batch = this.#batches.get(partition) ?? { fence: newFence(partition), held: [] };
    this.#batches.set(partition, batch);
    const step = batch.fence.take(record, message);
    batch.held.push({ record, message });
    if (step.status === 'within') return;
    for (const [index, held] of batch.held.entries())
      await this.#show(held.record, held, placeOf(partition, step, index));
    batch.held = [];
  }

  async #show(record: LogRecord, read: ReadMessage, place: object): Promise<void> {
    const { partition, offset, appendedAtMs } = record;
    const key = record.key?.toString('utf8') ?? null;
    const message = 'message' in read ? read.message : undefined;
    if (!isShown(this.#scope, { offset, appendedAtMs, key, message })) return;
    const position = positionToken({ topic: this.#scope.topic, partition, offset });
    const content = 'message' in read ? read.message : { undecodable: read.undecodable };
    // CommandUndecodable and its like have an offset of their own; the record's is in its position.
    await this.#out.value({ position, appendedAtMs, key, ...place, ...content });
  }
}

async function readMessage(
  codec: Codec,
  topic: TopicName,
  { value }: LogRecord,
): Promise<ReadMessage> {
  try {
    return { message: await decodeLearning(codec, topic, value) };
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    return { undecodable: error.reason ?? error.code };
  }
}

/** What the fence says of a record, beside what stands in it. */
function placeOf(partition: number, step: FenceStep, index: number): object {
  switch (step.status) {
    case 'counted': {
      const { epoch, batch } = step.batch.opening;
      return { eventId: eventIdOf(partition, epoch, batch, index), epoch, counted: true };
    }
    case 'dropped':
      return { epoch: step.opening.epoch, counted: false, dropped: step.reason };
    case 'epoch':
      return { epoch: step.opened.epoch, effective: step.effective };
    case 'within':
      return {};
  }
}
