import { describe, expect, test } from '@jest/globals';
import { accountId, minorUnits } from '@stakelog/contracts';
import { multiple, placeBets, single, system, wideLimits } from '@stakelog/testing';
import { stateDump } from '../laws/state-dump';
import { previewTicket } from './preview-ticket';
import { deskOf, home, now } from './testing/matches';

const odds = [15_000, 65_000, 30_000];
const policy = { levels: [{ ...wideLimits, liabilityMax: minorUnits(15_664) }] };
const ticket = (key: string, stake: number) => ({
  ...placeBets(key, now, 0, { selections: home(odds), bets: [multiple(stake, 3)] }),
});

describe('a preview', () => {
  test('tells what the ticket would be answered, and changes nothing', () => {
    const desk = deskOf(
      odds.map((each) => ({ odds: each, betDelayMs: 1_000 })),
      policy,
    );
    const before = JSON.stringify(stateDump(desk.state));
    expect(previewTicket(desk.state, ticket('t1', 1_000))).toEqual({
      reasons: [],
      alternative: undefined,
      delay: { marketMs: 1_000, accountMs: 0, appliedMs: 1_000 },
      odds,
      stakesMax: [1_000],
    });
    expect(JSON.stringify(stateDump(desk.state))).toBe(before);
  });

  test('the largest stake is accepted, and one more is not', () => {
    const desk = deskOf(
      odds.map((each) => ({ odds: each })),
      policy,
    );
    const bets = [system(100, 3, [2, 3], { stakeMode: 'UNIT' }), single(100, 1)];
    const place = { ...ticket('t1', 0), bets };
    const [most = null, alone = null] = previewTicket(desk.state, place)?.stakesMax ?? [];
    // Half of a Trixie's liability stands on 6.5: 15 646 of 31 211 at 529 a line.
    expect([most, alone]).toEqual([2_116, 2_848]);
    const staked = (key: string, unit: number) => ({
      ...ticket(key, 0),
      bets: [system(unit, 3, [2, 3], { stakeMode: 'UNIT' })],
    });
    expect(previewTicket(desk.state, staked('t2', 529))?.reasons).toEqual([]);
    expect(previewTicket(desk.state, staked('t3', 530))?.reasons).toMatchObject([
      { code: 'BETTOR_LIMIT', detail: '2116' },
    ]);
  });

  test('says nothing of price or risk where an earlier row fails', () => {
    const desk = deskOf(
      odds.map((each) => ({ odds: each })),
      policy,
    );
    const wrong = { ...ticket('t1', 1_000), bets: [multiple(1_000, 3, { lines: 7 })] };
    expect(previewTicket(desk.state, wrong)).toMatchObject({ odds: [], stakesMax: [] });
    const stranger = { ...ticket('t2', 1_000), accountId: accountId('account-z') };
    expect(previewTicket(desk.state, stranger)).toBeUndefined();
  });
});
