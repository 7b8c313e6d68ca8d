/** Where avsc reads. */
export type Tap = {
  readonly buf: Buffer;
  pos: number;
  readLong(): number;
  /** Undefined where the bytes end before it. */
  readString(): string | undefined;
};

/** A power of two; half a megabyte of places. */
const PLACES = 65_536;
const BYTES_MAX = 64;
const NOT_ASCII = 0x80;

/**
 * Texts that were read lately, found by their bytes: an id that comes again is the same text, made once. That is
 * cheaper than making it, a state that keeps it keeps one, and equal ids are found in a map without comparing them.
 */
export class NewestTexts {
  private readonly texts = Array.from<string | undefined>({ length: PLACES });

  /** What `readString` of the tap gives. */
  read(tap: Tap): string | undefined {
    const from = tap.pos;
    const length = tap.readLong();
    const start = tap.pos;
    const place = length > BYTES_MAX ? undefined : placeOf(tap.buf, start, length);
    if (place === undefined) return readAt(tap, from);
    const known = this.texts[place];
    if (known === undefined || !isSame(known, tap.buf, start, length))
      return (this.texts[place] = readAt(tap, from));
    tap.pos = start + length;
    return known;
  }
}

function readAt(tap: Tap, from: number): string | undefined {
  tap.pos = from;
  return tap.readString();
}

/** Undefined where a byte is no ASCII, or missing: one byte is not one character there. */
function placeOf(bytes: Buffer, start: number, length: number): number | undefined {
  let hash = length;
  let seen = 0;
  for (let at = start; at < start + length; at++) {
    const byte = bytes[at] ?? NOT_ASCII;
    seen |= byte;
    hash = Math.imul(hash ^ byte, 16_777_619);
  }
  if ((seen & NOT_ASCII) !== 0 || length < 0) return undefined;
  return (hash ^ (hash >>> 16)) & (PLACES - 1);
}

function isSame(text: string, bytes: Buffer, start: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let at = 0; at < length; at++) if (text.charCodeAt(at) !== bytes[start + at]) return false;
  return true;
}
