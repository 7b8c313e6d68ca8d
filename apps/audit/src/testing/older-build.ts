import { assert, schemas, type BetEvent } from '@stakelog/contracts';
import { memoryCodec } from '@stakelog/kafka';
import { Type, type Schema } from 'avsc';
import { home, type SyntheticLog } from './synthetic-log';

type RecordSchema = {
  readonly type: 'record';
  readonly name: string;
  readonly namespace: string;
  readonly fields: { readonly name: string; readonly type: Schema }[];
};

/** Fields that records of bet.events gained later. */
const gained: Readonly<Record<string, string>> = {
  BetAccepted: 'bonusTerms',
  InputsAdopted: 'workTaken',
};
const names = Object.keys(gained);
const firstId = 1_000;

const schemaOf = (name: string): RecordSchema =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- generated from the .avsc
  structuredClone(schemas['bet.events']?.[name]) as RecordSchema;

const olderSchemas = names.map((name): RecordSchema => {
  const schema = schemaOf(name);
  const fields = schema.fields.filter((field) => field.name !== gained[name]);
  assert(fields.length < schema.fields.length, `${name} has the field that it gained`);
  return { ...schema, fields };
});

/** A codec of this build, beside schemas that an older build registered. */
export const laterCodec = memoryCodec(async (id) => olderSchemas[id - firstId]);

/** The event as an older build wrote it, with what stands inside. */
function olderBytes(event: BetEvent): Buffer {
  const at = names.indexOf(event.type);
  const schema = olderSchemas[at] ?? schemaOf(event.type);
  const id = at < 0 ? laterCodec.encode('bet.events', event).readInt32BE(1) : firstId + at;
  const head = Buffer.alloc(5);
  head.writeInt32BE(id, 1);
  const avro = Type.forSchema(structuredClone(schema)).toBuffer(withBytesInside(event));
  return Buffer.concat([head, avro]);
}

function withBytesInside(event: BetEvent): object {
  if (event.type === 'CommandRepeated') return { ...event, answers: event.answers.map(olderBytes) };
  if ('command' in event && event.command !== null)
    return { ...event, command: laterCodec.encode('bet.commands', event.command) };
  return event;
}

/** Writes the bet.events of a log anew, as an older build would have written them. */
export function writtenByOlderBuild(log: SyntheticLog): void {
  for (const record of log.records('bet.events', home))
    record.value = olderBytes(laterCodec.decode('bet.events', record.value));
}
