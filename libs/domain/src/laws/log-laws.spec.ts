import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { limits } from '@stakelog/contracts';
import { law } from '@stakelog/testing';
import { played } from './played';
import { stateDump } from './state-dump';

/** Small chunks, so that settlement work stays open between batches. */
const chunk = limits.settlementsPerBatchMax;
beforeAll(() => void Object.assign(limits, { settlementsPerBatchMax: 1 }));
afterAll(() => void Object.assign(limits, { settlementsPerBatchMax: chunk }));

describe('the log', () => {
  test('histories reach every decision that rules version 1 makes, and leave work open', () => {
    const seen = new Set<string>();
    let workOpen = 0;
    law((steps) => {
      const [desk] = played(steps);
      for (const event of desk?.events ?? [])
        seen.add('reasons' in event ? (event.reasons[0]?.code ?? '') : event.type);
      workOpen += desk?.batches.filter(({ opening }) => opening.workOpen > 0).length ?? 0;
    }, 80);
    expect(workOpen).toBeGreaterThan(10);
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'BetAccepted',
        'BetHeld',
        'BetSettled',
        'BetReopened',
        'CommandRepeated',
        'CommandRejected',
        'WithdrawalRequested',
        'WithdrawalFailed',
        'WithdrawalCompleted',
        'BalanceAdjusted',
        'MARKET_CHANGED',
        'SCORE_CHANGED',
        'ODDS_CHANGED',
        'MARKET_SUSPENDED',
        'MARKET_CLOSED',
        'OUTCOME_INACTIVE',
        'FEED_DOWN',
        'BETTOR_LIMIT',
        'LIABILITY_EXCEEDED',
        'INSUFFICIENT_FUNDS',
      ]),
    );
  });

  test('law 17: the fold of the log is the live state, wherever it is cut', () => {
    law((steps) => {
      for (const desk of played(steps, { partitions: 2, commandsMax: 3 })) {
        expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
      }
      played(steps, {
        commandsMax: 3,
        after: (desk) => {
          const isCut = desk.batches.length % 7 === 0;
          expect(stateDump(isCut ? desk.folded() : desk.state)).toEqual(stateDump(desk.state));
        },
      });
    });
  });

  test('law 16: deciding every batch again gives the identical events', () => {
    law((steps) => {
      for (const desk of played(steps, { partitions: 2, commandsMax: 2 }))
        expect(desk.redecided()).toEqual(desk.batches.map(({ decisions }) => decisions));
    });
  });
});
