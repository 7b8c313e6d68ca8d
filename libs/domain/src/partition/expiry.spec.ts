import { expect, test } from '@jest/globals';
import { betId, limits, ticketId } from '@stakelog/contracts';
import { betCommands, facts, placeBets, usualStart } from '@stakelog/testing';
import { Desk } from '../laws/desk';
import { stateDump } from '../laws/state-dump';

const now = 1_800_000_000_000;
const HOUR_MS = 3_600_000;

test('each bet leaves when its own corrections can no longer arrive, not sooner and not later', () => {
  const desk = Desk.opened(usualStart(now)).adopt(facts.snapshot({ cashOut: 'AVAILABLE' }));
  const tickets = ['t1', 't2', 't3'];
  for (const ticket of tickets) desk.decide(placeBets(ticket, now, 1_000));
  const cashOut = (ticket: string) => {
    const quote = `q-${ticket}`;
    const bet = betId(ticketId(ticket), 0);
    desk.decide(betCommands.quoteCashOut(quote, desk.nowMs, bet, 10_000));
    desk.decide(betCommands.cashOut(`c-${ticket}`, desk.nowMs, quote));
  };
  // The last is done with first: the order is that of settlement, not of acceptance.
  for (const ticket of tickets.toReversed()) {
    cashOut(ticket);
    desk.after(HOUR_MS).adopt(facts.heartbeat(desk.nowMs + HOUR_MS));
  }
  const kept = () => [...desk.state.bets.values()].map(({ accepted }) => accepted.ticketId);
  const settled = () =>
    [...desk.state.settled].map((place) => desk.state.bets.at(place).accepted.ticketId);
  desk.after(limits.correctionWindowMs - tickets.length * HOUR_MS).decide();
  expect([kept(), settled()]).toEqual([tickets, ['t3', 't2', 't1']]);
  desk.after(1).decide();
  expect([kept(), settled()]).toEqual([
    ['t1', 't2'],
    ['t2', 't1'],
  ]);
  desk.after(HOUR_MS).decide();
  expect([kept(), settled()]).toEqual([['t1'], ['t1']]);
  desk.after(HOUR_MS).decide();
  expect([kept(), settled(), desk.state.betsByMarket.size]).toEqual([[], [], 0]);
  expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
});
