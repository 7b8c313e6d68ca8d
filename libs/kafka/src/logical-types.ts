import {
  decimalOdds,
  minorDelta,
  minorUnits,
  utcMs,
  words,
  type UndecodableCode,
} from '@stakelog/contracts';
import { types, type Type } from 'avsc';
import { LogError } from './log-error';
import type { Message } from './message';

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
  };
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

/** A word of a closed list. */
function wordType(name: string, list: readonly string[]): LogicalTypeClass {
  const allowed = new Set<unknown>(list);
  function known(word: unknown) {
    if (typeof word !== 'string') return undefined;
    if (allowed.has(word)) return word;
    throw undecodable('WORD_UNKNOWN', `${JSON.stringify(word)} is no ${name}`);
  }
  return logicalType(known, known);
}

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
  return logicalType(known, known);
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
