import { words } from '@stakelog/contracts';
import { z } from 'zod';
import { token } from './answer-schemas';

const id = z.string();
const money = z.int().meta({ description: 'minor units' });
const ms = z.int().meta({ description: 'UTC milliseconds' });

const Limit = z.strictObject({
  kind: z.enum(words['gambling-limit-kind']),
  period: z.enum(words['gambling-limit-period']),
  amount: z.int().meta({ description: 'minor units, or minutes for SESSION' }),
  sinceMs: ms,
  scheduled: z
    .strictObject({
      amount: z.int().nullable().meta({ description: 'null removes the limit' }),
      effectiveAtMs: ms.meta({ description: 'confirm it from here on' }),
      confirmByMs: ms,
    })
    .optional(),
});

const protection = {
  limits: z.array(Limit),
  exclusions: z.array(
    z.strictObject({
      kind: z.enum(words['exclusion-kind']),
      sinceMs: ms,
      untilMs: ms.optional().meta({ description: 'missing: until lifted' }),
      reason: z.string().optional(),
    }),
  ),
  session: z.strictObject({ sessionId: id, startedAtMs: ms }).optional(),
  asOf: token,
};

/** What protects the bettor. */
export const LimitsAnswer = z.strictObject(protection);

const FreeBet = z.strictObject({
  freeBetId: id,
  amount: money,
  expiresAtMs: ms,
  stakeReturned: z.boolean(),
  terms: z.string(),
  usedBy: z.array(id).meta({ description: 'tickets that stand on it; empty: it can be used' }),
});

export const AccountAnswer = z.strictObject({
  accountId: id,
  currency: z.string(),
  jurisdiction: z.string(),
  openedAtMs: ms,
  status: z.enum(words['account-status']),
  verification: z.enum(words.verification),
  location: z.enum(words.location),
  factorBps: z.int().meta({ description: 'of stake and liability limits: 10000 is 1' }),
  delayOffsetMs: z.int(),
  ...protection,
  freeBets: z.array(FreeBet),
  bonuses: z.array(
    z.strictObject({ amount: money, expiresAtMs: ms, terms: z.string(), grantedAtMs: ms }),
  ),
});
