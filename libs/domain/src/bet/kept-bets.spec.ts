import { expect, it } from '@jest/globals';
import {
  accountId,
  betId,
  defined,
  minorUnits,
  ticketId,
  utcMs,
  type BetAccepted,
} from '@stakelog/contracts';
import { prng, sampleEvents } from '@stakelog/testing';
import type { Bet, Settlement } from './bet';
import { PAGE_BETS } from './bet-page';
import { KeptBets } from './kept-bets';

const { postings: _, ...sample } = sampleEvents.accepted;
const leg = defined(sample.legs[0], 'a sample has a leg');
const settledLeg = defined(sampleEvents.settled(1, 0).legs[0], 'a sample has a leg');
const random = prng(20_261_122);
const oneOf = <Of>(...values: readonly [Of, ...Of[]]): Of =>
  values[random.below(values.length)] ?? values[0];
/** Most likely another number than all others, so that none can stand for another. */
const amount = () => minorUnits(random.below(2 ** 31) * 2 ** 20);

function acceptedNow(ticket: string, bet: number): Omit<BetAccepted, 'postings'> {
  const funding = oneOf('CASH', 'FREE_BET');
  return {
    ...sample,
    ticketId: ticketId(ticket),
    bet,
    accountId: accountId(`account-${random.below(5)}`),
    bodyCheck: amount(),
    stake: amount(),
    potentialReturn: amount(),
    acceptedAtMs: utcMs(amount()),
    legs: Array.from({ length: 1 + random.below(2) }, () => ({
      ...leg,
      marketVersion: random.below(3),
    })),
    funding,
    freeBetId: funding === 'FREE_BET' ? `free-${ticket}` : null,
    unitStake: oneOf(null, { num: random.below(3), den: 2 }),
    lines: 1 + random.below(2),
  };
}

const settlementNow = (): Settlement => ({
  legs: [{ ...settledLeg, rule: `result-${random.below(3)}/1` }],
  payout: amount(),
  bonus: amount(),
});

const changes = (): Omit<Bet, 'accepted' | 'heldExcess' | 'acceptedOffset'> => ({
  settlement: oneOf(undefined, settlementNow()),
  version: random.below(9),
  settledAtMs: amount(),
  overrides: oneOf<Bet['overrides']>([], [oneOf('WON', 'VOID')]),
  cashedBps: random.below(10_001),
  exposed: oneOf(undefined, []),
});

const betNow = (ticket: string, bet: number): Bet => ({
  accepted: acceptedNow(ticket, bet),
  heldExcess: oneOf(null, random.below(3)),
  acceptedOffset: amount(),
  ...changes(),
});

it('keeps of each bet what it was told of it, whoever had its place before', () => {
  const kept = new KeptBets(new Map());
  const plain = new Map<string, Bet[]>();
  const asPlain = () => [...plain.values()].flat();
  const accept = (ticket: string) => {
    const bets = Array.from({ length: oneOf(1, 3) }, (__, bet) => betNow(ticket, bet));
    plain.set(ticket, bets);
    for (const bet of bets) kept.add(bet);
  };
  const change = (ticket: string, bets: Bet[]) => {
    const index = random.below(bets.length);
    const now = changes();
    const bet = defined(kept.of(ticketId(ticket), index), 'it is kept');
    const { settlement, ...others } = now;
    Object.assign(bet, others);
    if (settlement === undefined) bet.settlement = undefined;
    else kept.settle(bet, settlement);
    bets[index] = { ...defined(bets[index], 'it is kept'), ...now };
  };
  let fullest = 0;
  for (let step = 0; step < 6_000; step++) {
    const ticket = [...plain.keys()][random.below(plain.size)];
    const bets = plain.get(ticket ?? '');
    const move = random.below(step < 2_000 ? 4 : 8);
    if (ticket === undefined || bets === undefined || move < 2) accept(`t${step}`);
    else if (move < 4) change(ticket, bets);
    else {
      plain.delete(ticket);
      kept.forget(ticketId(ticket));
    }
    fullest = Math.max(fullest, kept.size);
    if (step % 500 > 0) continue;
    expect([...kept.values()].map((bet) => bet.asRow())).toEqual(asPlain());
  }
  expect(fullest).toBeGreaterThan(3 * PAGE_BETS);
  expect(kept.size).toBe(asPlain().length);
});

it('finds a bet by its ticket and by its id, and no other', () => {
  const kept = new KeptBets(new Map());
  const rows = ['a', 'b', 'b'].map((ticket, at) => betNow(ticket, at === 2 ? 1 : 0));
  for (const row of rows) kept.add(row);
  for (const row of rows) {
    const { ticketId: ticket, bet } = row.accepted;
    expect(kept.of(ticket, bet)?.asRow()).toEqual(row);
    expect(kept.get(betId(ticket, bet))?.asRow()).toEqual(row);
  }
  expect(kept.ofTicket('b').map(({ accepted }) => accepted.bet)).toEqual([0, 1]);
  for (const id of ['', 'a', 'a-1', 'a-00', 'a-0-0', 'b-2', 'c-0'])
    expect([id, kept.get(id)]).toEqual([id, undefined]);
  expect([kept.of(ticketId('a'), 1), kept.of(ticketId('c'), 0)]).toEqual([undefined, undefined]);
});

it('has no ticket twice, and no bet before those in front of it', () => {
  const kept = new KeptBets(new Map());
  kept.add(betNow('a', 0));
  expect(() => kept.add(betNow('a', 0))).toThrow('accepted once, in their order');
  expect(() => kept.add(betNow('b', 1))).toThrow('accepted once, in their order');
});

it('says nothing of who had the place before, even where he was the last that was looked at', () => {
  const kept = new KeptBets(new Map());
  const [before, now] = [betNow('a', 0), betNow('b', 0)];
  expect(kept.add(before).asRow()).toEqual(before);
  kept.forget(ticketId('a'));
  expect([kept.size, kept.get('a-0')]).toEqual([0, undefined]);
  expect(kept.add(now).asRow()).toEqual(now);
});
