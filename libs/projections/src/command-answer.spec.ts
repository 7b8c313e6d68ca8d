import { describe, expect, it } from '@jest/globals';
import { utcMs, type BetEvent } from '@stakelog/contracts';
import { sampleEvents } from '@stakelog/testing';
import { answerKey } from './answer-view';
import { answersIn } from './answers-in';
import { foldEvents } from './bet-events-projection';
import { commandAnswer } from './command-answer';
import type { PlacedEvent } from './placed-event';
import { workingSet } from './working-set';

const { ticket, opened, deposited, accepted, rejected, withdrawn, held, repeated, conflict } =
  sampleEvents;

/** Events at offsets 2, 3, 4 …, each decided at its offset. */
const placed = (events: readonly BetEvent[]): PlacedEvent[] =>
  events.map((event, index) => ({
    partition: 3,
    offset: index + 2,
    eventId: `3-1-1-${index + 1}`,
    decidedAtMs: utcMs(1_790_000_000_000 + index),
    event,
  }));

function folded(...events: BetEvent[]) {
  const working = workingSet(new Map());
  foldEvents(working, placed(events));
  return working;
}

describe('an answer', () => {
  const at = utcMs(1_790_000_000_045);

  it('to an accepted ticket has these bytes', () => {
    expect(commandAnswer([accepted], at)).toEqual({
      state: 'final',
      body:
        '{"ticketId":"9b07d2","status":"ACCEPTED","decidedAtMs":1790000000045,' +
        '"bets":[{"betId":"9b07d2-0","kind":"SINGLE","stake":1000,"potentialReturn":2500,"maxPayout":50000000,' +
        '"legs":[{"marketId":"bf:1.2147","outcomeId":"47999","requestedOdds":24000,"odds":25000,' +
        '"oddsAt":"o5:99120","marketVersion":31}]}],"facts":["o5:99120"],"policyVersion":12}',
    });
  });

  it('to a rejected ticket has these bytes', () => {
    expect(commandAnswer([rejected], utcMs(1_790_000_000_123))?.body).toBe(
      '{"ticketId":"3f1c9a","status":"REJECTED","decidedAtMs":1790000000123,' +
        '"reasons":[{"code":"STAKE_ABOVE_MAX","level":"bet","bet":0,"type":"/problems/STAKE_ABOVE_MAX"}],' +
        '"alternative":{"stakes":[2500]},"facts":["o5:99120"],"policyVersion":12}',
    );
  });

  it.each([accepted, rejected, deposited, withdrawn, opened])(
    'to a repeat is the first one, byte for byte: $type',
    (event) => {
      const first = commandAnswer([event], at);
      expect(commandAnswer([repeated([event], at)], utcMs(1_790_000_900_000))).toEqual(first);
    },
  );

  it('is pending while the ticket is held, for a repeat as well', () => {
    expect(commandAnswer([held], at)?.state).toBe('held');
    expect(commandAnswer([repeated([], null)], at)?.state).toBe('held');
  });

  it('has all bets of a ticket, and nothing of other commands in the batch', () => {
    const second = { ...accepted, bet: 1 };
    const batch = placed([deposited, accepted, second, repeated([accepted], 5), conflict]);
    expect(
      answersIn(batch).map(({ commandId, state, asOf, repeated: again }) => [
        commandId,
        state,
        asOf,
        again,
      ]),
    ).toEqual([
      ['deposit', 'final', 'b3:2', false],
      [ticket, 'final', 'b3:4', false],
      [ticket, 'final', 'b3:7', true],
      [ticket, 'conflict', 'b3:6', false],
    ]);
  });

  it('under a key stays the first one, whatever comes under it later', () => {
    const first = folded(accepted).get(answerKey(ticket));
    expect(folded(accepted, repeated([accepted], 5), conflict).get(answerKey(ticket))).toEqual(
      first,
    );
    expect(folded(held, accepted).get(answerKey(ticket))).toMatchObject({
      state: 'final',
      asOf: 'b3:3',
    });
  });

  it('is kept for an account that was never opened, which has nothing else', () => {
    const working = folded(rejected);
    expect([...working.changes().values.keys()]).toEqual([answerKey('3f1c9a')]);
  });

  it('to a held cash-out says so, and a repeat of it too', () => {
    const heldCashOut: BetEvent = {
      type: 'CashOutHeld',
      accountId: accepted.accountId,
      commandId: 'cash-out',
      bodyCheck: 1,
      quoteId: 'q1',
      deadlineMs: utcMs(1_790_000_005_000),
    };
    expect(commandAnswer([heldCashOut], at)).toEqual({
      state: 'held',
      body:
        '{"commandId":"cash-out","status":"HELD","decidedAtMs":1790000000045,' +
        '"event":"CashOutHeld","quoteId":"q1","deadlineMs":1790000005000}',
    });
    expect(commandAnswer([repeated([], null)], at)?.body).toBe(
      '{"commandId":"9b07d2","status":"HELD"}',
    );
  });

  it('to a system names it, with its lines, place terms and bonus terms', () => {
    const [leg] = accepted.legs;
    if (leg === undefined) throw new Error('the sample has a leg');
    const placeTerms = { places: 3, fraction: { num: 1, den: 4 } };
    const trixie: BetEvent = {
      ...accepted,
      kind: 'SYSTEM',
      sizes: [2, 3],
      eachWay: true,
      lines: 8,
      legs: [leg, leg, leg].map((each) => ({ ...each, placeTerms })),
      bonusTerms: [{ promotionId: 'p', legsMin: 3, legOddsMin: null, bonusBps: 500 }],
    };
    const { bets } = JSON.parse(commandAnswer([trixie], at)?.body ?? '') as { bets: object[] };
    expect(bets).toMatchObject([
      {
        kind: 'SYSTEM',
        system: 'TRIXIE',
        sizes: [2, 3],
        eachWay: true,
        lines: 8,
        bonusTerms: [{ promotionId: 'p', legsMin: 3, bonusBps: 500 }],
        legs: [{ placeTerms }, { placeTerms }, { placeTerms }],
      },
    ]);
    const ways = { ...trixie, positions: [{ selections: [0, 1, 2], banker: false }] };
    expect(commandAnswer([ways], at)?.body).not.toContain('TRIXIE');
  });
});
