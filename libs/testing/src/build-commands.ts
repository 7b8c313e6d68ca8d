import {
  accountId,
  decimalOdds,
  marketId,
  minorDelta,
  minorUnits,
  outcomeId,
  ticketId,
  utcMs,
  type BetCommand,
  type ExclusionKind,
  type GamblingLimitKind,
  type GamblingLimitPeriod,
  type PlaceBets,
  type Selection,
  type TicketBet,
} from '@stakelog/contracts';

type Command<Type extends BetCommand['type']> = Extract<BetCommand, { readonly type: Type }>;
type With<Type extends BetCommand['type']> = Partial<Omit<Command<Type>, 'type'>>;

const account = accountId('account-a');
const bettor = { kind: 'BETTOR', id: 'subject-a' } as const;
const operator = { kind: 'OPERATOR', id: 'subject-o' } as const;
const requestLifeMs = 15_000;
const weekMs = 604_800_000;

/** What a limit counts, over which period, and how much; null removes it. */
type LimitTerms = readonly [
  kind: GamblingLimitKind,
  period: GamblingLimitPeriod,
  amount: number | null,
];

/** The envelope of a command requested at this time; a repeat has the same key, and the same body if it is one. */
export const envelope = (key: string, requestedAtMs: number, body = 1) => ({
  commandId: key,
  accountId: account,
  idempotencyKey: key,
  bodyHash: body.toString(16).padStart(13, '0').padEnd(64, '0'),
  actor: bettor,
  requestedAtMs: utcMs(requestedAtMs),
  expiresAtMs: utcMs(requestedAtMs + requestLifeMs),
});

/** The home win of market `m1` at 2.5, or what the spec says. */
export const selection = (over: Partial<Selection> = {}): Selection => ({
  marketId: marketId('m1'),
  outcomeId: outcomeId('home'),
  odds: decimalOdds(25_000),
  fraction: null,
  marketVersion: null,
  ...over,
});

/** A single in cash on one of the ticket's selections. */
export const single = (stake: number, at = 0, over: Partial<TicketBet> = {}): TicketBet => ({
  kind: 'SINGLE',
  sizes: [],
  eachWay: false,
  positions: [{ selections: [at], banker: false }],
  stake: minorUnits(stake),
  stakeMode: 'TOTAL',
  lines: 1,
  funding: 'CASH',
  freeBetId: null,
  ...over,
});

/** A ticket of singles: one bet on each selection with this stake, unless the bets are given. */
export const placeBets = (
  key: string,
  requestedAtMs: number,
  stake: number,
  over: With<'PlaceBets'> = {},
): PlaceBets => {
  const selections = over.selections ?? [selection()];
  return {
    type: 'PlaceBets',
    ...envelope(key, requestedAtMs),
    ticketId: ticketId(over.commandId ?? key),
    quoteId: null,
    channel: 'web',
    selections,
    bets: selections.map((_, index) => single(stake, index)),
    priceChange: { policy: 'NONE', toleranceBps: null, minOdds: null },
    acceptPayoutCap: false,
    onStakeLimit: 'REJECT',
    ...over,
  };
};

/** One builder for each command about an account; `ms` is when it was requested. */
export const commands = {
  openAccount: (ms: number, over: With<'OpenAccount'> = {}): Command<'OpenAccount'> => ({
    type: 'OpenAccount',
    ...envelope('open-account', ms),
    currency: 'EUR',
    jurisdiction: 'MT',
    ...over,
  }),
  deposit: (
    key: string,
    ms: number,
    amount: number,
    over: With<'Deposit'> = {},
  ): Command<'Deposit'> => ({
    type: 'Deposit',
    ...envelope(key, ms),
    amount: minorUnits(amount),
    paymentRef: key,
    ...over,
  }),
  withdraw: (
    key: string,
    ms: number,
    amount: number,
    over: With<'Withdraw'> = {},
  ): Command<'Withdraw'> => ({
    type: 'Withdraw',
    ...envelope(key, ms),
    amount: minorUnits(amount),
    withdrawalId: 'out-1',
    ...over,
  }),
  endWithdrawal: (
    type: 'CompleteWithdrawal' | 'FailWithdrawal',
    key: string,
    ms: number,
    amount: number,
    over: With<'CompleteWithdrawal'> = {},
  ): Command<'CompleteWithdrawal'> | Command<'FailWithdrawal'> => ({
    type,
    ...envelope(key, ms),
    actor: operator,
    amount: minorUnits(amount),
    withdrawalId: 'out-1',
    ...over,
  }),
  adjust: (
    key: string,
    ms: number,
    amount: number,
    over: With<'AdjustBalance'> = {},
  ): Command<'AdjustBalance'> => ({
    type: 'AdjustBalance',
    ...envelope(key, ms),
    actor: operator,
    amount: minorDelta(amount),
    reason: 'by hand',
    ...over,
  }),
  setLimit: (
    key: string,
    ms: number,
    [kind, period, amount]: LimitTerms,
    over: With<'SetGamblingLimit'> = {},
  ): Command<'SetGamblingLimit'> => ({
    type: 'SetGamblingLimit',
    ...envelope(key, ms),
    kind,
    period,
    amount: amount === null ? null : minorUnits(amount),
    ...over,
  }),
  confirmLimit: (
    key: string,
    ms: number,
    [kind, period, amount]: LimitTerms,
    over: With<'ConfirmLimitIncrease'> = {},
  ): Command<'ConfirmLimitIncrease'> => ({
    type: 'ConfirmLimitIncrease',
    ...envelope(key, ms),
    kind,
    period,
    amount: amount === null ? null : minorUnits(amount),
    ...over,
  }),
  exclude: (
    key: string,
    ms: number,
    kind: ExclusionKind,
    untilMs: number | null,
    over: With<'Exclude'> = {},
  ): Command<'Exclude'> => ({
    type: 'Exclude',
    ...envelope(key, ms),
    actor: kind === 'OPERATOR' || kind === 'REGULATOR' ? operator : bettor,
    kind,
    untilMs: untilMs === null ? null : utcMs(untilMs),
    reason: null,
    ...over,
  }),
  session: <Type extends 'StartSession' | 'EndSession'>(
    type: Type,
    key: string,
    ms: number,
    sessionId: string,
  ) => ({ type, ...envelope(key, ms), sessionId }),
  setStatus: (
    key: string,
    ms: number,
    over: With<'SetAccountStatus'> = {},
  ): Command<'SetAccountStatus'> => ({
    type: 'SetAccountStatus',
    ...envelope(key, ms),
    actor: operator,
    status: 'ACTIVE',
    verification: 'VERIFIED',
    location: 'ALLOWED',
    reason: 'checked',
    ...over,
  }),
  setFactor: (
    key: string,
    ms: number,
    factorBps: number,
    delayOffsetMs: number,
    over: With<'SetBettorFactor'> = {},
  ): Command<'SetBettorFactor'> => ({
    type: 'SetBettorFactor',
    ...envelope(key, ms),
    actor: operator,
    factorBps,
    delayOffsetMs,
    reason: 'by hand',
    ...over,
  }),
  /** A token with the key as its id, for a week. */
  grantFreeBet: (
    key: string,
    ms: number,
    amount: number,
    over: With<'GrantFreeBet'> = {},
  ): Command<'GrantFreeBet'> => ({
    type: 'GrantFreeBet',
    ...envelope(key, ms),
    actor: operator,
    freeBetId: key,
    amount: minorUnits(amount),
    tokenExpiresAtMs: utcMs(ms + weekMs),
    stakeReturned: false,
    terms: 'welcome',
    ...over,
  }),
  /** Bonus money for a week. */
  grantBonus: (
    key: string,
    ms: number,
    amount: number,
    over: With<'GrantBonus'> = {},
  ): Command<'GrantBonus'> => ({
    type: 'GrantBonus',
    ...envelope(key, ms),
    actor: operator,
    amount: minorUnits(amount),
    bonusExpiresAtMs: utcMs(ms + weekMs),
    terms: 'welcome',
    ...over,
  }),
};
