import { describe, expect, test } from '@jest/globals';
import { limits, utcMs, type OddsEvent } from '@stakelog/contracts';
import { ended, facts } from '@stakelog/testing';
import { acceptedAtMs, legOn, Settling, struck } from '../settlement/testing/struck';
import { waitingOn } from './waiting-on';

const startMs = acceptedAtMs + 5_000;
const fixture = facts.fixtureDefined({ scheduledStartMs: utcMs(startMs) });
const at = (ms: number) => ({ receivedAtMs: utcMs(ms) });

function waiting(nowMs: number, ...adopted: readonly OddsEvent[]) {
  const settling = new Settling(struck(1_000, [legOn('m1', 20_000)]));
  for (const fact of [fixture, facts.marketDefined(), ...adopted]) settling.adopt(fact);
  settling.settle();
  const [bet] = settling.state.bets.values();
  return bet === undefined ? [] : waitingOn(bet, settling.table, nowMs);
}

describe('what an open bet waits for', () => {
  const provisional = facts.resulted([ended('home')], { certainty: 1, ...at(startMs + 9) });
  const retired = facts.resulted([ended('home')], { reason: 'RETIRED', ...at(startMs + 8) });
  test.each<[string, readonly OddsEvent[], number, number]>([
    ['RESULT', [], startMs, limits.contestOverdueMs],
    ['RESULT', [facts.fixtureStatus('LIVE', at(startMs))], startMs, limits.contestOverdueMs],
    [
      'RESULT',
      [facts.fixtureStatus('ENDED', at(startMs + 7))],
      startMs + 7,
      limits.resultOverdueMs,
    ],
    ['CERTAINTY', [provisional], startMs + 9, limits.certaintyOverdueMs],
    ['SCORE', [retired], startMs + 8, limits.resultOverdueMs],
    [
      'POSTPONED',
      [facts.fixtureStatus('POSTPONED', at(startMs + 3))],
      startMs + 3,
      limits.postponedOverdueMs,
    ],
  ])('%s after %j', (what, adopted, sinceMs, patienceMs) => {
    const expected = { leg: 0, what, sinceMs };
    expect(waiting(sinceMs + patienceMs, ...adopted)).toEqual([{ ...expected, overdue: false }]);
    expect(waiting(sinceMs + patienceMs + 1, ...adopted)).toEqual([{ ...expected, overdue: true }]);
  });

  test('a settled bet waits for nothing, and neither does one cashed out whole', () => {
    expect(waiting(startMs, facts.resulted([ended('home')]))).toEqual([]);
    const settling = new Settling(struck(1_000, [legOn('m1', 20_000)]));
    const [bet] = settling.state.bets.values();
    if (bet === undefined) throw new Error('the bet is kept');
    expect(waitingOn(bet, settling.table, 0)).toHaveLength(1);
    expect(waitingOn({ ...bet.asRow(), cashedBps: 10_000 }, settling.table, 0)).toEqual([]);
  });

  test('every undecided leg is named, and only those', () => {
    const legs = [legOn('m1', 20_000), legOn('m2', 20_000), legOn('m3', 20_000)];
    const settling = new Settling(struck(1_000, legs)).result('m2');
    const [bet] = settling.state.bets.values();
    if (bet === undefined) throw new Error('the bet is kept');
    const of = waitingOn(bet, settling.table, 0).map(({ leg, what }) => [leg, what]);
    expect(of).toEqual([
      [0, 'RESULT'],
      [2, 'RESULT'],
    ]);
  });
});
