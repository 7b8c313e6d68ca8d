import { z } from 'zod';
import { Bet, requestedAtMs, sendsCommand } from '../http/command-routes';
import { route } from '../http/route';

export const CashOutQuoteBody = z.strictObject({
  toShareBps: z.int().min(1).max(10_000).default(10_000).meta({
    description: 'cumulative share in ten-thousandths: 4000, then 7000 cashes out 30 % more',
  }),
  requestedAtMs,
});

export const CashOutBody = z.strictObject({
  quoteId: z.string().regex(/^[a-z2-7]{26}$/),
  requestedAtMs,
});

const own = {
  ...sendsCommand,
  method: 'POST',
  access: ['bettor'],
  tag: 'Cash-out',
  params: Bet,
} as const;

export const cashOutRoutes = {
  quote: route({
    ...own,
    path: '/v1/bets/{betId}/cash-out-quotes',
    summary: 'What settling a share of the bet now pays, for a few seconds',
    body: CashOutQuoteBody,
  }),
  take: route({
    ...own,
    path: '/v1/bets/{betId}/cash-outs',
    summary: 'Take a quote: its amount is paid or refused, never changed; in play it is held first',
    body: CashOutBody,
  }),
} as const;
