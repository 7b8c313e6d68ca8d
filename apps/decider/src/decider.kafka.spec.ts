import {
  decimalOdds,
  fixtureId,
  marketId,
  minorUnits,
  outcomeId,
  ticketId,
  utcMs,
  type AccountId,
  type BetCommand,
  type OddsEvent,
} from '@stakelog/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  accountIn,
  clockAhead,
  PartitionUnderTest,
  type OwnerUnderTest,
} from './testing/partition-under-test';

const partition = 7;
let log: PartitionUnderTest;
let account: AccountId;
let sequence = 0;
const session = 1;
let owner: OwnerUnderTest;

const hash = (text: string) => Buffer.from(text).toString('hex').padEnd(64, '0').slice(-64);

const head = (id: string, body = 'body') => ({
  commandId: id,
  accountId: account,
  idempotencyKey: id,
  bodyHash: hash(body),
  actor: { kind: 'BETTOR', id: 'spec' } as const,
  requestedAtMs: utcMs(Date.now()),
  expiresAtMs: utcMs(Date.now() + 15_000),
});

const place = (id: string, stake = 1_000): BetCommand => ({
  type: 'PlaceBets',
  ...head(id),
  ticketId: ticketId(id),
  quoteId: null,
  channel: 'spec',
  selections: [
    {
      marketId: marketId(`market-${log.run}`),
      outcomeId: outcomeId('home'),
      odds: decimalOdds(25_000),
      fraction: null,
      marketVersion: null,
    },
  ],
  bets: [
    {
      kind: 'SINGLE',
      sizes: [],
      eachWay: false,
      positions: [{ selections: [0], banker: false }],
      stake: minorUnits(stake),
      stakeMode: 'TOTAL',
      lines: 1,
      funding: 'CASH',
      freeBetId: null,
    },
  ],
  priceChange: { policy: 'NONE', toleranceBps: null, minOdds: null },
  acceptPayoutCap: false,
  onStakeLimit: 'REJECT',
});

const source = () => ({
  producerId: `spec-${log.run}`,
  session,
  sourceId: `${sequence++}`,
  sourceAtMs: utcMs(Date.now()),
  receivedAtMs: utcMs(Date.now()),
});

const market = () => ({ marketId: marketId(`market-${log.run}`) });

const heartbeat = (): OddsEvent => ({ type: 'ProducerHeartbeat', ...source(), subscribed: true });

const status = (
  tradingState: 'OPEN' | 'SUSPENDED',
  marketVersion: number,
  betDelayMs = 0,
): OddsEvent => ({
  type: 'MarketStatusChanged',
  ...source(),
  ...market(),
  marketVersion,
  tradingState,
  inPlay: betDelayMs > 0,
  betDelayMs,
  reason: null,
});

const offer = (): readonly OddsEvent[] => [
  { type: 'ProducerSessionOpened', ...source() },
  heartbeat(),
  {
    type: 'LimitPolicyChanged',
    ...source(),
    policyVersion: 1,
    effectiveAtMs: utcMs(0),
    levels: [],
    quotas: [],
    cashOutMarginBps: 0,
    quoteTtlMs: 5_000,
    heartbeatAgeMsMax: 60_000,
    factsAgeMsMax: 60_000,
    baseCurrency: 'EUR',
    rates: [],
    accumulatorBonuses: [],
    actor: null,
  },
  {
    type: 'FixtureDefined',
    ...source(),
    fixtureId: fixtureId(log.fixture),
    sport: 'football',
    category: null,
    tournamentId: 'cup',
    name: 'home v away',
    competitors: [],
    scheduledStartMs: utcMs(Date.now()),
  },
  {
    type: 'MarketSnapshot',
    ...source(),
    ...market(),
    marketVersion: 1,
    tradingState: 'OPEN',
    inPlay: false,
    betDelayMs: 0,
    cashOut: 'NOT_OFFERED',
    outcomes: [
      {
        outcomeId: outcomeId('home'),
        state: 'ACTIVE',
        odds: decimalOdds(25_000),
        fraction: null,
        probPpb: null,
      },
    ],
  },
];

const answerTo = (id: string, type: string) =>
  log.until((event) =>
    'ticketId' in event && event.ticketId === id && event.type === type ? event : undefined,
  );

beforeAll(async () => {
  log = await PartitionUnderTest.open(partition);
  account = accountIn(partition);
  await log.put(...offer());
}, 60_000);

afterAll(() => log.close());

describe('the owner of a partition, on the real broker', () => {
  it('decides commands in one batch behind its inputs', async () => {
    owner = log.own();
    await log.send({ type: 'OpenAccount', ...head('open'), currency: 'EUR', jurisdiction: 'MT' });
    await log.send({
      type: 'Deposit',
      ...head('deposit'),
      amount: minorUnits(100_000),
      paymentRef: 'r',
    });
    await log.send(place('first'));
    expect(await answerTo('first', 'BetAccepted')).toMatchObject({
      stake: 1_000,
      acceptedAtMs: expect.any(Number),
    });
  }, 30_000);

  it('knows after a restart what it answered before it', async () => {
    await owner.stop();
    owner = log.own();
    await log.send(place('first'));
    const repeated = await log.until((event) =>
      event.type === 'CommandRepeated' && event.commandId === 'first' ? event : undefined,
    );
    expect(repeated.answers).toEqual([await answerTo('first', 'BetAccepted')]);
  }, 30_000);

  it('holds a bet in play for the delay, and refuses it when the market moved meanwhile', async () => {
    await log.put(status('OPEN', 2, 400), heartbeat());
    await log.send(place('held'));
    const held = await answerTo('held', 'BetHeld');
    const accepted = await answerTo('held', 'BetAccepted');
    expect(accepted).toMatchObject({ acceptedAtMs: expect.any(Number) });
    if (held.type !== 'BetHeld' || accepted.type !== 'BetAccepted') throw new Error('unreachable');
    expect(accepted.acceptedAtMs).toBeGreaterThanOrEqual(held.deadlineMs);

    await log.send(place('moved'));
    await answerTo('moved', 'BetHeld');
    await log.put(status('SUSPENDED', 3, 400), status('OPEN', 4, 400));
    expect(await answerTo('moved', 'BetRejected')).toMatchObject({
      reasons: [{ code: 'MARKET_CHANGED', level: 'leg', leg: 0 }],
    });
    await log.put(status('OPEN', 5));
  }, 30_000);

  it('settles by the result, and takes it back with the same postings', async () => {
    const won = { num: 1, den: 1 };
    const none = { num: 0, den: 1 };
    const outcomes = [
      {
        outcomeId: outcomeId('home'),
        win: won,
        void: none,
        place: null,
        position: null,
        undecided: false,
      },
    ];
    const said = { reason: null, actor: null };
    const result = { ...market(), resultVersion: 1, certainty: 2, outcomes, score: null, ...said };
    await log.put({ type: 'MarketResulted', ...source(), ...result });
    const settled = await answerTo('first', 'BetSettled');
    expect(settled).toMatchObject({ version: 1, payout: 2_500, delta: 2_500 });
    const undone = { ...market(), resultVersion: 1, ...said };
    await log.put({ type: 'ResultRolledBack', ...source(), ...undone });
    expect(await answerTo('first', 'BetReopened')).toMatchObject({
      delta: -2_500,
      postings: [
        { code: 'open', amount: 1_000 },
        { code: 'book', amount: 1_500 },
        { code: 'cash', amount: -2_500 },
      ],
    });
    await log.put(status('OPEN', 6));
  }, 30_000);

  it('passes what it cannot decode, says so in the batch, and puts the bytes aside', async () => {
    const offset = await log.sendRaw(account, Buffer.from('no message at all'));
    expect(
      await log.until((event) => (event.type === 'CommandUndecodable' ? event : undefined)),
    ).toMatchObject({ offset, code: 'BAD_MAGIC_BYTE' });
    const deadline = Date.now() + 10_000;
    const coordinate = `bet.commands/${partition}/${offset}`;
    let letters = await log.deadLetters(coordinate);
    while (letters.length === 0 && Date.now() < deadline)
      letters = await log.deadLetters(coordinate);
    expect(letters).toContainEqual(
      expect.objectContaining({ source: coordinate, original: Buffer.from('no message at all') }),
    );
  }, 30_000);

  it('stands by while another writer is heard, and takes over after its silence', async () => {
    const first = owner;
    const second = log.own();
    await log.send(place('while'));
    await answerTo('while', 'BetAccepted');
    const epochs = (await log.read()).filter(({ event }) => event.type === 'EpochOpened').length;
    expect(second.owner.tenure).toBeUndefined();
    await first.stop();
    await log.send(place('after'));
    await answerTo('after', 'BetAccepted');
    expect((await log.read()).filter(({ event }) => event.type === 'EpochOpened')).toHaveLength(
      epochs + 1,
    );
    owner = second;
  }, 60_000);

  it('gives up when someone else wrote, and decides each command once all the same', async () => {
    await log.send(place('calm'));
    await answerTo('calm', 'BetAccepted');
    const epoch = Math.max(
      ...(await log.read()).map(({ event }) => (event.type === 'EpochOpened' ? event.epoch : 0)),
    );
    await log.intrude({
      type: 'EpochOpened',
      epoch: epoch + 1,
      writer: 'intruder',
      rules: 1,
      limitsHash: '',
      openedAtMs: utcMs(Date.now()),
    });
    await log.put(heartbeat());
    await log.send(place('torn'));
    await log.until((event) =>
      event.type === 'EpochOpened' && event.epoch === epoch + 2 ? event : undefined,
    );
    await answerTo('torn', 'BetAccepted');
    const counted = (await log.read()).filter(
      ({ event }) => event.type === 'BetAccepted' && event.ticketId === 'torn',
    );
    // The batch that the fenced writer appended stays in the log without effect.
    expect(counted.length).toBeLessThanOrEqual(2);
    await log.send(place('torn'));
    const repeated = await log.until((event) =>
      event.type === 'CommandRepeated' && event.commandId === 'torn' ? event : undefined,
    );
    expect(repeated.answerOffset).toBe(counted.at(-1)?.offset);
    await owner.stop();
  }, 60_000);

  it('appends nothing while its clock runs ahead of the broker’s', async () => {
    const ahead = log.own(clockAhead(60_000));
    const epoch = Math.max(
      ...(await log.read()).map(({ event }) => (event.type === 'EpochOpened' ? event.epoch : 0)),
    );
    await log.until((event) =>
      event.type === 'EpochOpened' && event.epoch > epoch ? event : undefined,
    );
    await log.send(place('ahead'));
    await log.until((event) =>
      event.type === 'EpochOpened' && event.epoch > epoch + 1 ? event : undefined,
    );
    const after = (await log.read()).filter(
      ({ event }) => event.type === 'InputsAdopted' && event.epoch > epoch,
    );
    expect(after).toEqual([]);
    await ahead.stop();
  }, 60_000);
});
