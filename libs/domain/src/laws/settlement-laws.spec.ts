import { describe, expect, test } from '@jest/globals';
import { betId, type BetSettled, type SettledLeg } from '@stakelog/contracts';
import { law } from '@stakelog/testing';
import type { Bet } from '../bet/bet';
import type { KeptAcceptance } from '../bet/kept-acceptance';
import type { PartitionState } from '../partition/partition-state';
import { everyLine } from '../settlement/testing/every-line';
import type { Desk } from './desk';
import { played, workedOff } from './played';

/** A rational that shares no arithmetic with the engine's. Not reduced. */
type Ratio = readonly [num: bigint, den: bigint];
type Terms = { readonly num: number | string; readonly den: number | string };

const ratio = ({ num, den }: Terms): Ratio => [BigInt(num), BigInt(den)];
const add = ([a, b]: Ratio, [c, d]: Ratio): Ratio => [a * d + c * b, b * d];
const multiply = ([a, b]: Ratio, [c, d]: Ratio): Ratio => [a * c, b * d];
const one: Ratio = [1n, 1n];
const nothing: Ratio = [0n, 1n];

/** What one unit on a settled leg returns, of its stake alone where the odds are 1. */
function unitOn(
  accepted: KeptAcceptance,
  legs: readonly SettledLeg[],
  part: 'win' | 'place',
  at: 'odds' | 'stake',
  index: number,
): Ratio {
  const [leg, settled] = [accepted.legs[index], legs[index]];
  const shares = part === 'win' ? settled : settled?.place;
  if (leg === undefined || !settled || !shares) return nothing;
  const taken: Ratio = leg.fraction ? add(one, ratio(leg.fraction)) : [BigInt(leg.odds), 10_000n];
  const odds = settled.effectiveOdds === null ? taken : ratio(settled.effectiveOdds);
  const share = part === 'win' ? one : ratio(leg.placeTerms?.fraction ?? { num: 0, den: 1 });
  const price = add(one, multiply(add(odds, [-1n, 1n]), share));
  return add(multiply(ratio(shares.win), at === 'odds' ? price : one), ratio(shares.void));
}

/** Line by line: what the settled legs return. */
function returned(
  accepted: KeptAcceptance,
  legs: readonly SettledLeg[],
  at: 'odds' | 'stake',
): Ratio {
  let sum = nothing;
  for (const part of accepted.eachWay ? (['win', 'place'] as const) : (['win'] as const))
    for (const line of everyLine(accepted))
      sum = add(
        sum,
        line.map((leg) => unitOn(accepted, legs, part, at, leg)).reduce(multiply, one),
      );
  return multiply([BigInt(accepted.stake), BigInt(accepted.lines)], sum);
}

const isVoid = ({ win, void: refunded }: SettledLeg) =>
  win.num === 0 && refunded.num === refunded.den;

/** Laws 3, 4 and 6: R is the sum of its lines, and what is paid is R, capped, less what was cashed out, rounded once. */
function checkMoney(bet: Bet, settled: BetSettled, returnsStake: ReadonlySet<string>): void {
  const { accepted, cashedBps } = bet;
  const { legs, exactReturn, payout, bonus } = settled;
  const isFree = accepted.funding === 'FREE_BET';
  const isNet = isFree && !returnsStake.has(accepted.freeBetId ?? '');
  const [lost, by] = isNet ? returned(accepted, legs, 'stake') : nothing;
  const [num, den] = add(returned(accepted, legs, 'odds'), [-lost, by]);
  const [exactNum, exactDen] = ratio(exactReturn);
  expect(exactNum * den).toBe(num * exactDen);
  if (isFree && legs.every(isVoid)) return;
  const cap = BigInt(accepted.maxPayout ?? Number.MAX_SAFE_INTEGER);
  const capped = exactNum > cap * exactDen ? cap * exactDen : exactNum;
  const due = capped * BigInt(10_000 - cashedBps);
  const unit = exactDen * 10_000n;
  const off = BigInt(payout - bonus) * unit - due;
  expect((off < 0n ? -off : off) * 2n <= unit).toBe(true);
}

/** Places from 1 to `paid` that the tied share, counted one by one, over how many share them. */
function shareOf({ rank, tied }: { readonly rank: number; readonly tied: number }, paid: number) {
  const shared = Array.from({ length: tied }, (_, index) => rank + index);
  return shared.filter((place) => place <= paid).length / tied;
}

const dominant = ['override/1', 'window/1', 'withdrawal/1'] as const;

/** Law 13: an operator's word, then a void window over the acceptance, then a withdrawal, then a result. */
function checkTruth(
  { table }: PartitionState,
  { accepted, overrides }: Bet,
  legs: readonly SettledLeg[],
) {
  for (const [index, { rule, win, void: refunded, place }] of legs.entries()) {
    const leg = accepted.legs[index];
    const market = leg && table.markets.get(leg.marketId);
    if (leg === undefined || rule === 'undecided/1') continue;
    const at = accepted.acceptedAtMs;
    const windows = [...(market?.windows.values() ?? [])];
    const isInWindow = windows.some(
      ({ fromMs, toMs }) => (fromMs ?? -Infinity) <= at && at < (toMs ?? Infinity),
    );
    const applies = [
      (overrides[index] ?? 'NONE') !== 'NONE',
      isInWindow,
      market?.withdrawals.has(leg.outcomeId) === true,
    ];
    const expected = dominant[applies.indexOf(true)];
    expect(dominant.find((each) => each === rule)).toBe(expected);
    expect(expected !== 'window/1' || (win.num === 0 && refunded.num === 1)).toBe(true);
    const position = market?.results.get(leg.outcomeId)?.declared.position ?? null;
    if (position === null || !/^(result|dead-heat)\//.test(rule)) continue;
    const winners = market?.definition?.numberOfWinners ?? 1;
    expect(win.num / win.den).toBe(shareOf(position, winners));
    const paid = shareOf(position, leg.placeTerms?.places ?? 0);
    expect(place === null || place.win.num / place.win.den === paid).toBe(true);
  }
}

/** How many settlements that stand were checked. */
function checkSettled({ state, events }: Desk): number {
  let checked = 0;
  const newest = new Map<string, BetSettled>();
  const returnsStake = new Set<string>();
  for (const event of events) {
    if (event.type === 'BetSettled') newest.set(betId(event.ticketId, event.bet), event);
    if (event.type === 'FreeBetGranted' && event.stakeReturned) returnsStake.add(event.freeBetId);
  }
  for (const [id, bet] of state.bets) {
    const settled = newest.get(id);
    if (bet.settlement === undefined || settled === undefined) continue;
    checkMoney(bet, settled, returnsStake);
    checkTruth(state, bet, settled.legs);
    checked++;
  }
  return checked;
}

describe('settlement', () => {
  test('laws 3, 4, 6 and 13: what is paid follows from the legs, and the legs from the facts in force', () => {
    let checked = 0;
    law((steps) => {
      for (const desk of played(steps).map(workedOff)) checked += checkSettled(desk);
    }, 100);
    expect(checked).toBeGreaterThan(100);
  });
});
