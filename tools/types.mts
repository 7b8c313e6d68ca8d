/**
 * Writes libs/contracts/src/generated from schemas/<topic>/*.avsc: one file of types per topic, the records
 * nested in them in records.ts, and the schemas themselves in schemas.ts. With --check it fails on drift instead.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { format, resolveConfig } from 'prettier';

type Field = { name: string; type: Avro; doc: string };
type Enum = { type: 'enum'; name: string; doc?: string; symbols: string[] };
type List = { type: 'array'; items: Avro };
type Dictionary = { type: 'map'; values: Avro };
type Scalar = { type: string; logicalType?: string };
type Structure = { type: 'record'; name: string; doc?: string; fields: Field[] };
type Avro = string | Avro[] | Enum | List | Dictionary | Scalar | Structure;

const target = 'libs/contracts/src/generated';
const banner = (from: string) =>
  `// Generated from ${from}. Change a schema, then run \`npm run types\`.`;

/** What a message may hold. Floats and fixed are left out on purpose. */
const scalars = new Map([
  ['boolean', 'boolean'],
  ['bytes', 'Uint8Array'],
  ['int', 'number'],
  ['long', 'number'],
  ['null', 'null'],
  ['string', 'string'],
]);

/** Types of their own, not brands of a scalar: another message inside this one. */
const messages = new Map([
  ['bet-event', ['BetEvent', './bet.events']],
  ['bet-command', ['BetCommand', './bet.commands']],
]);

/** Logical types that are values with a constructor; the others are words of a closed list. */
const brands = {
  AccountId: true,
  DecimalOdds: true,
  FixtureId: true,
  MarketId: true,
  MinorDelta: true,
  MinorUnits: true,
  OutcomeId: true,
  TicketId: true,
  UtcMs: true,
};

const pascal = (text: string) =>
  text.replace(/(?:^|[-.])(\w)/g, (_, letter: string) => letter.toUpperCase());
const docblock = (doc?: string) => (doc === undefined ? '' : `/** ${doc} */\n`);

/** Records and enums nested in messages, over all topics: one name, one shape. */
const nested = new Map<string, string>();

/** What one file must import. */
type Imports = Map<string, Set<string>>;

function need(imports: Imports, from: string, name: string): string {
  imports.set(from, (imports.get(from) ?? new Set()).add(name));
  return name;
}

function spell(avro: Avro, imports: Imports): string {
  if (Array.isArray(avro)) return avro.map((branch) => spell(branch, imports)).join(' | ');
  if (typeof avro === 'string')
    return nested.has(avro) ? need(imports, './records', avro) : scalar({ type: avro }, imports);
  if ('items' in avro) return `readonly (${spell(avro.items, imports)})[]`;
  if ('values' in avro) return `Readonly<Record<string, ${spell(avro.values, imports)}>>`;
  if ('fields' in avro || 'symbols' in avro) return need(imports, './records', hoist(avro));
  return scalar(avro, imports);
}

function scalar({ type, logicalType }: Scalar, imports: Imports): string {
  const plain = scalars.get(type);
  if (plain === undefined) throw new Error(`${type} has no place in a message`);
  if (logicalType === undefined) return plain;
  const message = messages.get(logicalType);
  if (message !== undefined) return need(imports, message[1] ?? '', message[0] ?? '');
  const name = logicalType === 'timestamp-millis' ? 'UtcMs' : pascal(logicalType);
  return need(imports, name in brands ? '../values' : '../words', name);
}

const nestedImports: Imports = new Map();

/** Declares a nested type once; two shapes of one name are refused. */
function hoist(named: Enum | Structure): string {
  const body =
    'fields' in named
      ? `{ ${fields(named, nestedImports)} }`
      : named.symbols.map((symbol) => `'${symbol}'`).join(' | ');
  const source = `${docblock(named.doc)}export type ${named.name} = ${body};`;
  if ((nested.get(named.name) ?? source) !== source) throw new Error(`two ${named.name}`);
  nested.set(named.name, source);
  return named.name;
}

function fields(record: Structure, imports: Imports): string {
  return record.fields
    .map((field) => `${docblock(field.doc)}readonly ${field.name}: ${spell(field.type, imports)};`)
    .join('\n');
}

function importLines(imports: Imports, self: string): string {
  return [...imports]
    .filter(([from]) => from !== self)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([from, names]) => `import type { ${[...names].toSorted().join(', ')} } from '${from}';`)
    .join('\n');
}

/** The source of one topic's file. */
function topicSource(topic: string, records: readonly Structure[]): string {
  const imports: Imports = new Map();
  const bodies = records.map(
    (record) =>
      `${docblock(record.doc)}export type ${record.name} = { readonly type: '${record.name}';\n${fields(record, imports)} };`,
  );
  const names = records.map((record) => record.name);
  const singular = pascal(topic).replace(/s$/, '');
  const union = names.includes(singular) ? `${singular}Record` : singular;
  return [
    banner(`schemas/${topic}`),
    importLines(imports, `./${topic}`),
    `/** Everything that ${topic} holds. */\nexport type ${union} = ${names.join(' | ')};`,
    ...bodies,
  ].join('\n\n');
}

async function write(name: string, unformatted: string): Promise<void> {
  const path = `${target}/${name}.ts`;
  const source = await format(unformatted, { ...(await resolveConfig(path)), filepath: path });
  if (!process.argv.includes('--check')) writeFileSync(path, source);
  else if (readFileSync(path, 'utf8') !== source)
    throw new Error(`${path} differs from its schemas; run npm run types`);
}

const all: Record<string, Record<string, Structure>> = {};
for (const folder of globSync('schemas/*.*/').toSorted()) {
  const topic = basename(folder);
  const records = globSync(`${folder}/*.avsc`)
    .toSorted()
    .map((path) => JSON.parse(readFileSync(path, 'utf8')) as Structure);
  await write(topic, topicSource(topic, records));
  all[topic] = Object.fromEntries(records.map((record) => [record.name, record]));
}
await write(
  'records',
  [
    banner('schemas'),
    importLines(nestedImports, './records'),
    ...[...nested]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([, source]) => source),
  ].join('\n\n'),
);
await write(
  'schemas',
  `${banner('schemas')}\n\n/** Every message's Avro schema, by topic and record name. */\nexport const schemas: Readonly<Record<string, Readonly<Record<string, object>>>> = ${JSON.stringify(all)};`,
);
