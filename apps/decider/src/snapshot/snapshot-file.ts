import { assert, type AdoptedRange } from '@stakelog/contracts';
import type { Section } from '@stakelog/domain';
import type { FactsPosition, FencePosition } from '@stakelog/kafka';
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ByteSink, ByteSource } from './byte-sink';
import { readColumn, writeColumn } from './columns';
import { SnapshotError } from './snapshot-error';

type Made = {
  /** Of the log that it was folded from. */
  readonly cluster: string;
  /** Of the code that folded it: another one may fold the same log to another state. */
  readonly build: string;
};

export type PartitionHeader = Made & {
  readonly kind: 'partition';
  readonly partition: number;
  /** Behind the last batch that is in it (R4). */
  readonly position: FencePosition;
  /** When that batch was appended, by the broker's clock: silence counts from there (R12). */
  readonly heardAtMs: number;
  /** How far each partition of odds.events was adopted, each where it was named last (R6). */
  readonly oddsAdopted: readonly AdoptedRange[];
};

export type TableHeader = Made & {
  readonly kind: 'table';
  /** By partition of odds.events. */
  readonly positions: readonly FactsPosition[];
  /** Of the newest facts of each partition, by offset modulo their number: what batches adopted (R6). */
  readonly crcs: readonly (readonly number[])[];
  /** The first fact of each partition that they are of. */
  readonly crcsFrom: readonly number[];
  /** Of the newest fact, by the feed's receipt. */
  readonly newestReceivedAtMs: number;
};

export type SnapshotHeader = PartitionHeader | TableHeader;

const frames = { header: 1, rows: 2, end: 3 } as const;
const FRAME_HEAD_BYTES = 8;
/** Small enough that one frame holds nobody up for more than some milliseconds. */
const ROWS_PER_FRAME = 4_096;
/** A longer one is no frame of ours. */
const FRAME_BYTES_MAX = 512 * 1_024 * 1_024;

/**
 * A snapshot as frames, each with its length and checksum: the header, the sections' rows, and at the end the
 * SHA-256 of all rows, which is the hash of the state. The state must stand still until the last one is taken.
 */
export function* snapshotFrames<State>(
  header: SnapshotHeader,
  sections: readonly Section<State>[],
  state: State,
): Generator<Buffer> {
  const sink = new ByteSink();
  sink.byte(frames.header);
  sink.text(JSON.stringify(header));
  yield framed(sink);
  const digest = yield* rowFrames(sections, state);
  sink.byte(frames.end);
  digest.copy(sink.take(digest.length));
  yield framed(sink);
}

/** The hash of a state: the same however it was reached. In hexadecimal. */
export function stateHash<State>(sections: readonly Section<State>[], state: State): string {
  const rows = rowFrames(sections, state);
  for (;;) {
    const { value, done } = rows.next();
    if (done === true) return value.toString('hex');
  }
}

/** Returns the SHA-256 of all. */
function* rowFrames<State>(
  sections: readonly Section<State>[],
  state: State,
): Generator<Buffer, Buffer> {
  const sink = new ByteSink();
  const hash = createHash('sha256');
  for (const [index, section] of sections.entries())
    for (const rows of pieces(section.rows(state))) {
      sink.byte(frames.rows);
      sink.byte(index);
      sink.uint(rows.length);
      writeColumn(sink, rows);
      hash.update(sink.written);
      yield framed(sink);
    }
  return hash.digest();
}

function framed(sink: ByteSink): Buffer {
  const { written } = sink;
  const frame = Buffer.allocUnsafe(FRAME_HEAD_BYTES + written.length);
  frame.writeUInt32LE(written.length, 0);
  frame.writeUInt32LE(crc32(written), 4);
  written.copy(frame, FRAME_HEAD_BYTES);
  sink.reset();
  return frame;
}

function* pieces(rows: Iterable<unknown>): Generator<readonly unknown[]> {
  let piece: unknown[] = [];
  for (const row of rows)
    if (piece.push(row) === ROWS_PER_FRAME) {
      yield piece;
      piece = [];
    }
  if (piece.length > 0) yield piece;
}

/** A snapshot that is being read: first its header, then, where that is fit, its rows. */
export class SnapshotReading {
  private readonly frames: AsyncGenerator<ByteSource, undefined>;

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.frames = framesOf(bytes);
  }

  /** Throws `torn`. */
  async header(): Promise<SnapshotHeader> {
    const frame = await this.next();
    if (frame.byte() !== frames.header) throw new SnapshotError('torn', 'it has no header');
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its checksum is right
    return JSON.parse(frame.text()) as SnapshotHeader;
  }

  /** Restores all sections and returns the hash. Throws `torn`; then the state is to be thrown away. */
  async into<State>(sections: readonly Section<State>[], state: State): Promise<string> {
    const hash = createHash('sha256');
    for (;;) {
      const frame = await this.next();
      const kind = frame.byte();
      if (kind === frames.end) {
        const digest = hash.digest();
        if (!digest.equals(frame.take(32))) throw new SnapshotError('torn', 'its hash is another');
        return digest.toString('hex');
      }
      assert(kind === frames.rows, 'behind the header stand rows');
      hash.update(frame.bytes);
      const section = sections[frame.byte()];
      assert(section !== undefined, 'rows are of a section');
      section.restore(state, readColumn(frame, frame.uint()));
    }
  }

  async close(): Promise<void> {
    await this.frames.return(undefined);
  }

  private async next(): Promise<ByteSource> {
    const next = await this.frames.next();
    if (next.done === true) throw new SnapshotError('torn', 'it ends too early');
    return next.value;
  }
}

/** The frames of a stream of bytes, each checked before anyone looks into it. */
async function* framesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ByteSource, undefined> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    waiting.push(piece);
    length += piece.length;
    if (length < wanted(waiting)) continue;
    let joined = Buffer.concat(waiting, length);
    while (joined.length >= wanted([joined])) {
      const end = wanted([joined]);
      const frame = joined.subarray(FRAME_HEAD_BYTES, end);
      if (crc32(frame) !== joined.readUInt32LE(4)) throw new SnapshotError('torn', 'a checksum');
      yield new ByteSource(frame);
      joined = joined.subarray(end);
    }
    waiting = [joined];
    length = joined.length;
  }
  return undefined;
}

/** How many bytes the first frame takes with its head; its head alone while that is not there. */
function wanted([first]: readonly Uint8Array[]): number {
  if (first === undefined || first.length < FRAME_HEAD_BYTES) return FRAME_HEAD_BYTES;
  const length = Buffer.from(first.buffer, first.byteOffset, first.length).readUInt32LE(0);
  if (length > FRAME_BYTES_MAX) throw new SnapshotError('torn', `a frame of ${length} bytes`);
  return FRAME_HEAD_BYTES + length;
}
