import { expect, test } from '@jest/globals';
import {
  minorUnits,
  type OddsEvent,
  type RejectReason,
  type TradingLimit,
} from '@stakelog/contracts';
import { facts, placeBets, selection, usualStart, wideLimits } from '@stakelog/testing';
import { Desk } from '../laws/desk';

const now = 1_800_000_000_000;

/** Limits of which the last so many refuse every stake. */
function tightened(failing: 1 | 2 | 3 | 4 | 5) {
  const none = minorUnits(1);
  const names = [
    ['LIABILITY_EXCEEDED', { marketLiabilityMax: none }],
    ['BETTOR_LIMIT', { liabilityMax: none }],
    ['PAYOUT_ABOVE_MAX', { payoutMax: none }],
    ['STAKE_ABOVE_MAX', { stakeMax: none }],
    ['STAKE_BELOW_MIN', { stakeMin: minorUnits(999_999) }],
  ] as const;
  const [code] = names[failing - 1] ?? names[0];
  const level = names
    .slice(0, failing)
    .reduce<TradingLimit>((all, [, limit]) => ({ ...all, ...limit }), wideLimits);
  return { code, levels: [level] };
}

/** Facts that each fail one row, last row first: the newest added is always the one that is told. */
const inTurn: readonly (readonly [RejectReason['code'], OddsEvent])[] = [
  ...([1, 2, 3, 4, 5] as const).map((failing) => {
    const { code, levels } = tightened(failing);
    return [code, facts.policy({ policyVersion: failing + 1, levels })] as const;
  }),
  ['ODDS_CHANGED', facts.odds('home', 24_000)],
  ['MARKET_CHANGED', facts.status('OPEN', { marketVersion: 2 })],
  ['OUTCOME_INACTIVE', facts.odds('home', null, { marketVersion: 2 })],
  ['MARKET_SUSPENDED', facts.overridden('SUSPENDED')],
  ['MARKET_CLOSED', facts.fixtureStatus('ENDED')],
  ['FEED_DOWN', facts.down()],
];

test('the first failing row decides, whatever fails after it', () => {
  const place = placeBets('t1', now, 50_000, {
    selections: [selection({ marketVersion: 1 })],
  });
  for (let count = 1; count <= inTurn.length; count++) {
    const adopted = inTurn.slice(0, count).map(([, fact]) => fact);
    const desk = Desk.opened(usualStart(now)).adopt(...adopted);
    expect(desk.decide(place)[0]).toMatchObject({
      type: 'BetRejected',
      reasons: [{ code: inTurn[count - 1]?.[0] }],
    });
  }
});
