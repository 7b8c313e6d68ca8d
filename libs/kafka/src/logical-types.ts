import {
  decimalOdds,
  minorDelta,
  minorUnits,
  utcMs,
  words,
  type UndecodableCode,
} from '@stakelog/contracts';
import { types, type schema, type Schema, type Type } from 'avsc';
import { LogError } from './log-error';
import type { Message } from './message';
import { NewestTexts, type Tap } from './newest-texts';

/** How the codec reads and writes the messages that stand inside others. */
export type NestedMessages = {
  readonly encode: (topic: 'bet.events' | 'bet.commands', message: Message) => Buffer;
  readonly decode: (topic: 'bet.events' | 'bet.commands', bytes: Buffer) => Message;
};

type LogicalTypeClass = typeof types.LogicalType;

/** Logical types whose values have a constructor that asserts their range. */
const ranges: Readonly<Record<string, (value: number) => number>> = {
  'decimal-odds': decimalOdds,
  'minor-delta': minorDelta,
  'minor-units': minorUnits,
  'timestamp-millis': utcMs,
};

/** Every logical type of our schemas, by its name. */
export function logicalTypes(nested: NestedMessages): Record<string, LogicalTypeClass> {
  const known: Record<string, LogicalTypeClass> = {
    'bet-event': messageType('bet.events', nested),
    'bet-command': messageType('bet.commands', nested),
    'message-name': MessageName,
  };
  for (const name of repeatedIds) known[name] = idType;
  for (const [name, list] of Object.entries(words)) known[name] = wordType(name, list);
  for (const [name, inRange] of Object.entries(ranges)) known[name] = rangeType(name, inRange);
  return known;
}

/** An error that names why bytes cannot be decoded, or a message not encoded. */
export function undecodable(reason: UndecodableCode, detail: string, cause?: unknown): LogError {
  return new LogError('undecodable', detail, cause, reason);
}

/**
 * Reads what another version of the schema wrote as well, where the underlying types agree.
 * Undefined means that a value is of another kind: so avsc finds the branch of a union, and so bytes
 * that were cut short come by here before the codec refuses them as a whole.
 */
function logicalType(
  from: (value: unknown) => unknown,
  to: (value: unknown) => unknown,
): LogicalTypeClass {
  return class extends types.LogicalType {
    protected override _fromValue = from;
    protected override _toValue = to;
    protected override _resolve = ({ typeName }: Type) => {
      const ours = this.underlyingType.typeName;
      return typeName === ours || (ours === 'long' && typeName === 'int') ? from : undefined;
    };
  };
}

/** Ids that come again and again; those of tickets and commands come once. */
const repeatedIds = ['account-id', 'market-id', 'outcome-id', 'fixture-id'];
const newestIds = new NewestTexts();

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

const idType = class extends logicalType(text, text) {
  protected _read = (tap: Tap): unknown => newestIds.read(tap);
};

/** A word of a closed list. */
function wordType(name: string, list: readonly string[]): LogicalTypeClass {
  const allowed = new Set<unknown>(list);
  function known(word: unknown) {
    if (typeof word !== 'string') return undefined;
    if (allowed.has(word)) return word;
    throw undecodable('WORD_UNKNOWN', `${JSON.stringify(word)} is no ${name}`);
  }
  const byLength = new Map<number, Spelled[]>();
  for (const word of list) {
    const bytes = Buffer.from(word);
    byLength.set(bytes.length, [...(byLength.get(bytes.length) ?? []), { word, bytes }]);
  }
  return class extends logicalType(known, known) {
    /** Finds the word by its bytes, in place of making a text of them each time. */
    protected _read(tap: Tap): unknown {
      const from = tap.pos;
      const length = tap.readLong();
      for (const { word, bytes } of byLength.get(length) ?? none)
        if (stands(bytes, tap)) {
          tap.pos += length;
          return word;
        }
      tap.pos = from;
      return known(tap.readString());
    }
  };
}

type Spelled = { readonly word: string; readonly bytes: Buffer };
const none: readonly Spelled[] = [];

/** Whether these bytes come next. */
function stands(bytes: Buffer, { buf, pos }: Tap): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at] !== buf[pos + at]) return false;
  return true;
}

/** The name of a record as its first field, of which nothing is written: `{ type: 'BetAccepted', … }`. */
class MessageName extends types.LogicalType {
  readonly #name: string;

  constructor(attributes: Schema & { readonly message: string }, options: unknown) {
    super(attributes, options);
    this.#name = attributes.message;
  }

  protected override _fromValue = () => this.#name;
  protected override _toValue = () => null;
}

/** The record's schema with its name in front, so that avsc makes messages as we know them and none is copied. */
export function named(record: schema.RecordType): schema.RecordType {
  const type = { type: 'null', logicalType: 'message-name', message: record.name } as const;
  return { ...record, fields: [{ name: 'type', type, default: null }, ...record.fields] };
}

const LONG_MAX = Number.MAX_SAFE_INTEGER - 1;

/** A number with a range of its own. */
function rangeType(name: string, inRange: (value: number) => number): LogicalTypeClass {
  function known(value: unknown) {
    if (typeof value !== 'number') return undefined;
    try {
      return inRange(value);
    } catch (error) {
      throw undecodable('VALUE_INVALID', `${JSON.stringify(value)} is no ${name}`, error);
    }
  }
  return class extends logicalType(known, known) {
    /** An int is written as a long is. What a long may be is as avsc has it. */
    protected _read = (tap: Tap): unknown => {
      const value = tap.readLong();
      if (value > LONG_MAX || value < -LONG_MAX) throw new Error('a long beyond 2^53 - 2');
      return known(value);
    };
  };
}

/** A whole message, in the wire format of its topic. */
function messageType(
  topic: 'bet.events' | 'bet.commands',
  { encode, decode }: NestedMessages,
): LogicalTypeClass {
  return logicalType(
    (bytes) => (Buffer.isBuffer(bytes) ? decode(topic, bytes) : undefined),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- encode asserts what it is
    (message) => encode(topic, message as Message),
  );
}
