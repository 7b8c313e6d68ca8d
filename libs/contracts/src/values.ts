import { assert } from './assert';

declare const brand: unique symbol;
type Branded<Base, Name> = Base & { readonly [brand]: Name };

/** Money in the smallest unit of its currency: 1_050 is €10.50. A safe integer, never negative. */
export type MinorUnits = Branded<number, 'MinorUnits'>;

/** Asserts that the amount is a whole number from 0 to 2^53 − 1. */
export function minorUnits(amount: number): MinorUnits {
  assert(Number.isSafeInteger(amount), 'money is a safe integer');
  assert(amount >= 0, 'money is never negative; direction is in the name');
  return amount as MinorUnits;
}

/** A change of money, or a balance that a correction may have made negative, in minor units. */
export type MinorDelta = Branded<number, 'MinorDelta'>;

/** Asserts that the change is a safe integer. Never minus zero. */
export function minorDelta(amount: number): MinorDelta {
  assert(Number.isSafeInteger(amount), 'money is a safe integer');
  return (amount === 0 ? 0 : amount) as MinorDelta;
}

/** Decimal odds in ten-thousandths, from 10_100 (1.01) to 1_000_000_000: 25_000 pays 2.5 × the stake. */
export type DecimalOdds = Branded<number, 'DecimalOdds'>;

export const oddsMin = 10_100;
export const oddsMax = 1_000_000_000;

/** Asserts the range. */
export function decimalOdds(tenThousandths: number): DecimalOdds {
  assert(Number.isInteger(tenThousandths), 'odds are whole ten-thousandths');
  assert(tenThousandths >= oddsMin, 'odds are at least 1.01');
  assert(tenThousandths <= oddsMax, 'odds are at most 100 000');
  return tenThousandths as DecimalOdds;
}

/** Milliseconds since 1970-01-01 UTC, as recorded in the log. Never the clock of the machine that reads. */
export type UtcMs = Branded<number, 'UtcMs'>;

/** Asserts a whole number of milliseconds that a date can show. */
export function utcMs(ms: number): UtcMs {
  assert(Number.isSafeInteger(ms), 'time is whole milliseconds');
  return ms as UtcMs;
}

/** 16 lower-case base32 characters, derived from issuer and subject. */
export type AccountId = Branded<string, 'AccountId'>;
export const accountId = (text: string) => text as AccountId;

/** 26 lower-case base32 characters, derived from account and idempotency key; a command's id as well. */
export type TicketId = Branded<string, 'TicketId'>;
export const ticketId = (text: string) => text as TicketId;

/** `<ticketId>-<index>`. */
export type BetId = Branded<string, 'BetId'>;
export const betId = (ticket: TicketId, index: number) => `${ticket}-${index}` as BetId;

export type MarketId = Branded<string, 'MarketId'>;
export const marketId = (text: string) => text as MarketId;

export type OutcomeId = Branded<string, 'OutcomeId'>;
export const outcomeId = (text: string) => text as OutcomeId;

export type FixtureId = Branded<string, 'FixtureId'>;
export const fixtureId = (text: string) => text as FixtureId;
