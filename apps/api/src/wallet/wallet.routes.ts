import { limits } from '@stakelog/contracts';
import { z } from 'zod';
import {
  OpenedAnswer,
  CommandAnswerShape,
  EntriesAnswer,
  Waiting,
  WalletAnswer,
} from '../http/answer-schemas';
import { route } from '../http/route';
import { pageQuery } from '../reading/cursor';

const amount = z.int().positive().meta({ description: 'minor units of the account’s currency' });
const requestedAtMs = z.int().min(0).optional();

export const DepositBody = z.strictObject({
  amount,
  paymentRef: z.string().min(1).max(limits.textLengthMax).optional(),
  requestedAtMs,
});
export const WithdrawalBody = z.strictObject({ amount, requestedAtMs });
export const WithdrawalEndBody = z.strictObject({ amount });

export const AccountBody = z.strictObject({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .meta({ description: 'ISO 4217; never changes' }),
  jurisdiction: z
    .string()
    .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/)
    .meta({ description: 'ISO 3166' }),
});

const pending = { description: 'Not decided yet; follow Location.', schema: Waiting };
const answers = {
  201: { description: 'Decided and recorded, accepted or rejected.', schema: CommandAnswerShape },
  202: pending,
};
const problems = [
  'idempotency-key-reused',
  'rate-limited',
  'log-unavailable',
  'overloaded',
] as const;
const money = {
  method: 'POST',
  access: ['bettor'],
  tag: 'Wallet',
  keyed: true,
  answers,
  problems,
} as const;
const WithdrawalEnd = z.strictObject({
  accountId: z.string().regex(/^[a-z2-7]{16}$/),
  withdrawalId: z.string().regex(/^[a-z2-7]{26}$/),
});
const end = {
  ...money,
  access: ['operator'],
  params: WithdrawalEnd,
  body: WithdrawalEndBody,
} as const;

export const walletRoutes = {
  open: route({
    method: 'POST',
    path: '/v1/accounts',
    access: ['bettor'],
    tag: 'Account',
    summary: 'Open the account of this token; a repeat gives the same account',
    body: AccountBody,
    answers: { 201: { description: 'The account.', schema: OpenedAnswer }, 202: pending },
    problems: ['log-unavailable', 'overloaded'],
  }),
  wallet: route({
    method: 'GET',
    path: '/v1/wallet',
    access: ['bettor'],
    tag: 'Wallet',
    summary: 'The balances',
    positioned: true,
    answers: {
      200: { description: 'The wallet.', schema: WalletAnswer },
      304: { description: 'As you have it.' },
    },
    problems: ['not-found'],
  }),
  entries: route({
    method: 'GET',
    path: '/v1/wallet/entries',
    access: ['bettor'],
    tag: 'Wallet',
    summary: 'The statement, newest first; each entry names its event',
    query: z.strictObject(pageQuery),
    positioned: true,
    answers: { 200: { description: 'One page.', schema: EntriesAnswer } },
  }),
  deposit: route({
    ...money,
    path: '/v1/wallet/deposits',
    summary: 'Add money',
    body: DepositBody,
  }),
  withdraw: route({
    ...money,
    path: '/v1/wallet/withdrawals',
    summary: 'Set money aside to be paid out',
    body: WithdrawalBody,
  }),
  complete: route({
    ...end,
    path: '/v1/accounts/{accountId}/withdrawals/{withdrawalId}/complete',
    summary: 'The money of a withdrawal left',
  }),
  fail: route({
    ...end,
    path: '/v1/accounts/{accountId}/withdrawals/{withdrawalId}/fail',
    summary: 'The money of a withdrawal did not leave and goes back',
  }),
} as const;
