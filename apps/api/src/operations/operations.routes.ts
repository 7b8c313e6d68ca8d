import { limits, topics } from '@stakelog/contracts';
import { z } from 'zod';
import { route } from '../http/route';

const operator = { method: 'GET', access: ['operator'], tag: 'Operations' } as const;
const shown = (description: string) => ({ 200: { description, schema: z.looseObject({}) } });

export const AcceptRewindBody = z.strictObject({
  reason: z.string().min(1).max(limits.textLengthMax).meta({ description: 'why; recorded' }),
});
const Partition = z.strictObject({
  partition: z.coerce
    .number()
    .int()
    .min(0)
    .max(topics['bet.events'].partitions - 1),
});

export const operationsRoutes = {
  health: route({
    ...operator,
    path: '/v1/ops/health',
    summary: 'Each app of the system and each of its dependencies, and since when',
    answers: shown('The state.'),
  }),
  partitions: route({
    ...operator,
    path: '/v1/ops/partitions',
    summary: 'Who writes each partition of bet.events, how far, and when it was last heard',
    answers: shown('By partition.'),
  }),
  lag: route({
    ...operator,
    path: '/v1/ops/lag',
    summary: 'Commands that wait for their decision, by partition',
    answers: shown('By partition.'),
    problems: ['log-unavailable'],
  }),
  config: route({
    ...operator,
    path: '/v1/ops/config',
    summary: 'Every setting of this process and its source, secrets masked',
    answers: shown('By name.'),
  }),
  acceptRewind: route({
    method: 'POST',
    access: ['operator'],
    tag: 'Operations',
    path: '/v1/ops/partitions/{partition}/accept-rewind',
    summary: 'Let a stopped partition go on behind an input topic that went back',
    params: Partition,
    body: AcceptRewindBody,
    answers: {
      202: {
        description: 'The decider goes on and records it; see the progress URL.',
        schema: z.strictObject({
          accepted: z.string().meta({ description: 'what is gone, in words' }),
          progress: z.string(),
        }),
      },
    },
    problems: ['not-stopped', 'decider-unavailable'],
  }),
} as const;
