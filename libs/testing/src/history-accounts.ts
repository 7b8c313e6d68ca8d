import { minorUnits, utcMs, words, type GamblingLimitKind } from '@stakelog/contracts';
import { commands, envelope } from './build-commands';
import { at, type HistoryWriter } from './history-writer';

type Move = (history: HistoryWriter, pick: number, size: number) => void;
const HOUR_MS = 3_600_000;
const operator = { kind: 'OPERATOR', id: 'subject-o' } as const;

/** The head of a command of one of the accounts. */
const head = (history: HistoryWriter, pick: number) => ({
  ...envelope(history.newKey(), history.nowMs),
  accountId: history.account(pick),
});

const withdrawMoney: Move = (history, pick, size) => {
  const account = { accountId: history.account(pick), withdrawalId: `out-${size % 2}` };
  const key = history.newKey();
  const amount = 1_000 * (1 + (size % 2));
  const ends = [
    commands.withdraw(key, history.nowMs, amount, account),
    commands.endWithdrawal('CompleteWithdrawal', key, history.nowMs, amount, account),
    commands.endWithdrawal('FailWithdrawal', key, history.nowMs, amount, account),
  ];
  history.command(at(ends, pick + size));
};

const limitKinds: readonly GamblingLimitKind[] = ['DEPOSIT', 'STAKE', 'LOSS'];
/** Wide enough that most tickets pass, so that the others still happen; sessions in minutes. */
function gamblingLimit(pick: number, size: number) {
  const period = at(words['gambling-limit-period'], size >> 2);
  const wide = 1 + (pick % 40);
  const isSession = size % 11 === 10;
  const amount = pick % 13 === 12 ? null : minorUnits(wide * (isSession ? 10 : 10_000));
  return { kind: isSession ? 'SESSION' : at(limitKinds, size), period, amount } as const;
}

/** A time-out most of the time; a self-exclusion would end the account's story. */
const exclude: Move = (history, pick, size) => {
  const isOperator = size % 3 === 2;
  const kind = isOperator ? 'OPERATOR' : size % 10 === 9 ? 'SELF' : 'TIME_OUT';
  const lifts = isOperator && size % 2 === 0;
  const hours = kind === 'SELF' ? 200 * 24 : 25;
  const untilMs = lifts ? history.nowMs - 1 : history.nowMs + hours * HOUR_MS;
  if (pick % 5 !== 4 && !lifts) return;
  const asked = { type: 'Exclude', kind, untilMs: utcMs(untilMs), reason: null } as const;
  const sent = { ...head(history, pick), ...asked };
  history.command(isOperator ? { ...sent, actor: operator } : sent);
};

const accountStatus: Move = (history, pick, size) => {
  const status = size % 12 === 11 ? at(words['account-status'], pick) : 'ACTIVE';
  const location = size % 16 === 15 ? at(words.location, pick) : 'ALLOWED';
  const asked = { status, verification: 'VERIFIED', location, reason: 'check' } as const;
  history.command({
    ...head(history, pick),
    type: 'SetAccountStatus',
    actor: operator,
    ...asked,
  });
};

/** Everything about an account and its money. */
export const accountMoves = {
  withdrawMoney,
  deposit: (history, pick, size) => {
    const over = { accountId: history.account(pick) };
    history.command(commands.deposit(history.newKey(), history.nowMs, 1 + size * 3, over));
  },
  adjust: (history, pick, size) => {
    const over = { accountId: history.account(pick) };
    history.command(commands.adjust(history.newKey(), history.nowMs, size - 5_000, over));
  },
  setLimit: (history, pick, size) => {
    const asked = gamblingLimit(pick, size);
    history.command({ ...head(history, pick), type: 'SetGamblingLimit', ...asked });
  },
  confirmLimit: (history, pick, size) => {
    const asked = gamblingLimit(pick, size);
    history.command({ ...head(history, pick), type: 'ConfirmLimitIncrease', ...asked });
  },
  exclude,
  session: (history, pick, size) => {
    const sessionId = `session-${size % 3}`;
    const type = size % 2 === 0 ? 'StartSession' : 'EndSession';
    history.command({ ...head(history, pick), type, sessionId });
  },
  accountStatus,
  bettorFactor: (history, pick, size) => {
    const factorBps = at([10_000, 5_000, 20_000, 10_000, 0], size);
    const delayOffsetMs = size % 4 === 3 ? 1_500 : 0;
    const asked = { type: 'SetBettorFactor', factorBps, delayOffsetMs, reason: 'review' } as const;
    history.command({ ...head(history, pick), actor: operator, ...asked });
  },
  freeBet: (history, pick, size) => {
    const token = {
      freeBetId: `token-${history.sent.length}`,
      amount: minorUnits(100 + (size % 3_000)),
    };
    history.tokens.push({ ...token, accountId: history.account(pick) });
    const tokenExpiresAtMs = utcMs(history.nowMs + (size % 5 === 4 ? 1_000 : 30 * 24 * HOUR_MS));
    const asked = { ...token, tokenExpiresAtMs, stakeReturned: size % 3 === 2, terms: 'any bet' };
    history.command({ ...head(history, pick), type: 'GrantFreeBet', actor: operator, ...asked });
  },
  bonus: (history, pick, size) => {
    const bonusExpiresAtMs = utcMs(history.nowMs + 30 * 24 * HOUR_MS);
    const asked = { amount: minorUnits(1_000 + size), bonusExpiresAtMs, terms: 'any bet' };
    history.command({ ...head(history, pick), type: 'GrantBonus', actor: operator, ...asked });
  },
} as const satisfies Record<string, Move>;
