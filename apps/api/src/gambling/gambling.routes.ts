import { words } from '@stakelog/contracts';
import { z } from 'zod';
import { LimitsAnswer } from '../http/account-schemas';
import { commandId, requestedAtMs, sendsCommand } from '../http/command-routes';
import { route } from '../http/route';

const Kind = z.strictObject({ kind: z.enum(words['gambling-limit-kind']) });
const period = z
  .enum(words['gambling-limit-period'])
  .meta({ description: 'calendar day, week from Monday, or month, in UTC' });
const amount = z
  .int()
  .min(0)
  .nullable()
  .meta({ description: 'minor units, or minutes for SESSION; null removes the limit' });

export const LimitBody = z.strictObject({ period, amount, requestedAtMs });

export const ExclusionBody = z.strictObject({
  kind: z.enum(['TIME_OUT', 'SELF']),
  untilMs: z
    .int()
    .min(0)
    .nullable()
    .default(null)
    .meta({ description: 'UTC ms; a time-out has an end, a self-exclusion may have none' }),
  requestedAtMs,
});

const own = { ...sendsCommand, access: ['bettor'], tag: 'Responsible gambling' } as const;

export const gamblingRoutes = {
  limits: route({
    method: 'GET',
    path: '/v1/limits',
    access: ['bettor'],
    tag: 'Responsible gambling',
    summary: 'Your limits, increases that wait, exclusions and the running session',
    positioned: true,
    answers: {
      200: { description: 'What is in force.', schema: LimitsAnswer },
      304: { description: 'As you have it.' },
    },
    problems: ['not-found'],
  }),
  setLimit: route({
    ...own,
    method: 'PUT',
    path: '/v1/limits/{kind}',
    summary: 'Set a limit: lower or first at once, higher after 24 h and a confirmation',
    params: Kind,
    body: LimitBody,
  }),
  confirmLimit: route({
    ...own,
    method: 'POST',
    path: '/v1/limits/{kind}/confirm',
    summary: 'Confirm an increase after its 24 h, within 7 days',
    params: Kind,
    body: LimitBody,
  }),
  exclude: route({
    ...own,
    method: 'POST',
    path: '/v1/exclusions',
    summary: 'Keep yourself from betting: a time-out, or a self-exclusion that nothing shortens',
    body: ExclusionBody,
  }),
  startSession: route({
    ...own,
    method: 'POST',
    path: '/v1/gambling-sessions',
    summary: 'Start the session that your session limit counts',
  }),
  endSession: route({
    ...own,
    method: 'DELETE',
    path: '/v1/gambling-sessions/{sessionId}',
    summary: 'End it',
    params: z.strictObject({ sessionId: commandId }),
  }),
} as const;
