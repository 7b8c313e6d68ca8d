import { limits, type Position } from '@stakelog/contracts';
import { decodeLearning, valueCrc, type Codec, type LogRecord } from '@stakelog/kafka';
import { AuditError } from '../audit-error';
import type { RecordedLog } from '../log/recorded-log';
import type { Output } from '../report/output';
import { coordinateText } from './coordinate';

/** So many records before and behind the one that is looked at. */
const AROUND = 3;

type Parts = { readonly log: RecordedLog; readonly codec: Codec };

/** Shows one record raw, what a reader makes of it, and what stands around it. Whether it can be read. */
export async function inspect(parts: Parts, at: Position, out: Output): Promise<boolean> {
  const range = (await parts.log.ranges(at.topic)).get(at.partition);
  const { start = 0, end = 0 } = range ?? {};
  if (at.offset < start || at.offset >= end)
    throw new AuditError('bad_data', `${coordinateText(at)}: its log holds ${start} to ${end - 1}`);
  const from = Math.max(start, at.offset - AROUND);
  const until = Math.min(end, at.offset + AROUND + 1);
  const records: LogRecord[] = [];
  for await (const slice of parts.log.read(at.topic, at.partition, from, until))
    records.push(...slice);
  const record = records.find(({ offset }) => offset === at.offset);
  if (record === undefined)
    throw new AuditError('bad_data', `${coordinateText(at)} is missing between its neighbours`);
  const seen = { ...raw(record), ...(await attempt(parts.codec, at, record)) };
  const around = await Promise.all(
    records.map(async (one) => ({
      offset: one.offset,
      ...briefly(await attempt(parts.codec, at, one)),
    })),
  );
  const shown = { at: coordinateText(at), ...seen, around };
  if (out.json) await out.value(shown);
  else out.text(JSON.stringify(shown, undefined, 2));
  return seen.error === null;
}

function raw(record: LogRecord) {
  const { appendedAtMs, key, value, headers } = record;
  const shownBytes = value?.subarray(0, limits.deadLetterShownBytesMax);
  return {
    appendedAt: new Date(appendedAtMs).toISOString(),
    key: key?.toString('utf8') ?? null,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [name, String(text)]),
    ),
    bytes: value?.length ?? null,
    crc32c: value === null ? null : valueCrc(record),
    hex: shownBytes?.toString('hex') ?? null,
  };
}

async function attempt(codec: Codec, { topic }: Position, { value }: LogRecord) {
  const schemaId =
    value === null || value.length < 5 || value[0] !== 0 ? null : value.readInt32BE(1);
  const schema = codec.nameOf(value) ?? null;
  try {
    const decoded = await decodeLearning(codec, topic, value);
    return { schemaId, schema: decoded.type, decoded, error: null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { schemaId, schema, decoded: null, error: message };
  }
}

const briefly = ({ schema, error }: Awaited<ReturnType<typeof attempt>>) => ({
  type: schema,
  ...(error === null ? {} : { error }),
});
