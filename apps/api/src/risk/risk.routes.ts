import { limits, words } from '@stakelog/contracts';
import { z } from 'zod';
import { token } from '../http/answer-schemas';
import { Account, Bet, reason, sendsCommand } from '../http/command-routes';
import { route } from '../http/route';

const money = z.int().meta({ description: 'minor units of the currency' });

const ExposureAnswer = z.strictObject({
  marketId: z.string(),
  numberOfWinners: z.int(),
  exposures: z.array(
    z.strictObject({
      currency: z.string(),
      stakes: money,
      worstCase: money.meta({ description: 'what the book loses at most; below zero it wins' }),
      outcomes: z.array(
        z.strictObject({
          outcomeId: z.string(),
          returns: money,
          net: money.meta({ description: 'returns − stakes: lost if this one wins alone' }),
        }),
      ),
    }),
  ),
  asOf: token.meta({ description: 'one position per partition' }),
});

export const OverrideBody = z.strictObject({
  leg: z
    .int()
    .min(0)
    .max(limits.legsPerBetMax - 1)
    .meta({ description: 'of the bet, counted from 0' }),
  result: z.enum(words['leg-override']).meta({ description: 'NONE lifts it' }),
  reason,
  accountId: Account.shape.accountId
    .optional()
    .meta({ description: 'whose bet; left out, it is looked up in the read model' }),
});

export const riskRoutes = {
  exposure: route({
    method: 'GET',
    path: '/v1/exposure/{marketId}',
    access: ['trader'],
    tag: 'Trading',
    summary: 'What open bets may cost on a market, by currency and outcome',
    params: z.strictObject({ marketId: z.string().min(1).max(limits.textLengthMax) }),
    positioned: true,
    answers: { 200: { description: 'The exposure.', schema: ExposureAnswer } },
  }),
  override: route({
    ...sendsCommand,
    method: 'POST',
    path: '/v1/bets/{betId}/override',
    access: ['trader'],
    tag: 'Trading',
    summary: 'Decide a leg by hand, above what the feed says; the bet is settled anew',
    params: Bet,
    body: OverrideBody,
    problems: [...sendsCommand.problems, 'not-found', 'read-model-rebuilding'],
  }),
} as const;
