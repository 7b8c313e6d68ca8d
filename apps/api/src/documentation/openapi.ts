import { problemType, type ProblemCode } from '@stakelog/runtime';
import { z } from 'zod';
import type { Route, RouteAnswer } from '../http/route';

type Json = Readonly<Record<string, unknown>>;

const VERSION = '0.4.0';

/** Every route may answer with these, whatever else it says. */
const always: readonly ProblemCode[] = ['invalid-request', 'internal'];
const withToken: readonly ProblemCode[] = ['unauthenticated', 'forbidden', 'rate-limited'];
const withBody: readonly ProblemCode[] = ['too-large', 'unsupported-media-type'];
const keyed: readonly ProblemCode[] = ['idempotency-key-missing', 'invalid-amount'];
const reads: readonly ProblemCode[] = ['read-model-behind', 'read-model-rebuilding'];

/** OpenAPI 3.1 of a table of routes: the same bytes for the same table. */
export function openapi(routes: readonly Route[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const of of routes) (paths[of.path] ??= {})[of.method.toLowerCase()] = operation(of);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Stakelog',
      version: VERSION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'Bets and odds as an immutable log. Money is whole minor units, odds are ten-thousandths, times are UTC milliseconds.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: problemSchema },
    },
  };
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status'],
  properties: {
    type: { type: 'string', description: 'the page of this problem' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'code'],
        properties: {
          path: { type: 'string' },
          code: { type: 'string' },
          detail: { type: 'string' },
        },
      },
    },
  },
};

function operation(of: Route): Json {
  const parameters = [
    ...parametersOf('path', of.params),
    ...parametersOf('query', of.query),
    ...headersOf(of),
  ];
  const content = { 'application/json': { schema: of.body && schema(of.body, 'input') } };
  return {
    operationId: operationId(of),
    tags: [of.tag],
    summary: of.summary,
    security: of.access === 'public' ? [] : [{ token: [...of.access] }],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(of.body === undefined ? {} : { requestBody: { required: true, content } }),
    responses: { ...answersOf(of), ...problemsOf(of) },
  };
}

/** `GET /v1/bets/{betId}` → `getBetsByBetId` */
export function operationId({ method, path }: Pick<Route, 'method' | 'path'>): string {
  const words = path
    .split('/')
    .filter((part) => part !== '' && part !== 'v1')
    .map((part) => part.replace(/^\{(\w+)\}$/, 'by-$1'))
    .join('-');
  const name = `${method.toLowerCase()}-${words}`;
  return name.replaceAll(/[^a-zA-Z0-9]+(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function schema(of: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(of, { io, unrepresentable: 'any' });
  return rest;
}

function parametersOf(where: 'path' | 'query', of: z.ZodObject | undefined): readonly Json[] {
  if (of === undefined) return [];
  return Object.entries(of.shape).map(([name, field]) => {
    if (!(field instanceof z.ZodType)) throw new Error(`broken rule: ${name} is a schema`);
    const { description, ...shape } = schema(field, 'input');
    const required = where === 'path' || !field.safeParse(undefined).success;
    return {
      name,
      in: where,
      required,
      ...(description ? { description } : {}),
      schema: parsed(shape),
    };
  });
}

/** A coerced number is a text on its way in; the document shows the number. */
const parsed = (shape: Json): Json =>
  Object.keys(shape).length === 0 ? { type: 'integer' } : shape;

const header = (name: string, required: boolean, description: string, pattern?: string) => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string', ...(pattern === undefined ? {} : { pattern }) },
});

function headersOf({ keyed: hasKey, positioned }: Route): readonly Json[] {
  return [
    ...(hasKey === true
      ? [
          header(
            'Idempotency-Key',
            true,
            'once per request; a repeat gets the same answer',
            '^[!-~]{1,128}$',
          ),
        ]
      : []),
    ...(positioned === true
      ? [header('Stakelog-After', false, 'a position the answer must have reached: `b3:184223`')]
      : []),
  ];
}

function answersOf({ answers }: Route): Json {
  const shown = Object.entries(answers).map(
    ([status, answer]) => [status, response(answer)] as const,
  );
  return Object.fromEntries<Json>(shown);
}

function response({
  description,
  schema: of,
  contentType = 'application/json',
}: RouteAnswer): Json {
  if (of === undefined && contentType === 'application/json') return { description };
  const shape = of === undefined ? { type: 'string' } : schema(of, 'output');
  return { description, content: { [contentType]: { schema: shape } } };
}

/** Problems by status; several types share one. */
function problemsOf(of: Route): Json {
  const codes = new Set([
    ...always,
    ...(of.access === 'public' ? [] : withToken),
    ...(of.body === undefined ? [] : withBody),
    ...(of.keyed === true ? keyed : []),
    ...(of.positioned === true ? reads : []),
    ...(of.problems ?? []),
  ]);
  const byStatus: Record<string, ProblemCode[]> = {};
  for (const code of codes) (byStatus[problemType(code).status] ??= []).push(code);
  const content = {
    'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
  };
  const shown = Object.entries(byStatus).map(([status, types]) => {
    const description = types.map((type) => `/problems/${type}`).join(', ');
    return [status, { description, content }] as const;
  });
  return Object.fromEntries<Json>(shown);
}
