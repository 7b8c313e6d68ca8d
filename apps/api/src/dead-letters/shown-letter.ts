import { limits, positionToken, topicNames, type DeadLetter } from '@stakelog/contracts';
import { decodeLearning, type Codec } from '@stakelog/kafka';
import type { DeadLetterEntry } from '@stakelog/projections';

/** A line of the list. */
export function shownEntry(entry: DeadLetterEntry) {
  const { source, topic, code, detail, reportedBy, reportedAtMs, reports, resolution } = entry;
  const at = { topic: 'dead.letters', partition: 0, offset: entry.letterOffset } as const;
  const letter = positionToken(at);
  const head = { coordinate: source, topic, cause: code, detail, reportedBy, reportedAtMs };
  return { ...head, reports, letter, resolution };
}

/** The bytes for a person: as hex, as text where they are some, and as what a reader makes of them today. */
export async function shownOriginal(entry: DeadLetterEntry, letter: DeadLetter, codec: Codec) {
  const original = Buffer.from(letter.original);
  const shownBytes = original.subarray(0, limits.deadLetterShownBytesMax);
  const key = letter.originalKey;
  return {
    bytes: original.length,
    hex: shownBytes.toString('hex'),
    keyHex: key === null ? null : Buffer.from(key).toString('hex'),
    text: textOf(shownBytes),
    ...(await attempt(entry.topic, original, codec)),
  };
}

function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

async function attempt(source: string, original: Buffer, codec: Codec) {
  const topic = topicNames.find((name) => name === source);
  const schemaId = original.length < 5 || original[0] !== 0 ? null : original.readInt32BE(1);
  if (topic === undefined) return { schemaId: null, schema: null, decoded: null, error: null };
  try {
    const decoded = await decodeLearning(codec, topic, original);
    return { schemaId, schema: decoded.type, decoded, error: null };
  } catch (failure) {
    const error = failure instanceof Error ? failure.message : String(failure);
    return { schemaId, schema: codec.nameOf(original) ?? null, decoded: null, error };
  }
}
