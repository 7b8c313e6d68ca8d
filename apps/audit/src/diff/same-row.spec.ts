import { sampleEvents } from '@stakelog/testing';
import { describe, expect, test } from '@jest/globals';
import { rowText } from './clickhouse-rows';
import { sameRow } from './same-row';

const { accepted, repeated } = sampleEvents;

const rowOf = (event: object) => rowText([7, 'e', 'BetAccepted', 'acct', JSON.stringify(event)]);
const { bonusTerms: _, ...older } = accepted;

describe('an event that an older recorder kept', () => {
  test('is the same without fields that came later', () => {
    expect(sameRow('decisions', rowOf(accepted), rowOf(older))).toBe(true);
    const whole = repeated([accepted], 5);
    expect(sameRow('decisions', rowOf(whole), rowOf({ ...whole, answers: [older] }))).toBe(true);
  });

  test('is another where one of them says something, or anything else differs', () => {
    const terms = { promotionId: 'p', legsMin: 4, legOddsMin: null, bonusBps: 500 };
    expect(sameRow('decisions', rowOf({ ...accepted, bonusTerms: [terms] }), rowOf(older))).toBe(
      false,
    );
    expect(sameRow('decisions', rowOf(accepted), rowOf({ ...older, stake: 7 }))).toBe(false);
    expect(sameRow('decisions', rowOf(accepted), rowOf({ ...older, more: 1 }))).toBe(false);
    expect(sameRow('bets', rowOf(accepted), rowOf(older))).toBe(false);
  });
});
