import type { BetEvent, TopicName } from '@stakelog/contracts';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeLearning, type Codec } from './codec';
import { crc32c } from './crc32c';
import type { FactsPosition } from './facts-fence';
import type { FencePosition } from './fence';
import { LogError } from './log-error';
import type { Log } from './log';
import { valueCrc } from './partition-cursor';

/** Where a reader of an input topic stands: the record before `nextOffset` has this checksum. */
export type InputPosition = { readonly nextOffset: number; readonly crc: number };

type StoredPosition = FencePosition | FactsPosition | InputPosition;

/** Keeps one small text for each partition. A position is a cache: the store may lose it or keep an old one. */
export type PositionStore = {
  /** After a crash it is the old text or the new one. */
  write(name: string, text: string): Promise<void>;
  /** Undefined where there is none. */
  read(name: string): Promise<string | undefined>;
};

const nameOf = (topic: TopicName, partition: number) => `${topic}-${partition}.position.json`;

/** Position files in a directory, each replaced whole. */
export const directoryPositions = (directory: string): PositionStore => ({
  async write(name, text) {
    const path = join(directory, name);
    const file = await open(`${path}.new`, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
  },
  read: (name) => readFile(join(directory, name), 'utf8').catch(() => undefined),
});

/** Replaces the stored position of a partition. */
export function writePosition(
  store: PositionStore,
  topic: TopicName,
  partition: number,
  position: StoredPosition,
): Promise<void> {
  const text = JSON.stringify(position);
  return store.write(nameOf(topic, partition), `${crc32c(Buffer.from(text))} ${text}\n`);
}

/**
 * The stored position of a partition of bet.events. Undefined where there is none or where the file
 * is torn or damaged: a position is a cache, and without it the log is read from 0.
 */
export async function readFencePosition(
  store: PositionStore,
  partition: number,
): Promise<FencePosition | undefined> {
  const stored = await readStored(store, nameOf('bet.events', partition));
  return isFencePosition(stored) ? stored : undefined;
}

/** The stored position of a partition of odds.events, under the same terms. */
export async function readFactsPosition(
  store: PositionStore,
  partition: number,
): Promise<FactsPosition | undefined> {
  const stored = await readStored(store, nameOf('odds.events', partition));
  return isFactsPosition(stored) ? stored : undefined;
}

async function readStored(store: PositionStore, name: string): Promise<unknown> {
  const content = (await store.read(name)) ?? '';
  const [, crc, text = ''] = /^(\d+) (\{.*\})\n$/.exec(content) ?? [];
  return crc === String(crc32c(Buffer.from(text))) ? JSON.parse(text) : undefined;
}

function isFencePosition(stored: unknown): stored is FencePosition {
  const numbers = holds(stored, ['batchOffset', 'nextOffset', 'epoch', 'batch'], 'number');
  return numbers && holds(stored, ['writer', 'lastEventId'], 'string');
}

function isFactsPosition(stored: unknown): stored is FactsPosition {
  const numbers = holds(stored, ['nextOffset', 'crc', 'windowFrom', 'clockMs'], 'number');
  return numbers && holds(stored, ['sessions'], 'object');
}

function holds(stored: unknown, fields: readonly string[], type: string): boolean {
  if (typeof stored !== 'object' || stored === null) return false;
  const types = new Map(Object.entries(stored).map(([field, value]) => [field, typeof value]));
  return fields.every((field) => types.get(field) === type);
}

/**
 * R5: whether the log still is the one that this position was made from. The record at `batchOffset`
 * must be the opening one with that epoch, writer and batch, and the batch must end where it ended.
 */
export async function checkFencePosition(
  log: Pick<Log, 'recordAt'>,
  codec: Codec,
  partition: number,
  position: FencePosition,
): Promise<boolean> {
  const { batchOffset, nextOffset } = position;
  if (batchOffset < 0) return true;
  const last = await log.recordAt('bet.events', partition, nextOffset - 1);
  const first = await log.recordAt('bet.events', partition, batchOffset);
  if (last === undefined || first === undefined) return false;
  const opening = await decodeLearning(codec, 'bet.events', first.value).catch(unreadable);
  return opening !== undefined && opensPosition(opening, position);
}

/** Whether this is the record that the position was made behind. */
export function opensPosition(
  opening: BetEvent,
  { batchOffset, nextOffset, epoch, writer, batch }: FencePosition,
): boolean {
  if (opening.type !== 'EpochOpened' && opening.type !== 'InputsAdopted') return false;
  if (opening.epoch !== epoch || opening.writer !== writer) return false;
  return opening.type === 'EpochOpened'
    ? batch === 0
    : opening.batch === batch && nextOffset === batchOffset + 1 + opening.records;
}

/** R5 and R6: whether the record before `nextOffset` still is the one that was read. */
export async function checkInputPosition(
  log: Pick<Log, 'recordAt'>,
  topic: TopicName,
  partition: number,
  { nextOffset, crc }: InputPosition,
): Promise<boolean> {
  if (nextOffset === 0) return true;
  const record = await log.recordAt(topic, partition, nextOffset - 1);
  return record !== undefined && valueCrc(record) === crc;
}

/** Bytes that are no opening record any more. Anything else, such as a broker away, is no answer. */
function unreadable(error: unknown): undefined {
  if (error instanceof LogError && error.reason !== undefined) return undefined;
  throw error;
}
