import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { partitionOf, topics, type AccountId } from '@stakelog/contracts';
import { openedAccount } from '@stakelog/projections';
import { accountIdOf, commandIdOf } from '@stakelog/runtime';
import { sampleEvents } from '@stakelog/testing';
import { CommandAnswerShape, QuoteAnswer, Waiting } from '../http/answer-schemas';
import { startedApi, type StartedApi } from '../testing/started-api';

const account: AccountId = accountIdOf('us', 'ann');
const partition = partitionOf(account, topics['bet.commands'].partitions);
const bet = `${'b'.repeat(26)}-0`;
const quoteId = 'q'.repeat(26);
const reason = 'late information';
const ticket = {
  selections: [{ marketId: 'm1', outcomeId: 'o1', odds: 25_000 }],
  bets: [{ selections: [0], stake: 1_000 }],
};

let api: StartedApi;
beforeEach(async () => {
  api = await startedApi();
});
afterEach(() => api.app.close());

type Sent = {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly as?: string;
  readonly subject?: string;
  readonly payload?: object;
  readonly key?: string;
};

async function send({ method = 'POST', url, as = 'bettor', subject = 'ann', payload, key }: Sent) {
  const headers = {
    authorization: `Bearer ${await api.token(as, subject)}`,
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  };
  return api.app.inject({ method, url, headers, ...(payload && { payload }) });
}

describe('becomes a command of its account:', () => {
  const desk = `/v1/accounts/${account}`;
  const bettor = { kind: 'BETTOR', id: 'ann' };
  const operator = { kind: 'OPERATOR', id: 'olga' };
  const ofOlga = { as: 'operator', subject: 'olga' };

  it.each<Sent & { command: object }>([
    {
      url: '/v1/bets/quotes',
      payload: ticket,
      command: { type: 'QuoteBets', bets: [{ kind: 'SINGLE', lines: 1 }], actor: bettor },
    },
    {
      url: `/v1/bets/${bet}/cash-out-quotes`,
      payload: { toShareBps: 4_000 },
      command: { type: 'QuoteCashOut', betId: bet, toShareBps: 4_000 },
    },
    {
      url: `/v1/bets/${bet}/cash-outs`,
      payload: { quoteId },
      command: { type: 'CashOut', quoteId },
    },
    {
      method: 'PUT',
      url: '/v1/limits/STAKE',
      payload: { period: 'DAY', amount: 5_000 },
      command: { type: 'SetGamblingLimit', kind: 'STAKE', period: 'DAY', amount: 5_000 },
    },
    {
      url: '/v1/limits/LOSS/confirm',
      payload: { period: 'WEEK', amount: null },
      command: { type: 'ConfirmLimitIncrease', kind: 'LOSS', period: 'WEEK', amount: null },
    },
    {
      url: '/v1/exclusions',
      payload: { kind: 'TIME_OUT', untilMs: 1_790_000_000_000 },
      command: { type: 'Exclude', kind: 'TIME_OUT', untilMs: 1_790_000_000_000, reason: null },
    },
    {
      url: '/v1/gambling-sessions',
      command: { type: 'StartSession', sessionId: commandIdOf(account, 'k1') },
    },
    {
      method: 'DELETE',
      url: `/v1/gambling-sessions/${quoteId}`,
      command: { type: 'EndSession', sessionId: quoteId },
    },
    {
      ...ofOlga,
      as: 'trader',
      method: 'PUT',
      url: `${desk}/factor`,
      payload: { factorBps: 5_000, reason },
      command: { type: 'SetBettorFactor', factorBps: 5_000, delayOffsetMs: 0, actor: operator },
    },
    {
      ...ofOlga,
      method: 'PUT',
      url: `${desk}/status`,
      payload: { status: 'SUSPENDED', verification: 'VERIFIED', location: 'ALLOWED', reason },
      command: { type: 'SetAccountStatus', status: 'SUSPENDED', reason, actor: operator },
    },
    {
      ...ofOlga,
      url: `${desk}/exclusions`,
      payload: { kind: 'OPERATOR', reason },
      command: { type: 'Exclude', kind: 'OPERATOR', untilMs: null, reason },
    },
    {
      ...ofOlga,
      url: `${desk}/free-bets`,
      payload: { amount: 1_000, expiresAtMs: 1_790_000_000_000, terms: 'welcome' },
      command: { type: 'GrantFreeBet', amount: 1_000, stakeReturned: false, terms: 'welcome' },
    },
    {
      ...ofOlga,
      url: `${desk}/bonuses`,
      payload: { amount: 1_000, expiresAtMs: 1_790_000_000_000, terms: 'welcome' },
      command: { type: 'GrantBonus', amount: 1_000, bonusExpiresAtMs: 1_790_000_000_000 },
    },
    {
      ...ofOlga,
      url: `${desk}/adjustments`,
      payload: { amount: -500, reason },
      command: { type: 'AdjustBalance', amount: -500, reason },
    },
    {
      ...ofOlga,
      as: 'trader',
      url: `/v1/bets/${bet}/override`,
      payload: { leg: 0, result: 'VOID', reason, accountId: account },
      command: { type: 'OverrideLeg', betId: bet, leg: 0, result: 'VOID', reason },
    },
  ])('$url', async ({ command, ...sent }) => {
    const reply = await send({ ...sent, key: 'k1' });
    expect([201, 202]).toContain(reply.statusCode);
    expect(api.engine.commands).toHaveLength(1);
    expect(api.engine.commands[0]).toMatchObject({ ...command, accountId: account });
    const again = await send({ ...sent, key: 'k1' });
    expect([again.statusCode, again.body]).toEqual([reply.statusCode, reply.body]);
    expect((await send(sent)).json()).toMatchObject({ type: '/problems/idempotency-key-missing' });
  });
});

it('takes the same body about another thing for another request', async () => {
  const payload = { period: 'DAY', amount: 5_000 };
  await send({ method: 'PUT', url: '/v1/limits/STAKE', payload, key: 'k1' });
  const other = await send({ method: 'PUT', url: '/v1/limits/LOSS', payload, key: 'k1' });
  expect(other.json()).toMatchObject({ type: '/problems/idempotency-key-reused' });
});

it.each<{ url: string; as: string; payload: object }>`
  url                                      | as            | payload
  ${'/v1/exclusions'}                      | ${'bettor'}   | ${{ kind: 'REGULATOR' }}
  ${`/v1/accounts/${account}/exclusions`}  | ${'operator'} | ${{ kind: 'OPERATOR' }}
  ${`/v1/accounts/${account}/adjustments`} | ${'operator'} | ${{ amount: 0, reason }}
  ${`/v1/accounts/${account}/free-bets`}   | ${'operator'} | ${{ amount: 0, expiresAtMs: 1, terms: 't' }}
  ${'/v1/bets/nobet/cash-outs'}            | ${'bettor'}   | ${{ quoteId }}
  ${`/v1/bets/${bet}/cash-out-quotes`}     | ${'bettor'}   | ${{ toShareBps: 10_001 }}
`('refuses $payload at $url', async ({ url, as, payload }) => {
  const reply = await send({ url, as, payload, key: 'k1' });
  expect(reply.statusCode).toBe(400);
  expect(api.engine.commands).toEqual([]);
});

describe('a quote', () => {
  it('answers with odds, stake and deadline', async () => {
    const reply = await send({ url: '/v1/bets/quotes', payload: ticket, key: 'k1' });
    expect(QuoteAnswer.parse(reply.json())).toMatchObject({
      status: 'ACCEPTED',
      event: 'BetQuoted',
      quoteId: commandIdOf(account, 'k1'),
      bets: [{ odds: [25_000], stake: 1_000 }],
      legs: [{ oddsAt: 'o5:99', marketVersion: 3 }],
    });
  });

  it('cannot name a quote, and is followed by its status URL while it is not decided', async () => {
    const named = { ...ticket, quoteId };
    expect((await send({ url: '/v1/bets/quotes', payload: named, key: 'k1' })).statusCode).toBe(
      400,
    );
    api.engine.atOnce = false;
    const reply = await send({ url: '/v1/bets/quotes', payload: ticket, key: 'k1' });
    const { statusUrl = '' } = Waiting.parse(reply.json());
    expect([reply.statusCode, statusUrl]).toEqual([202, reply.headers.location]);
    api.engine.decide();
    expect((await send({ method: 'GET', url: statusUrl })).json()).toMatchObject({
      event: 'BetQuoted',
    });
  });
});

describe('a cash-out', () => {
  const quotes = `/v1/bets/${bet}/cash-out-quotes`;

  it('is held at the quote, then paid, under one status URL', async () => {
    const quote = CommandAnswerShape.parse(
      (await send({ url: quotes, payload: {}, key: 'q' })).json(),
    );
    expect(quote).toMatchObject({ betId: bet, toShareBps: 10_000, amount: 1_583 });
    const payload = { quoteId: quote['quoteId'] };
    const sent = { url: `/v1/bets/${bet}/cash-outs`, payload, key: 'k1' };
    const held = await send(sent);
    expect(held.statusCode).toBe(202);
    expect(Waiting.parse(held.json())).toMatchObject({ status: 'HELD' });
    expect((await send(sent)).body).toBe(held.body);
    api.engine.endHold(partition, commandIdOf(account, 'k1'));
    const ended = await send({ method: 'GET', url: String(held.headers.location) });
    expect(ended.json()).toMatchObject({
      status: 'ACCEPTED',
      event: 'BetCashedOut',
      amount: 1_583,
    });
    expect((await send(sent)).body).toBe(ended.body);
  });

  it('takes no quote for another bet', async () => {
    await send({ url: quotes, payload: {}, key: 'q' });
    const payload = { quoteId: commandIdOf(account, 'q') };
    const url = `/v1/bets/${'c'.repeat(26)}-0/cash-outs`;
    expect((await send({ url, payload, key: 'k1' })).json()).toMatchObject({
      errors: [{ path: 'quoteId', code: 'OTHER_BET' }],
    });
  });
});

describe('an operator', () => {
  const url = `/v1/accounts/${account}/adjustments`;
  const payload = { amount: 500, reason };

  it('has keys apart from the bettor’s, and a status URL', async () => {
    await send({ url: '/v1/wallet/deposits', payload: { amount: 5 }, key: 'k1' });
    const reply = await send({ url, as: 'operator', payload, key: 'k1' });
    expect(reply.statusCode).toBe(201);
    const location = String(reply.headers.location);
    expect(location).toMatch(new RegExp(`^/v1/accounts/${account}/requests/[a-z2-7]{26}$`));
    const answer = await send({ method: 'GET', url: location, as: 'operator' });
    expect([answer.statusCode, answer.body]).toEqual([200, reply.body]);
  });

  it('finds the owner of a bet in the read model, and none of an unknown one', async () => {
    const override = { url: `/v1/bets/${bet}/override`, as: 'trader', key: 'k1' };
    const body = { leg: 0, result: 'WON', reason };
    expect((await send({ ...override, payload: body })).statusCode).toBe(404);
  });
});

it('shows an account to its owner and to operators, and its limits', async () => {
  const { opened } = sampleEvents;
  const at = { partition: 0, offset: 7, eventId: 'e', decidedAtMs: 5 } as never;
  api.models.accounts.set(account, openedAccount({ ...opened, accountId: account }, at));
  const own = await send({ method: 'GET', url: '/v1/account' });
  expect(own.json()).toMatchObject({ accountId: account, status: 'ACTIVE', factorBps: 10_000 });
  const seen = await send({ method: 'GET', url: `/v1/accounts/${account}`, as: 'trader' });
  expect(seen.body).toBe(own.body);
  expect((await send({ method: 'GET', url: '/v1/limits' })).json()).toEqual({
    limits: [],
    exclusions: [],
    asOf: 'b0:7',
  });
});

const inEuro = (stakes: number, returns: Record<string, number>) => ({ EUR: { stakes, returns } });

it('sums the exposure of a market over the partitions', async () => {
  const marketId = 'm1' as never;
  api.models.exposed.push(
    { marketId, currencies: inEuro(150, { a: 200, b: 150 }), asOf: 'b0:1' },
    { marketId, currencies: inEuro(20, { c: 120 }), asOf: 'b1:1' },
  );
  const reply = await send({ method: 'GET', url: '/v1/exposure/m1', as: 'trader' });
  expect(reply.json()).toMatchObject({
    exposures: [
      {
        currency: 'EUR',
        stakes: 170,
        worstCase: 30,
        outcomes: [
          { outcomeId: 'a', net: 30 },
          { outcomeId: 'b', net: -20 },
          { outcomeId: 'c', net: -50 },
        ],
      },
    ],
  });
});
