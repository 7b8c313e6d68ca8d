import { describe, expect, test } from '@jest/globals';
import { utcMs, type ActorKind, type Exclude, type ExclusionKind } from '@stakelog/contracts';
import { commands, facts, placeBets, usualStart } from '@stakelog/testing';
import { Desk } from '../laws/desk';
import { Orders } from '../laws/orders';

const dayMs = 86_400_000;
/** Monday, 2026-08-31 00:00 UTC. */
const now = 1_788_134_400_000;
/** 2027-02-28: August has 31 days, February 28. */
const sixMonthsMs = 181 * dayMs;

const opened = () => new Orders(Desk.opened(usualStart(now)), facts.heartbeat);
const exclude =
  (kind: ExclusionKind, untilMs: number | null, over: Partial<Exclude> = {}) =>
  (key: string, ms: number) =>
    commands.exclude(key, ms, kind, untilMs, over);
const by = (kind: ActorKind) => ({ actor: { kind, id: 'someone' } });
const deposit = (key: string, ms: number) => commands.deposit(key, ms, 100);
const withdraw = (key: string, ms: number) =>
  commands.withdraw(key, ms, 100, { withdrawalId: key });
const bet = (key: string, ms: number) => placeBets(key, ms, 100);
const freeBet = (key: string, ms: number) => commands.grantFreeBet(key, ms, 100);
const bonus = (key: string, ms: number) => commands.grantBonus(key, ms, 100);

describe('how long', () => {
  test.each<{ kind: ExclusionKind; lastsMs: number | null; who: ActorKind; told: string }>([
    { kind: 'TIME_OUT', lastsMs: dayMs, who: 'BETTOR', told: 'AccountExcluded' },
    { kind: 'TIME_OUT', lastsMs: dayMs - 1, who: 'BETTOR', told: 'LIMIT_INVALID' },
    { kind: 'TIME_OUT', lastsMs: 42 * dayMs, who: 'BETTOR', told: 'AccountExcluded' },
    { kind: 'TIME_OUT', lastsMs: 42 * dayMs + 1, who: 'BETTOR', told: 'LIMIT_INVALID' },
    { kind: 'TIME_OUT', lastsMs: null, who: 'BETTOR', told: 'LIMIT_INVALID' },
    { kind: 'SELF', lastsMs: sixMonthsMs, who: 'BETTOR', told: 'AccountExcluded' },
    { kind: 'SELF', lastsMs: sixMonthsMs - 1, who: 'BETTOR', told: 'LIMIT_INVALID' },
    { kind: 'SELF', lastsMs: null, who: 'BETTOR', told: 'AccountExcluded' },
    { kind: 'OPERATOR', lastsMs: null, who: 'OPERATOR', told: 'AccountExcluded' },
    { kind: 'OPERATOR', lastsMs: 1, who: 'OPERATOR', told: 'AccountExcluded' },
    { kind: 'OPERATOR', lastsMs: 0, who: 'OPERATOR', told: 'LIMIT_INVALID' },
    { kind: 'OPERATOR', lastsMs: null, who: 'BETTOR', told: 'LIMIT_INVALID' },
    { kind: 'REGULATOR', lastsMs: null, who: 'SYSTEM', told: 'AccountExcluded' },
    { kind: 'REGULATOR', lastsMs: null, who: 'BETTOR', told: 'LIMIT_INVALID' },
  ])('$kind for $lastsMs by $who: $told', ({ kind, lastsMs, who, told }) => {
    const untilMs = lastsMs === null ? null : now + lastsMs;
    expect(opened().tell(exclude(kind, untilMs, by(who)))).toBe(told);
  });

  test('counted from the request, and at least the minimum from the decision', () => {
    const orders = opened().at(now + 5_000);
    const requestedAtMs = utcMs(now);
    expect(orders.ask(exclude('TIME_OUT', now + dayMs, { requestedAtMs }))).toMatchObject({
      type: 'AccountExcluded',
      untilMs: now + 5_000 + dayMs,
      effectiveAtMs: now + 5_000,
    });
    expect(orders.ask(exclude('SELF', now + sixMonthsMs, { requestedAtMs }))).toMatchObject({
      untilMs: now + 5_000 + sixMonthsMs,
    });
  });
});

describe('in force', () => {
  test.each<{ kind: ExclusionKind; code: string }>([
    { kind: 'TIME_OUT', code: 'TIME_OUT' },
    { kind: 'SELF', code: 'SELF_EXCLUDED' },
    { kind: 'REGULATOR', code: 'SELF_EXCLUDED' },
    { kind: 'OPERATOR', code: 'ACCOUNT_BLOCKED' },
  ])('$kind refuses bets, deposits and promotions as $code, pays out, and ends', (row) => {
    const orders = opened();
    const untilMs = now + (row.kind === 'TIME_OUT' ? dayMs : sixMonthsMs);
    orders.ask(exclude(row.kind, untilMs));
    orders.at(untilMs - 1);
    const told = row.kind === 'OPERATOR' ? row.code : `${row.code} ${untilMs}`;
    for (const command of [bet, deposit, freeBet, bonus]) expect(orders.tell(command)).toBe(told);
    expect(orders.tell(withdraw)).toBe('WithdrawalRequested');
    orders.at(untilMs);
    expect(orders.tell(deposit)).toBe('FundsDeposited');
    expect(orders.tell(bet)).toBe('BetAccepted');
  });

  test('a held bet is rejected at its deadline, and its stake comes back', () => {
    const orders = opened();
    const { desk } = orders.at(now);
    desk.adopt(facts.snapshot({ betDelayMs: 5_000 }));
    expect(orders.tell(bet)).toBe('BetHeld');
    orders.tell(exclude('TIME_OUT', now + dayMs));
    const decided = orders.at(now + 5_000).desk.decide();
    expect(decided).toMatchObject([{ type: 'BetRejected', reasons: [{ code: 'TIME_OUT' }] }]);
    const account = [...desk.state.accounts.values()][0];
    expect(account).toMatchObject({ balances: { cash: 100_000, held: 0 }, heldCash: 0 });
  });

  test('the earlier row is told first', () => {
    const orders = opened();
    orders.tell((key, ms) => commands.setStatus(key, ms, { status: 'SUSPENDED' }));
    expect(orders.tell(bet)).toBe('ACCOUNT_BLOCKED');
    orders.tell(exclude('TIME_OUT', now + dayMs));
    expect(orders.tell(bet)).toBe(`TIME_OUT ${now + dayMs}`);
    orders.tell(exclude('REGULATOR', null));
    expect(orders.tell(bet)).toBe('SELF_EXCLUDED');
  });
});

describe('ended before its time', () => {
  type Ending = { kind: ExclusionKind; forMs: number | null; laterMs: number };
  const ending = ({ kind, forMs, laterMs }: Ending, who: ActorKind, endMs: number | null) => {
    const orders = opened();
    const byWhom = kind === 'OPERATOR' || kind === 'REGULATOR' ? 'OPERATOR' : 'BETTOR';
    orders.ask(exclude(kind, forMs === null ? null : now + forMs, by(byWhom)));
    return orders.at(now + laterMs).tell(exclude(kind, endMs, by(who)));
  };
  const year = 366 * dayMs;

  test.each<Ending & { who: ActorKind; endsMs: number; told: string }>([
    {
      kind: 'TIME_OUT',
      forMs: 5 * dayMs,
      laterMs: dayMs,
      who: 'BETTOR',
      endsMs: 3 * dayMs,
      told: `EXCLUSION_IN_FORCE ${now + 5 * dayMs}`,
    },
    {
      kind: 'TIME_OUT',
      forMs: 5 * dayMs,
      laterMs: dayMs,
      who: 'OPERATOR',
      endsMs: 0,
      told: `EXCLUSION_IN_FORCE ${now + 5 * dayMs}`,
    },
    {
      kind: 'TIME_OUT',
      forMs: 5 * dayMs,
      laterMs: dayMs,
      who: 'BETTOR',
      endsMs: 6 * dayMs,
      told: 'AccountExcluded',
    },
    {
      kind: 'SELF',
      forMs: year,
      laterMs: dayMs,
      who: 'OPERATOR',
      endsMs: sixMonthsMs + 9 * dayMs,
      told: `EXCLUSION_IN_FORCE ${now + year}`,
    },
    {
      kind: 'SELF',
      forMs: null,
      laterMs: sixMonthsMs - 1,
      who: 'OPERATOR',
      endsMs: 0,
      told: 'EXCLUSION_IN_FORCE',
    },
    {
      kind: 'SELF',
      forMs: null,
      laterMs: sixMonthsMs,
      who: 'BETTOR',
      endsMs: 0,
      told: 'EXCLUSION_IN_FORCE',
    },
    {
      kind: 'SELF',
      forMs: null,
      laterMs: sixMonthsMs,
      who: 'OPERATOR',
      endsMs: 0,
      told: 'AccountExcluded',
    },
    {
      kind: 'OPERATOR',
      forMs: null,
      laterMs: 1,
      who: 'OPERATOR',
      endsMs: 0,
      told: 'AccountExcluded',
    },
    {
      kind: 'OPERATOR',
      forMs: null,
      laterMs: 1,
      who: 'BETTOR',
      endsMs: 0,
      told: 'EXCLUSION_IN_FORCE',
    },
    {
      kind: 'REGULATOR',
      forMs: null,
      laterMs: 1,
      who: 'SYSTEM',
      endsMs: 0,
      told: 'EXCLUSION_IN_FORCE',
    },
    {
      kind: 'REGULATOR',
      forMs: null,
      laterMs: 1,
      who: 'OPERATOR',
      endsMs: 0,
      told: 'AccountExcluded',
    },
  ])(
    '$kind for $forMs, after $laterMs by $who to $endsMs: $told',
    ({ who, endsMs, told, ...row }) => {
      expect(ending(row, who, now + endsMs)).toBe(told);
    },
  );

  test('a lifted exclusion no longer refuses', () => {
    const orders = opened();
    orders.tell(exclude('OPERATOR', null));
    expect(orders.tell(bet)).toBe('ACCOUNT_BLOCKED');
    orders.tell(exclude('OPERATOR', now));
    expect(orders.tell(bet)).toBe('BetAccepted');
    expect(orders.tell(exclude('OPERATOR', now))).toBe('LIMIT_INVALID');
  });
});
