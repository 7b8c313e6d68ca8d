import {
  decimalOdds,
  limits,
  marketId,
  outcomeId,
  ticketId,
  words,
  type PlaceBets,
  type QuoteBets,
} from '@stakelog/contracts';
import { z } from 'zod';
import type { Head } from '../commands/command-head';
import { BetBody, positionsOf, ticketBet } from './bet-body';
import { odds, priceFields, priceOf } from './price-body';

const INT_MAX = 2 ** 31 - 1;

const text = z.string().min(1).max(limits.textLengthMax);
const Selection = z
  .strictObject({
    marketId: text,
    outcomeId: text,
    ...priceFields,
    marketVersion: z.int().min(0).max(INT_MAX).optional(),
  })
  .transform((selection, context) => {
    const price = priceOf(selection);
    if (!('path' in price)) return { ...selection, ...price };
    context.addIssue({ code: 'custom', path: [price.path], message: price.message });
    return z.NEVER;
  });

const ticket = {
  requestedAtMs: z.int().min(0).optional(),
  channel: text.default('web'),
  selections: z.array(Selection).min(1).max(limits.selectionsPerTicketMax),
  bets: z.array(BetBody).min(1).max(limits.betsPerTicketMax),
  priceChange: z
    .strictObject({
      policy: z.enum(words['price-policy']).default('NONE'),
      toleranceBps: z
        .int()
        .min(0)
        .max(10_000)
        .optional()
        .meta({ description: 'for TOLERANCE: the largest drop, in ten-thousandths' }),
      minOdds: odds.optional().meta({ description: 'the least total odds, under any policy' }),
    })
    .refine(({ policy, toleranceBps }) => policy !== 'TOLERANCE' || toleranceBps !== undefined, {
      path: ['toleranceBps'],
      message: 'TOLERANCE states the largest drop',
    })
    .default({ policy: 'NONE' }),
  acceptPayoutCap: z.boolean().default(false),
  onStakeLimit: z.enum(words['stake-limit-policy']).default('REJECT'),
};

type Ticket = {
  readonly bets: readonly BetBody[];
  readonly selections: readonly object[];
};

/** A bet may only name selections that its ticket has. */
function named({ bets, selections }: Ticket, context: z.RefinementCtx): void {
  for (const [bet, body] of bets.entries())
    for (const [position, { selections: chosen }] of positionsOf(body).entries())
      if (chosen.some((selection) => selection >= selections.length))
        context.addIssue({
          code: 'custom',
          path: [
            'bets',
            bet,
            ...(body.positions ? ['positions', position, 'selections'] : ['selections', position]),
          ],
          message: 'names a selection that the ticket does not have',
        });
}

/** What a client may send as a ticket. Numbers become values here, and nowhere further in. */
export const TicketBody = z
  .strictObject({ quoteId: text.optional(), ...ticket })
  .superRefine(named);

/** A ticket to be quoted: it cannot name a quote. */
export const QuoteBody = z.strictObject(ticket).superRefine(named);

export type TicketBody = z.output<typeof TicketBody>;
export type QuoteBody = z.output<typeof QuoteBody>;

/** The command to place a ticket. Its ticket has the id of the command. */
export const placeBets = (head: Head, body: TicketBody): PlaceBets => ({
  type: 'PlaceBets',
  ...head,
  ticketId: ticketId(head.commandId),
  quoteId: body.quoteId ?? null,
  ...ticketFields(body),
});

/** The command to quote a ticket. Its quote has the id of the command. */
export const quoteBets = (head: Head, body: QuoteBody): QuoteBets => ({
  type: 'QuoteBets',
  ...head,
  quoteId: head.commandId,
  ...ticketFields(body),
});

function ticketFields(body: QuoteBody) {
  const { channel, selections, bets, priceChange, acceptPayoutCap, onStakeLimit } = body;
  return {
    channel,
    selections: selections.map((selection) => ({
      marketId: marketId(selection.marketId),
      outcomeId: outcomeId(selection.outcomeId),
      odds: selection.odds,
      fraction: selection.fraction,
      marketVersion: selection.marketVersion ?? null,
    })),
    bets: bets.map(ticketBet),
    priceChange: {
      policy: priceChange.policy,
      toleranceBps: priceChange.toleranceBps ?? null,
      minOdds: priceChange.minOdds === undefined ? null : decimalOdds(priceChange.minOdds),
    },
    acceptPayoutCap,
    onStakeLimit,
  };
}
