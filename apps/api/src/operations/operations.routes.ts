import { z } from 'zod';
import { route } from '../http/route';

const operator = { method: 'GET', access: ['operator'], tag: 'Operations' } as const;
const shown = (description: string) => ({ 200: { description, schema: z.looseObject({}) } });

export const operationsRoutes = {
  health: route({
    ...operator,
    path: '/v1/ops/health',
    summary: 'Each dependency of this process and since when',
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
} as const;
