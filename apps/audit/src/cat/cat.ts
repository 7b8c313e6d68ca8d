import { positionToken, topics, type TopicName } from '@stakelog/contracts';
import {
  decodeLearning,
  eventIdOf,
  LogError,
  newFence,
  type Codec,
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
};

/** Prints a topic as JSON lines, partition by partition, up to the ends known at the start. */
export async function cat(
  { log, codec }: { readonly log: RecordedLog; readonly codec: Codec },
  scope: CatScope,
  out: Output,
): Promise<void> {
  const { topic, partition: only, from, until } = scope;
  const ranges = await log.ranges(topic);
  for (let partition = 0; partition < topics[topic].partitions; partition++) {
    if (only !== undefined && only !== partition) continue;
    const { start, end } = ranges.get(partition) ?? { start: 0, end: 0 };
    const last = Math.min(until, end);
    if (topic === 'bet.events') await catEvents(log, codec, partition, last, scope, out);
    else
      for await (const slice of log.read(topic, partition, Math.max(start, from), last))
        for (const record of slice)
          await show(record, await readMessage(codec, topic, record), {}, scope, out);
  }
}

type ReadMessage = { readonly message: Message } | { readonly undecodable: string };

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

type Held = { readonly record: LogRecord; readonly message: Message };

/**
 * Events are read from offset 0 wherever showing begins: only so is it known which batches count. A batch is held
 * back until its last record says so.
 */
async function catEvents(
  log: RecordedLog,
  codec: Codec,
  partition: number,
  until: number,
  scope: CatScope,
  out: Output,
): Promise<void> {
  const fence = newFence(partition);
  let held: Held[] = [];
  for await (const slice of log.read('bet.events', partition, 0, until))
    for (const record of slice) {
      const message = await decodeLearning(codec, 'bet.events', record.value);
      const step = fence.take(record, message);
      held.push({ record, message });
      if (step.status === 'within') continue;
      for (const [index, each] of held.entries())
        await show(each.record, each, placeOf(partition, step, index), scope, out);
      held = [];
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

async function show(
  record: LogRecord,
  read: ReadMessage,
  place: object,
  scope: CatScope,
  out: Output,
): Promise<void> {
  const { partition, offset, appendedAtMs } = record;
  const key = record.key?.toString('utf8') ?? null;
  const message = 'message' in read ? read.message : undefined;
  if (!isShown(scope, { offset, appendedAtMs, key, message })) return;
  const position = positionToken({ topic: scope.topic, partition, offset });
  const content = 'message' in read ? read.message : { undecodable: read.undecodable };
  await out.value({ position, appendedAtMs, key, ...place, ...content });
}
