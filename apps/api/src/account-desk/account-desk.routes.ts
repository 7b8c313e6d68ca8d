import { limits, words } from '@stakelog/contracts';
import { z } from 'zod';
import { AccountAnswer } from '../http/account-schemas';
import { CommandAnswerShape } from '../http/answer-schemas';
import {
  Account,
  amount,
  commandId,
  expires,
  pending,
  reason,
  sendsCommand,
} from '../http/command-routes';
import { route } from '../http/route';

const text = z.string().min(1).max(limits.textLengthMax);
const expiresAtMs = z.int().min(0).meta({ description: 'UTC ms; unused by then, it lapses' });
const terms = text.meta({ description: 'the promotion’s terms' });

export const FactorBody = z.strictObject({
  factorBps: z
    .int()
    .min(0)
    .max(limits.factorBpsMax)
    .meta({ description: 'of stake and liability limits: 10000 is 1' }),
  delayOffsetMs: z
    .int()
    .min(0)
    .max(limits.betDelayMsMax)
    .default(0)
    .meta({ description: 'added to bet delays' }),
  reason,
});

export const StatusBody = z.strictObject({
  status: z.enum(words['account-status']),
  verification: z.enum(words.verification),
  location: z.enum(words.location),
  reason,
});

export const OperatorExclusionBody = z.strictObject({
  kind: z.enum(['OPERATOR', 'REGULATOR']),
  untilMs: z.int().min(0).nullable().default(null).meta({
    description: 'UTC ms; null: until lifted; a time that has passed lifts it',
  }),
  reason,
});

export const FreeBetBody = z.strictObject({
  amount,
  expiresAtMs,
  stakeReturned: z
    .boolean()
    .default(false)
    .meta({ description: 'whether the stake is part of the return' }),
  terms,
});

export const BonusBody = z.strictObject({ amount, expiresAtMs, terms });

export const AdjustmentBody = z.strictObject({
  amount: z
    .int()
    .refine((value) => value !== 0, { message: 'moves nothing' })
    .meta({ description: 'minor units; below zero takes from the account' }),
  reason,
});

const desk = { ...sendsCommand, tag: 'Accounts', params: Account } as const;
const operator = { ...desk, method: 'POST', access: ['operator'] } as const;

export const accountDeskRoutes = {
  account: route({
    method: 'GET',
    path: '/v1/account',
    access: ['bettor'],
    tag: 'Account',
    summary: 'Your account: status, limits, exclusions, session, free bets',
    positioned: true,
    answers: {
      200: { description: 'The account.', schema: AccountAnswer },
      304: { description: 'As you have it.' },
    },
    problems: ['not-found'],
  }),
  accountOf: route({
    method: 'GET',
    path: '/v1/accounts/{accountId}',
    access: ['operator', 'trader'],
    tag: 'Accounts',
    summary: 'Somebody’s account',
    params: Account,
    positioned: true,
    answers: {
      200: { description: 'The account.', schema: AccountAnswer },
      304: { description: 'As you have it.' },
    },
    problems: ['not-found'],
  }),
  request: route({
    method: 'GET',
    path: '/v1/accounts/{accountId}/requests/{commandId}',
    access: ['operator', 'trader'],
    tag: 'Accounts',
    summary: 'The final answer to a request on an account, or that it waits',
    params: Account.extend({ commandId }),
    query: z.strictObject({ expires }),
    answers: {
      200: { description: 'The final answer.', schema: CommandAnswerShape },
      202: pending,
    },
    problems: ['not-found', 'request-not-received', 'read-model-behind'],
  }),
  factor: route({
    ...desk,
    method: 'PUT',
    access: ['trader'],
    path: '/v1/accounts/{accountId}/factor',
    summary: 'Scale an account’s limits and delay',
    body: FactorBody,
  }),
  status: route({
    ...desk,
    method: 'PUT',
    access: ['operator'],
    path: '/v1/accounts/{accountId}/status',
    summary: 'What the account may do: status, identity and location as checked',
    body: StatusBody,
  }),
  exclude: route({
    ...operator,
    path: '/v1/accounts/{accountId}/exclusions',
    summary: 'Exclude an account for the operator or a regulator, or lift that',
    body: OperatorExclusionBody,
  }),
  freeBet: route({
    ...operator,
    path: '/v1/accounts/{accountId}/free-bets',
    summary: 'Give a free-bet token',
    body: FreeBetBody,
  }),
  bonus: route({
    ...operator,
    path: '/v1/accounts/{accountId}/bonuses',
    summary: 'Give bonus money',
    body: BonusBody,
  }),
  adjust: route({
    ...operator,
    path: '/v1/accounts/{accountId}/adjustments',
    summary: 'Correct a balance by hand',
    body: AdjustmentBody,
  }),
} as const;
