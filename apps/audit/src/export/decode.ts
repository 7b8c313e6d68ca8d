import { plainDecoder, recordName, schemaIdOf } from '@stakelog/sealing';
import type { Decode } from './row';

type Reader = { readonly type: string; readonly read: ReturnType<typeof plainDecoder> };

/** Reads messages by these schemas alone. */
export function decoderOf(schemas: Iterable<readonly [number, string]>): Decode {
  const texts = new Map(schemas);
  const readers = new Map<number, Reader>();
  const readerOf = (id: number): Reader | undefined => {
    const text = texts.get(id);
    if (text === undefined) return undefined;
    const known = readers.get(id) ?? { type: recordName(text), read: plainDecoder(text) };
    readers.set(id, known);
    return known;
  };
  return (value) => {
    const id = schemaIdOf(value);
    const reader = id === undefined ? undefined : readerOf(id);
    if (reader === undefined || value === null) return undefined;
    try {
      return { type: reader.type, decoded: reader.read(value) };
    } catch {
      return undefined; // its bytes are in the export all the same
    }
  };
}
