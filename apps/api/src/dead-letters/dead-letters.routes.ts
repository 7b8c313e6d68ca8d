import { limits, words } from '@stakelog/contracts';
import { z } from 'zod';
import { route } from '../http/route';
import { pageQuery } from '../reading/cursor';

const operator = { access: ['operator'], tag: 'Operations' } as const;
const Letter = z.strictObject({
  coordinate: z.string().min(1).max(256).meta({
    description: '`topic/partition/offset` or `feed/run/line`, URL-encoded',
  }),
});
const reason = z.string().min(1).max(limits.textLengthMax).meta({ description: 'why; recorded' });
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const RetryBody = z.strictObject({
  reason,
  record: z.looseObject({}).optional().meta({
    description:
      'in place of the original: a command of bet.commands, one native fact, or {"facts": […]}',
  }),
});
export const DiscardBody = z.strictObject({ reason });

const Resolution = z.strictObject({
  action: z.enum(words['dead-letter-action']),
  actor: z.string(),
  reason: z.string(),
  resolvedAtMs: z.int(),
  positions: z.array(z.string()).meta({ description: 'where the retried records stand' }),
});
const entry = {
  coordinate: z.string(),
  topic: z.string(),
  cause: z.enum(words['dead-letter-code']),
  detail: z.string(),
  reportedBy: z.string(),
  reportedAtMs: z.int(),
  reports: z.int().meta({ description: 'how often it was put aside; it counts once' }),
  letter: z.string().meta({ description: 'its newest copy in dead.letters' }),
  resolution: Resolution.nullable(),
};
const Attempt = z.strictObject({
  bytes: z.int(),
  hex: z.string().meta({ description: 'the first 16 KiB' }),
  keyHex: z.string().nullable(),
  text: z.string().nullable().meta({ description: 'where the bytes are UTF-8' }),
  schemaId: z.int().nullable(),
  schema: z.string().nullable(),
  decoded: z.unknown().meta({ description: 'what a reader makes of it today' }),
  error: z.string().nullable(),
});

export const deadLettersRoutes = {
  list: route({
    ...operator,
    method: 'GET',
    path: '/v1/ops/dead-letters',
    summary: 'What no reader could take, oldest first',
    query: z.strictObject({
      ...pageQuery,
      topic: z.string().max(64).optional().meta({ description: 'bet.commands, odds.events, feed' }),
      cause: z.enum(words['dead-letter-code']).optional(),
      open: flag.optional().meta({ description: 'only unresolved ones, or only resolved ones' }),
    }),
    answers: {
      200: {
        description: 'One page.',
        schema: z.strictObject({
          items: z.array(z.strictObject(entry)),
          next: z.string().optional(),
          forgotten: z.int().meta({ description: 'open ones beyond the bound of the list' }),
        }),
      },
    },
  }),
  show: route({
    ...operator,
    method: 'GET',
    path: '/v1/ops/dead-letters/{coordinate}',
    summary: 'One dead letter with its bytes, what is wrong with them, and what was done',
    params: Letter,
    answers: {
      200: {
        description: 'The letter. `original` is null where its retention has ended.',
        schema: z.strictObject({ ...entry, original: Attempt.nullable() }),
      },
    },
    problems: ['not-found', 'log-unavailable'],
  }),
  retry: route({
    ...operator,
    method: 'POST',
    path: '/v1/ops/dead-letters/{coordinate}/retry',
    summary: 'Append the record, repaired or as it is, to its source topic',
    params: Letter,
    body: RetryBody,
    answers: {
      201: { description: 'What was done; a repeat is told the same.', schema: Resolution },
    },
    problems: [
      'not-found',
      'dead-letter-resolved',
      'source-id-reused',
      'log-unavailable',
      'feed-unavailable',
    ],
  }),
  discard: route({
    ...operator,
    method: 'POST',
    path: '/v1/ops/dead-letters/{coordinate}/discard',
    summary: 'Set a dead letter aside for good, with a reason',
    params: Letter,
    body: DiscardBody,
    answers: {
      201: { description: 'What was done; a repeat is told the same.', schema: Resolution },
    },
    problems: ['not-found', 'dead-letter-resolved', 'log-unavailable'],
  }),
} as const;
