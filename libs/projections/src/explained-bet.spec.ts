import { expect, it } from '@jest/globals';
import { decimalOdds, minorUnits, utcMs, type BetEvent } from '@stakelog/contracts';
import { sampleEvents } from '@stakelog/testing';
import { foldEvents } from './bet-events-projection';
import { betKey } from './bet-view';
import { explainedBet } from './explained-bet';
import { workingSet } from './working-set';

const { accepted, bet, settled } = sampleEvents;

function explainedAfter(...events: BetEvent[]) {
  const working = workingSet(new Map());
  const at = { partition: 3, eventId: 'e', decidedAtMs: utcMs(1_790_000_000_000) };
  foldEvents(
    working,
    events.map((event, offset) => ({ ...at, offset, event })),
  );
  const view = working.get(betKey(bet));
  return view && explainedBet(view);
}

it('of an open bet names the prices taken', () => {
  const explained = explainedAfter(accepted);
  expect(explained).toMatchObject({ unitStake: '1000', legs: [{ leg: 0, price: '5/2' }] });
  expect(explained).not.toHaveProperty('steps');
});

it('of a settled bet leads from the factors to the payout', () => {
  expect(explainedAfter(accepted, settled(1, 2_500))).toMatchObject({
    legs: [
      {
        rule: 'default/1',
        cause: 'o5:100000',
        winPart: { multiplier: '5/2', arithmetic: '1 × 5/2 + 0 = 5/2' },
      },
    ],
    steps: [
      '1000 / 1 lines × the sum of their products = 2500',
      'at most 50000000',
      'rounded once, HALF_UP: 2500',
    ],
  });
});

it('of an each-way bet shows both parts: £10 + £10 at 17.0, ¼, placed pays 50.00', () => {
  const [leg] = accepted.legs;
  if (leg === undefined) throw new Error('the sample has a leg');
  const placeTerms = { places: 3, fraction: { num: 1, den: 4 } };
  const eachWay: BetEvent = {
    ...accepted,
    eachWay: true,
    lines: 2,
    stake: minorUnits(2_000),
    legs: [{ ...leg, odds: decimalOdds(170_000), placeTerms }],
  };
  const once = { win: { num: 0, den: 1 }, void: { num: 0, den: 1 } };
  const place = { win: { num: 1, den: 1 }, void: { num: 0, den: 1 } };
  const settlement = settled(1, 5_000);
  const legs = settlement.legs.map((each) => ({ ...each, ...once, place }));
  const { legs: [shown] = [], steps } = explainedAfter(eachWay, { ...settlement, legs }) ?? {};
  expect(shown?.winPart?.multiplier).toBe('0');
  expect(shown?.placePart?.arithmetic).toBe('1 × 5 + 0 = 5');
  expect(steps?.[0]).toContain('= 5000');
});
