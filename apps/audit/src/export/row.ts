import type { LogRecord } from '@stakelog/kafka';

/** A record in an export. The bytes are the record; type, key and what is decoded are for people. */
export type Row = {
  readonly offset: number;
  /** UTC milliseconds. */
  readonly appendedAtMs: number;
  /** Null where no schema of the export reads the bytes. */
  readonly type: string | null;
  /** As text, where it is text of one line. */
  readonly key: string | null;
  /** Base64. */
  readonly keyBytes: string | null;
  /** Name and base64, in the order of the record. */
  readonly headers: readonly (readonly [string, string])[];
  /** Base64. */
  readonly value: string | null;
  readonly decoded: Readonly<Record<string, unknown>> | null;
};

/** Reads the bytes of a message by the schemas of an export; undefined where none of them does. */
export type Decode = (
  value: Buffer | null,
) => { readonly type: string; readonly decoded: Readonly<Record<string, unknown>> } | undefined;

/** What a row says beside its place. */
export type Content = Pick<LogRecord, 'appendedAtMs' | 'key' | 'value'> & {
  readonly headers: Readonly<Record<string, Buffer | readonly Buffer[]>>;
};

export function rowOf(
  { offset, ...content }: Content & { readonly offset: number },
  decode: Decode,
): Row {
  const { appendedAtMs, key, value, headers } = content;
  const read = decode(value);
  return {
    offset,
    appendedAtMs,
    type: read?.type ?? null,
    key: lineOf(key),
    keyBytes: key?.toString('base64') ?? null,
    headers: Object.entries(headers).flatMap(([name, held]) => {
      const values: readonly Buffer[] = Buffer.isBuffer(held) ? [held] : held;
      return values.map((each) => [name, each.toString('base64')] as const);
    }),
    value: value?.toString('base64') ?? null,
    decoded: read?.decoded ?? null,
  };
}

/** The record's content again. Undefined where the row is no row: it was changed by hand. */
export function contentOf({ appendedAtMs, keyBytes, value, headers }: Row): Content | undefined {
  const key = bytesOf(keyBytes);
  const bytes = bytesOf(value);
  const isTime = Number.isSafeInteger(appendedAtMs) && appendedAtMs >= 0;
  if (key === undefined || bytes === undefined || !isTime || !isList(headers)) return undefined;
  const held: Record<string, Buffer[]> = {};
  for (const [name, text] of headers) {
    const each = bytesOf(text);
    if (each === undefined || each === null) return undefined;
    (held[name] ??= []).push(each);
  }
  return { appendedAtMs, key, value: bytes, headers: held };
}

function bytesOf(text: unknown): Buffer | null | undefined {
  if (text === null) return null;
  if (typeof text !== 'string') return undefined;
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

function lineOf(bytes: Buffer | null): string | null {
  const text = bytes?.toString('utf8') ?? null;
  if (text === null || /[\p{Cc}\u2028\u2029\uFFFD]/u.test(text)) return null;
  return text;
}

/** Of what a file says, which may be anything. */
const isList = (held: unknown): boolean => Array.isArray(held);
