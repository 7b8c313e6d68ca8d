import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { fixtureId, marketId, utcMs, type AccountId } from '@stakelog/contracts';
import {
  betKey,
  foldEvents,
  walletKey,
  workingSet,
  type BetView,
  type WorkingSet,
} from '@stakelog/projections';
import { accountIdOf } from '@stakelog/runtime';
import { ended, facts, offered } from '@stakelog/testing';
import { z } from 'zod';
import { Desk } from '../../../../libs/domain/src/laws/desk';
import { BetNowAnswer, TicketAnswer } from '../http/answer-schemas';
import { startedApi, type StartedApi } from '../testing/started-api';

/** HTTP to command, decided by the domain itself, to events, read models and answers; only servers are left out. */
const ann: AccountId = accountIdOf('us', 'ann');
const fixtures = [1, 2, 3, 4];
const named = (number: number) => ({
  fixtureId: fixtureId(`f${number}`),
  marketId: marketId(`m${number}`),
});

const TicketId = z.looseObject({ ticketId: z.string() });

let api: StartedApi;
let desk: Desk;
let models: WorkingSet;
let key = 0;

beforeEach(async () => {
  api = await startedApi();
  desk = new Desk().after(Date.now());
  models = workingSet(new Map());
  desk.adoptPlaced({ partition: 0, key: 'policy', fact: facts.policy() });
  desk.adoptPlaced({ partition: 0, key: 'p', fact: facts.heartbeat(desk.nowMs) });
  for (const number of fixtures) adopt(number);
  api.engine.decider = (command) => {
    const baseOffset = desk.state.nextOffset;
    const events = desk.decide(command);
    project(baseOffset, events);
    return events;
  };
  await send('POST', '/v1/accounts', { currency: 'EUR', jurisdiction: 'MT' });
  await send('POST', '/v1/wallet/deposits', { amount: 100_000 });
});
afterEach(() => api.app.close());

function adopt(number: number): void {
  const { fixtureId: fixture, marketId: market } = named(number);
  const prices = [offered('home', 20_000), offered('draw', 40_000), offered('away', 40_000)];
  const [defined, book] = [
    facts.marketDefined(named(number)),
    facts.snapshot({ outcomes: prices, cashOut: 'AVAILABLE' }),
  ];
  for (const fact of [
    facts.fixtureDefined({ fixtureId: fixture, scheduledStartMs: desk.nowMs }),
    { ...defined, placeTerms: { places: 2, fraction: { num: 1, den: 4 } } },
    { ...book, marketId: market },
  ])
    desk.adoptPlaced({ partition: 0, key: fixture, fact });
}

function project(baseOffset: number, events: ReturnType<Desk['decide']>): void {
  const at = { partition: 0, eventId: 'e', decidedAtMs: utcMs(desk.nowMs) };
  foldEvents(
    models,
    events.map((event, index) => ({ ...at, offset: baseOffset + 1 + index, event })),
  );
  for (const [name, view] of models.changes().values)
    if (name.startsWith('bet:')) api.models.views.set(name.slice(4), view as BetView);
}

async function send(method: 'GET' | 'POST', url: string, payload?: object) {
  const headers = {
    authorization: `Bearer ${await api.token('bettor')}`,
    'idempotency-key': `k${key++}`,
  };
  return api.app.inject({ method, url, headers, ...(payload && { payload }) });
}

/** Home of so many markets, at what they offer. */
const selections = (count: number) =>
  fixtures.slice(0, count).map((number) => ({
    marketId: `m${number}`,
    outcomeId: 'home',
    odds: 20_000,
  }));

async function placed(count: number, bet: object) {
  const bets = [{ selections: fixtures.slice(0, count).map((number) => number - 1), ...bet }];
  return send('POST', '/v1/bets', { selections: selections(count), bets });
}

/** The markets end, the first `winners` of them with home. */
function result(winners: number): void {
  for (const number of fixtures) {
    const { fixtureId: fixture, marketId: market } = named(number);
    const home = number <= winners ? ended('home') : ended('home', [0, 1]);
    const fact = { ...facts.resulted([home]), marketId: market };
    desk.adoptPlaced({ partition: 0, key: fixture, fact });
  }
  do {
    const baseOffset = desk.state.nextOffset;
    project(baseOffset, desk.decide());
  } while (desk.state.work.size > 0);
}

it.each<{ bet: object; legs: number; stake: number; winners: number; payout: number }>`
  bet                                      | legs | stake    | winners | payout
  ${{ stake: 100 }}                        | ${1} | ${100}   | ${4}    | ${200}
  ${{ stake: 100 }}                        | ${3} | ${100}   | ${4}    | ${800}
  ${{ system: 'TRIXIE', lines: 4 }}        | ${3} | ${400}   | ${3}    | ${2_000}
  ${{ system: 'TRIXIE', lines: 4 }}        | ${3} | ${400}   | ${2}    | ${400}
  ${{ system: 'LUCKY_15', lines: 15 }}     | ${4} | ${1_500} | ${4}    | ${8_000}
  ${{ system: 'LUCKY_15', lines: 15 }}     | ${4} | ${1_500} | ${3}    | ${2_600}
  ${{ sizes: [2], lines: 6 }}              | ${4} | ${600}   | ${2}    | ${400}
  ${{ stakeMode: 'TOTAL', eachWay: true }} | ${1} | ${100}   | ${4}    | ${163}
`(
  '$bet of $legs legs, $winners won, pays $payout',
  async ({ bet, legs, stake, winners, payout }) => {
    const reply = await placed(legs, { stake: 100, ...bet });
    const answer = TicketAnswer.parse(reply.json());
    if (answer.status !== 'ACCEPTED') throw new Error(reply.body);
    const betId = answer.bets[0]?.betId;
    expect(answer.bets[0]).toMatchObject({ stake, ...('system' in bet && { system: bet.system }) });
    result(winners);
    const read = BetNowAnswer.parse((await send('GET', `/v1/bets/${betId}`)).json());
    expect(read).toMatchObject({ status: 'SETTLED', settlement: { payout }, waitingOn: [] });
    expect(models.get(walletKey(ann))?.balances).toMatchObject({
      cash: 100_000 - stake + payout,
      open: 0,
    });
  },
);

it('names the pair of selections that may not be in one bet', async () => {
  const both = ['home', 'away'].map((outcomeId) => ({
    marketId: 'm1',
    outcomeId,
    odds: outcomeId === 'home' ? 20_000 : 40_000,
  }));
  const bets = [{ selections: [0, 1], stake: 100 }];
  const reply = await send('POST', '/v1/bets', { selections: both, bets });
  expect(reply.json()).toMatchObject({
    status: 'REJECTED',
    reasons: [{ code: 'RELATED_SELECTIONS', detail: expect.any(String) }],
  });
});

it('honours a quote, and cashes a bet out at the quoted amount', async () => {
  const ticket = { selections: selections(1), bets: [{ selections: [0], stake: 1_000 }] };
  const quote = z.looseObject({ quoteId: z.string(), amount: z.int().optional() });
  const { quoteId } = quote.parse((await send('POST', '/v1/bets/quotes', ticket)).json());
  const accepted = await send('POST', '/v1/bets', { ...ticket, quoteId });
  expect(accepted.json()).toMatchObject({ status: 'ACCEPTED', quoteId });
  const url = `/v1/bets/${TicketId.parse(accepted.json()).ticketId}-0`;
  const offer = await send('POST', `${url}/cash-out-quotes`, { toShareBps: 5_000 });
  const { quoteId: value, amount } = quote.parse(offer.json());
  expect(amount).toBeGreaterThan(0);
  const paid = await send('POST', `${url}/cash-outs`, { quoteId: value });
  expect(paid.json()).toMatchObject({ event: 'BetCashedOut', amount });
  expect((await send('GET', url)).json()).toMatchObject({ cashedOutBps: 5_000, openStake: 500 });
  expect(models.get(betKey(url.slice(9)))?.cashOuts).toHaveLength(1);
});
