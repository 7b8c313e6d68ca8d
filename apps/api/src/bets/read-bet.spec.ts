import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { betId, ticketId, utcMs, type BetEvent } from '@stakelog/contracts';
import { betKey, foldEvents, workingSet } from '@stakelog/projections';
import { PartitionSeal, signingKey } from '@stakelog/sealing';
import { rmSync } from 'node:fs';
import { accountIdOf } from '@stakelog/runtime';
import { facts, sampleAccountEvents, sampleEvents } from '@stakelog/testing';
import {
  BetHistoryAnswer,
  BetNowAnswer,
  ExplainAnswer,
  ReceiptAnswer,
} from '../http/answer-schemas';
import { startedApi, type StartedApi } from '../testing/started-api';

const ticket = ticketId('b'.repeat(26));
const bet = betId(ticket, 0);
const { accepted, opened, settled } = sampleEvents;
const { cashedOut, overridden } = sampleAccountEvents;

let api: StartedApi;
beforeEach(async () => {
  api = await startedApi();
});
afterEach(() => api.app.close());

/** The read model of one bet of ann's after these events. */
function stands(...events: BetEvent[]): void {
  const working = workingSet(new Map());
  const own = { accountId: accountIdOf('us', 'ann'), ticketId: ticket };
  const at = { partition: 0, eventId: 'e', decidedAtMs: utcMs(1_790_000_000_000) };
  foldEvents(
    working,
    [opened, accepted, ...events].map((event, offset) => ({
      ...at,
      offset,
      event: { ...event, ...own } as BetEvent,
    })),
  );
  const view = working.get(betKey(bet));
  if (view !== undefined) api.models.views.set(bet, view);
}

async function get(path: string, as = 'bettor', subject = 'ann', headers = {}) {
  const authorization = `Bearer ${await api.token(as, subject)}`;
  return api.app.inject({ url: `/v1/bets/${path}`, headers: { authorization, ...headers } });
}

it('shows a bet with what it waits for, under a version that changes with both', async () => {
  stands();
  const first = await get(bet);
  expect(BetNowAnswer.parse(first.json())).toMatchObject({
    currency: 'EUR',
    openStake: 1_000,
    waitingOn: [{ leg: 0, what: 'RESULT' }],
  });
  const etag = String(first.headers.etag);
  expect((await get(bet, 'bettor', 'ann', { 'if-none-match': etag })).statusCode).toBe(304);
  const { marketId, outcomeId } = accepted.legs[0] ?? {};
  const outcome = { outcomeId, result: { certainty: 1, receivedAtMs: 9 } };
  const market = { marketId, voidWindows: [], outcomes: [outcome] };
  api.models.markets.set(String(marketId), market as never);
  const now = await get(bet, 'bettor', 'ann', { 'if-none-match': etag });
  expect(now.json()).toMatchObject({ waitingOn: [{ what: 'CERTAINTY', sinceMs: 9 }] });
});

it('shows what was cashed out and what an operator said', async () => {
  stands(cashedOut(4_000, 0), overridden('VOID'));
  expect(BetNowAnswer.parse((await get(bet)).json())).toMatchObject({
    cashedOutBps: 4_000,
    openStake: 600,
    cashOuts: [{ toShareBps: 4_000, amount: 800 }],
    legs: [{ override: { result: 'VOID', reason: 'palpable error' } }],
    waitingOn: [],
  });
});

it('tells its history and its derivation to its owner and to auditors', async () => {
  stands(settled(1, 2_500), settled(2, 0, 2_500));
  const history = BetHistoryAnswer.parse((await get(`${bet}/history`)).json());
  expect(history.events.map(({ event }) => event)).toEqual([
    'BetAccepted',
    'BetSettled',
    'BetSettled',
  ]);
  expect(history.events[2]).toMatchObject({ version: 2, delta: -2_500 });
  const explained = await get(`${bet}/explain`, 'auditor', 'alf');
  expect(ExplainAnswer.parse(explained.json()).legs[0]?.rule).toBe('default/1');
  expect((await get(`${bet}/explain`, 'bettor', 'bob')).statusCode).toBe(404);
});

it('proves a bet to its owner and to auditors, sealed as soon as its records are', async () => {
  stands();
  expect((await get(`${bet}/receipt`)).json()).toMatchObject({
    type: '/problems/receipts-unavailable',
    status: 503,
  });
  const { sealed, engine } = api;
  const place = { sealDir: sealed.sealDir, topic: 'bet.events', partition: 0 } as const;
  const recordAt = (offset: number, value: Buffer) => {
    const record = { partition: 0, offset, appendedAtMs: 9, key: null, value, headers: {} };
    return { ...record, topic: place.topic };
  };
  const own = { ...accepted, accountId: accountIdOf('us', 'ann'), ticketId: ticket };
  const events = [opened, own].map((event, offset) =>
    recordAt(offset, engine.encoder.encode('bet.events', event)),
  );
  for (const event of events) sealed.records.set(`bet.events/0/${event.offset}`, event);
  for (const { oddsAt } of own.legs) {
    const value = engine.encoder.encode('odds.events', facts.snapshot());
    const at = `odds.events/${oddsAt.partition}/${oddsAt.offset}`;
    sealed.records.set(at, { ...recordAt(oddsAt.offset, value), partition: oddsAt.partition });
  }
  const key = signingKey(`${sealed.sealDir}/secrets`, sealed.sealDir);
  const unsealed = ReceiptAnswer.parse((await get(`${bet}/receipt`)).json());
  expect(unsealed.records.map(({ role, seal }) => [role, seal])).toEqual([
    ['event', null],
    ['odds', null],
  ]);
  const seal = new PartitionSeal(place, new Map());
  for (const event of events) seal.take(event);
  seal.seal(10, key);
  seal.close();
  const receipt = ReceiptAnswer.parse((await get(`${bet}/receipt`, 'auditor', 'alf')).json());
  expect(receipt.records[0]).toMatchObject({
    type: 'BetAccepted',
    decoded: { ticketId: ticket },
    seal: { checkpoint: { size: 2, keyId: key.keyId } },
  });
  expect((await get(`${bet}/receipt`, 'bettor', 'bob')).statusCode).toBe(404);
  sealed.records.clear();
  expect((await get(`${bet}/receipt`)).json()).toMatchObject({ type: '/problems/log-unavailable' });
  rmSync(sealed.sealDir, { recursive: true });
});
