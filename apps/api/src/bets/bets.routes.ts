import { z } from 'zod';
import {
  BetHistoryAnswer,
  BetNowAnswer,
  BetsAnswer,
  CommandAnswerShape,
  ExplainAnswer,
  QuoteAnswer,
  ReceiptAnswer,
  TicketAnswer,
} from '../http/answer-schemas';
import {
  Bet,
  commandId,
  commandProblems,
  expires,
  pending,
  sendsCommand,
} from '../http/command-routes';
import { checkedKey } from '../http/idempotency-key';
import { route } from '../http/route';
import { pageQuery } from '../reading/cursor';
import { QuoteBody, TicketBody } from './ticket-body';

const status = {
  method: 'GET',
  access: ['bettor'],
  tag: 'Bets',
  problems: ['not-found', 'request-not-received', 'read-model-behind'],
} as const;

const same = { description: 'As you have it.' };

/** A bettor's own bet, an auditor's any. */
const about = {
  method: 'GET',
  access: ['bettor', 'auditor'],
  tag: 'Bets',
  params: Bet,
  positioned: true,
  problems: ['not-found'],
} as const;

export const betsRoutes = {
  place: route({
    method: 'POST',
    path: '/v1/bets',
    access: ['bettor'],
    tag: 'Bets',
    summary: 'Place a ticket: decided whole, accepted or rejected',
    body: TicketBody,
    keyed: true,
    answers: {
      201: { description: 'Decided and recorded, accepted or rejected.', schema: TicketAnswer },
      202: pending,
    },
    problems: commandProblems,
  }),
  quote: route({
    ...sendsCommand,
    method: 'POST',
    path: '/v1/bets/quotes',
    access: ['bettor'],
    tag: 'Bets',
    summary:
      'Reserve odds and liability for a ticket, for a few seconds; place it with the quoteId',
    body: QuoteBody,
    answers: {
      201: { description: 'Quoted, or refused with its first reason.', schema: QuoteAnswer },
      202: pending,
    },
  }),
  list: route({
    method: 'GET',
    path: '/v1/bets',
    access: ['bettor'],
    tag: 'Bets',
    summary: 'The account’s bets, newest first',
    query: z.strictObject({
      status: z.enum(['OPEN', 'SETTLED', 'CASHED_OUT']).optional(),
      from: z.coerce
        .number()
        .int()
        .min(0)
        .optional()
        .meta({ description: 'accepted at or after, UTC ms' }),
      ...pageQuery,
    }),
    positioned: true,
    answers: { 200: { description: 'One page.', schema: BetsAnswer } },
  }),
  bet: route({
    method: 'GET',
    path: '/v1/bets/{betId}',
    access: ['bettor'],
    tag: 'Bets',
    summary: 'One bet with its settlement',
    params: Bet,
    positioned: true,
    answers: {
      200: { description: 'The bet.', schema: BetNowAnswer },
      304: { description: 'As you have it.' },
    },
    problems: ['not-found'],
  }),
  history: route({
    ...about,
    path: '/v1/bets/{betId}/history',
    summary: 'What happened to a bet since its acceptance, oldest first',
    answers: { 200: { description: 'Its events.', schema: BetHistoryAnswer }, 304: same },
  }),
  explain: route({
    ...about,
    path: '/v1/bets/{betId}/explain',
    summary: 'How its return came about: rule, fact, factors and arithmetic of each leg',
    answers: { 200: { description: 'The derivation.', schema: ExplainAnswer }, 304: same },
  }),
  receipt: route({
    ...about,
    path: '/v1/bets/{betId}/receipt',
    summary:
      'What proves the bet to anybody: its events and odds as logged, with the way to a signed root; see verify-receipt',
    answers: { 200: { description: 'The receipt; unsealed parts say so.', schema: ReceiptAnswer } },
    problems: ['not-found', 'receipts-unavailable', 'log-unavailable'],
  }),
  ticket: route({
    ...status,
    path: '/v1/tickets/{ticketId}',
    summary: 'The final answer to a ticket, or that it waits',
    params: z.strictObject({ ticketId: commandId }),
    query: z.strictObject({ expires }),
    answers: { 200: { description: 'The final answer.', schema: TicketAnswer }, 202: pending },
  }),
  request: route({
    ...status,
    path: '/v1/requests/{commandId}',
    summary: 'The final answer to any request, or that it waits',
    params: z.strictObject({ commandId }),
    query: z.strictObject({ expires }),
    answers: {
      200: { description: 'The final answer.', schema: CommandAnswerShape },
      202: pending,
    },
  }),
  requestByKey: route({
    ...status,
    path: '/v1/requests',
    summary: 'The answer to the request with this idempotency key',
    query: z.strictObject({ key: z.string().min(1).transform(checkedKey), expires }),
    answers: {
      200: { description: 'The final answer.', schema: CommandAnswerShape },
      202: pending,
    },
  }),
} as const;
