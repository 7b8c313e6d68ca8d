import { limits } from '@stakelog/contracts';
import { createReadStream } from 'node:fs';
import { PassThrough, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import unbzip2 from 'unbzip2-stream';

/** One line of a file. Numbers begin with 1. */
export type Line = {
  readonly number: number;
  readonly bytes: Buffer;
  /** False: the file ended within it, or it passed the length limit and is only its beginning. */
  readonly isWhole: boolean;
  /** Why the rest of the file cannot be read; the last line then. */
  readonly trouble?: string;
};

const NEWLINE = 0x0a;

/**
 * The lines of a plain, `.gz` or `.bz2` file, unpacked while it is read: memory is bounded by the
 * longest line. A file that breaks off gives what it held and then a last line that says so.
 */
export async function* lines(path: string): AsyncGenerator<Line> {
  let number = 1;
  let rest: Buffer[] = [];
  let restBytes = 0;
  const take = (isWhole: boolean, trouble?: string): Line => {
    const bytes = Buffer.concat(rest);
    [rest, restBytes] = [[], 0];
    const told = trouble === undefined ? {} : { trouble };
    return { number: number++, bytes: withoutReturn(bytes), isWhole, ...told };
  };
  const keep = (piece: Buffer) => {
    const room = limits.feedLineBytesMax - restBytes;
    if (room > 0) rest.push(piece.subarray(0, room));
    restBytes += piece.length;
  };
  try {
    for await (const chunk of unpacked(path)) {
      let from = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
        keep(chunk.subarray(from, end));
        yield take(restBytes <= limits.feedLineBytesMax);
        from = end + 1;
      }
      if (from < chunk.length) keep(chunk.subarray(from));
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    yield take(false, `the file cannot be unpacked any further: ${why}`);
    return;
  }
  if (restBytes > 0) yield take(false);
}

const withoutReturn = (bytes: Buffer) =>
  bytes.at(-1) === 0x0d ? bytes.subarray(0, bytes.length - 1) : bytes;

/** Streams of the older kind forward no errors, so each stage hands its own to the end. */
async function* unpacked(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  const end = new PassThrough();
  const stage = path.endsWith('.bz2') ? unbzip2() : path.endsWith('.gz') ? createGunzip() : null;
  const fail = (error: Error) => end.destroy(error);
  file.on('error', fail);
  stage?.on('error', fail);
  if (stage === null) file.pipe(end);
  else file.pipe(stage).pipe(end);
  try {
    yield* end satisfies Readable as AsyncIterable<Buffer>;
  } finally {
    file.destroy();
    end.destroy();
  }
}
