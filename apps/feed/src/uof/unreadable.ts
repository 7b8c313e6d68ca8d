import { limits, type DeadLetterCode } from '@stakelog/contracts';
import type { XmlElement } from './xml';

/** A message, or a market of it, that cannot be taken. Never leaves the adapter. */
export class Unreadable extends Error {
  readonly code: DeadLetterCode;

  constructor(code: DeadLetterCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

/** Throws `Unreadable` where the attribute is missing. */
export function text(element: XmlElement, name: string): string {
  const value = element.attributes[name];
  if (value === undefined || value === '')
    throw new Unreadable('LINE_MALFORMED', `${element.name} has no ${name}`);
  return value;
}

const printable = /^[\x20-\x7e]+$/u;

/** The id of something. Throws `Unreadable` where it is missing, or does not fit our messages. */
export function identifier(element: XmlElement, name: string): string {
  const value = text(element, name);
  if (value.length > limits.textLengthMax || !printable.test(value))
    throw new Unreadable('LINE_MALFORMED', `${element.name} has a ${name} that does not fit`);
  return value;
}

/** A whole number, or undefined where the attribute is missing. Throws `Unreadable` at anything else. */
export function maybeInteger(element: XmlElement, name: string): number | undefined {
  const value = element.attributes[name];
  if (value === undefined || value === '') return undefined;
  const number = /^[+-]?\d{1,16}$/u.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(number))
    throw new Unreadable('LINE_MALFORMED', `${element.name} ${name}="${value}" is no whole number`);
  return number;
}

/** Throws `Unreadable` where the attribute is missing or no whole number. */
export function integer(element: XmlElement, name: string): number {
  text(element, name);
  return maybeInteger(element, name) ?? 0;
}
