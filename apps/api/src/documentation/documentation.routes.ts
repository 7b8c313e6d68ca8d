import { z } from 'zod';
import { route } from '../http/route';

const page = { method: 'GET', access: 'public', tag: 'Documentation' } as const;
const html = 'text/html';

export const documentationRoutes = {
  openapi: route({
    ...page,
    path: '/openapi.json',
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1.', schema: z.looseObject({}) } },
  }),
  docs: route({
    ...page,
    path: '/docs',
    summary: 'This document to read',
    answers: { 200: { description: 'A page without outside assets.', contentType: html } },
  }),
  problem: route({
    ...page,
    path: '/problems/{code}',
    summary: 'What a problem type or a decision code means, and the way out',
    params: z.strictObject({ code: z.string().max(64) }),
    answers: { 200: { description: 'A page.', contentType: html } },
    problems: ['not-found'],
  }),
} as const;
