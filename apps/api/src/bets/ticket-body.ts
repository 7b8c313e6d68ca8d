import {
  decimalOdds,
  limits,
  marketId,
  minorUnits,
  oddsMax,
  oddsMin,
  outcomeId,
  ticketId,
  utcMs,
  words,
  type PlaceBets,
} from '@stakelog/contracts';
import { z } from 'zod';
import type { commandHead } from '../commands/command-head';

const text = z.string().min(1).max(limits.textLengthMax);
const odds = z
  .int()
  .min(oddsMin)
  .max(oddsMax)
  .meta({ description: 'decimal odds in ten-thousandths: 25000 is 2.5' });
const fraction = z.strictObject({ num: z.int().positive(), den: z.int().positive() });

const Selection = z.strictObject({
  marketId: text,
  outcomeId: text,
  odds,
  fraction: fraction.optional(),
  marketVersion: z.int().min(0).optional(),
});

const index = z
  .int()
  .min(0)
  .max(limits.selectionsPerTicketMax - 1);

const Bet = z.strictObject({
  kind: z.enum(words['bet-kind']).default('SINGLE'),
  sizes: z.array(z.int().min(1).max(limits.legsPerBetMax)).max(limits.legsPerBetMax).default([]),
  eachWay: z.boolean().default(false),
  positions: z
    .array(
      z.strictObject({
        selections: z.array(index).min(1).max(limits.selectionsPerTicketMax),
        banker: z.boolean().default(false),
      }),
    )
    .min(1)
    .max(limits.legsPerBetMax),
  stake: z.int().positive().meta({ description: 'minor units of the account’s currency' }),
  stakeMode: z.enum(words['stake-mode']).default('UNIT'),
  lines: z.int().min(1).meta({ description: 'checksum: the number of lines you expect' }),
  funding: z.enum(words.funding).default('CASH'),
  freeBetId: text.optional(),
});

/** What a client may send as a ticket. Numbers become values here, and nowhere further in. */
export const TicketBody = z
  .strictObject({
    quoteId: text.optional(),
    requestedAtMs: z.int().min(0).optional(),
    channel: text.default('web'),
    selections: z.array(Selection).min(1).max(limits.selectionsPerTicketMax),
    bets: z.array(Bet).min(1).max(limits.betsPerTicketMax),
    priceChange: z
      .strictObject({
        policy: z.enum(words['price-policy']).default('NONE'),
        toleranceBps: z.int().min(0).max(10_000).optional(),
        minOdds: odds.optional(),
      })
      .default({ policy: 'NONE' }),
    acceptPayoutCap: z.boolean().default(false),
    onStakeLimit: z.enum(words['stake-limit-policy']).default('REJECT'),
  })
  .superRefine(({ bets, selections }, context) => {
    for (const [bet, { positions }] of bets.entries())
      for (const [position, { selections: chosen }] of positions.entries())
        if (chosen.some((selection) => selection >= selections.length))
          context.addIssue({
            code: 'custom',
            path: ['bets', bet, 'positions', position, 'selections'],
            message: 'names a selection that the ticket does not have',
          });
  });

export type TicketBody = z.output<typeof TicketBody>;

type Head = ReturnType<typeof commandHead>;

/** The command to place a ticket. Its ticket has the id of the command. */
export function placeBets(head: Head, body: TicketBody): PlaceBets {
  const { priceChange } = body;
  return {
    type: 'PlaceBets',
    ...head,
    ticketId: ticketId(head.commandId),
    quoteId: body.quoteId ?? null,
    channel: body.channel,
    selections: body.selections.map((selection) => ({
      marketId: marketId(selection.marketId),
      outcomeId: outcomeId(selection.outcomeId),
      odds: decimalOdds(selection.odds),
      fraction: selection.fraction ?? null,
      marketVersion: selection.marketVersion ?? null,
    })),
    bets: body.bets.map((bet) => ({
      ...bet,
      stake: minorUnits(bet.stake),
      freeBetId: bet.freeBetId ?? null,
    })),
    priceChange: {
      policy: priceChange.policy,
      toleranceBps: priceChange.toleranceBps ?? null,
      minOdds: priceChange.minOdds === undefined ? null : decimalOdds(priceChange.minOdds),
    },
    acceptPayoutCap: body.acceptPayoutCap,
    onStakeLimit: body.onStakeLimit,
  };
}

export const requestedAt = ({ requestedAtMs }: { readonly requestedAtMs?: number | undefined }) =>
  requestedAtMs === undefined ? undefined : utcMs(requestedAtMs);
