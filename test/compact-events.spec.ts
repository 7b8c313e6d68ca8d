import { expect, test } from '@jest/globals';
import {
  accountId,
  decimalOdds,
  marketId,
  minorDelta,
  minorUnits,
  outcomeId,
  ticketId,
  utcMs,
  type BetAccepted,
} from '@stakelog/contracts';
import { memoryCodec } from '@stakelog/kafka';

const bytesMax = 220;

/** A single as large as usual ones get: ids of full length, a price that moved, in play, a later policy. */
const single: BetAccepted = {
  type: 'BetAccepted',
  accountId: accountId('abcdefghijklmnop'),
  ticketId: ticketId('abcdefghijklmnopqrstuvwxyz'),
  bodyCheck: 2 ** 52 - 1,
  bet: 49,
  quoteId: null,
  kind: 'SINGLE',
  sizes: [],
  positions: [],
  eachWay: false,
  lines: 1,
  unitStake: null,
  stake: minorUnits(1_000_000),
  funding: 'CASH',
  freeBetId: null,
  legs: [
    {
      marketId: marketId('bf:1.132153978'),
      outcomeId: outcomeId('12345678:-0.75'),
      requestedOdds: decimalOdds(1_000_000_000),
      odds: decimalOdds(999_990_000),
      fraction: { num: 1_001, den: 1_000 },
      oddsAt: { partition: 5, offset: 1_000_000_000_000 },
      marketVersion: 5_000_000_000,
      scoreVersion: 1_000,
      scoreAtAcceptance: { home: 100, away: 100 },
      placeTerms: null,
      reductionMethod: 'EXCHANGE_WIN',
      antePost: false,
      ruleSetId: null,
    },
  ],
  potentialReturn: minorUnits(100_000_000),
  maxPayout: minorUnits(100_000_000),
  rounding: 'HALF_UP',
  acceptedAtMs: utcMs(1_800_000_000_000),
  policyVersion: 100_000,
  factorBps: 5_000,
  bonusTerms: [],
  postings: [
    { code: 'held', amount: minorDelta(-2_000_000) },
    { code: 'open', amount: minorDelta(1_000_000) },
    { code: 'cash', amount: minorDelta(1_000_000) },
  ],
};

test('a single’s acceptance is at most 220 bytes, with the header of the wire format', () => {
  const codec = memoryCodec();
  const value = codec.encode('bet.events', single);
  expect(value.length).toBeLessThanOrEqual(bytesMax);
  expect(codec.decode('bet.events', value)).toEqual(single);
});
