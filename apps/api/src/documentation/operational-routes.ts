import { z } from 'zod';
import { route } from '../http/route';

const probe = { method: 'GET', access: 'public', tag: 'Operations' } as const;

/** What every process serves, described here because the document is the api's. */
export const operationalRoutes = {
  live: route({
    ...probe,
    path: '/livez',
    summary: 'The process turns',
    answers: {
      200: { description: 'It does.', schema: z.strictObject({ live: z.literal(true) }) },
    },
  }),
  ready: route({
    ...probe,
    path: '/readyz',
    summary: 'The process can serve',
    answers: {
      200: {
        description: 'Every dependency is up.',
        schema: z.looseObject({ ready: z.boolean() }),
      },
      503: { description: 'One is not.', schema: z.looseObject({ ready: z.boolean() }) },
    },
  }),
  metrics: route({
    ...probe,
    path: '/metrics',
    summary: 'Prometheus metrics',
    answers: { 200: { description: 'Text.', contentType: 'text/plain' } },
  }),
} as const;
