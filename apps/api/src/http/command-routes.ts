import { limits } from '@stakelog/contracts';
import { z } from 'zod';
import { CommandAnswerShape, Waiting } from './answer-schemas';

/** What every route that sends a command answers with. */
export const pending = { description: 'Not decided yet; follow Location.', schema: Waiting };
export const commandAnswers = {
  201: { description: 'Decided and recorded, accepted or rejected.', schema: CommandAnswerShape },
  202: pending,
};
export const commandProblems = [
  'idempotency-key-reused',
  'rate-limited',
  'log-unavailable',
  'overloaded',
] as const;

/** What such a route has beside its path, body and summary. */
export const sendsCommand = {
  keyed: true,
  answers: commandAnswers,
  problems: commandProblems,
} as const;

export const requestedAtMs = z
  .int()
  .min(0)
  .optional()
  .meta({ description: 'yours; older than a day is refused. Left out: our receipt' });

export const reason = z
  .string()
  .min(1)
  .max(limits.textLengthMax)
  .meta({ description: 'why; recorded' });

export const amount = z
  .int()
  .positive()
  .meta({ description: 'minor units of the account’s currency' });

export const Account = z.strictObject({ accountId: z.string().regex(/^[a-z2-7]{16}$/) });
export const commandId = z.string().regex(/^[a-z2-7]{26}$/);
export const Bet = z.strictObject({ betId: z.string().regex(/^[a-z2-7]{26}-\d{1,2}$/) });

export const expires = z.coerce
  .number()
  .int()
  .min(0)
  .optional()
  .meta({ description: 'as in the status URL of the 202' });
