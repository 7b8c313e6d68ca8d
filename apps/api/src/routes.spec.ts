import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { problemCodes, scopes, type Scope } from '@stakelog/runtime';
import { words } from '@stakelog/contracts';
import { readFileSync } from 'node:fs';
import { openapi, operationId } from './documentation/openapi';
import { routeTable } from './route-table';
import { startedApi, type StartedApi } from './testing/started-api';

type Served = { method: string; path: string };

const served: Served[] = [];
const name = ({ method, path }: Served) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`;
const url = (path: string) => path.replaceAll(/\{\w+\}/g, 'x');

let api: StartedApi;
beforeAll(async () => {
  api = await startedApi(200, 1_000_000);
  const printed = api.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  served.push(...routesIn(printed));
});
afterAll(() => api.app.close());

/** Fastify prints a tree: each line indents its part of the path. */
function routesIn(tree: string): Served[] {
  const parts: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent, part, methods] = /^([\s│]*)[├└]── (\S*)(?: \((.+)\))?$/.exec(line) ?? [];
    if (indent === undefined || part === undefined) return [];
    parts.length = indent.length / 4;
    parts.push(part);
    const path = parts.join('');
    return (methods ?? '')
      .split(', ')
      .filter((method) => method !== '' && method !== 'HEAD' && !path.includes('*'))
      .map((method) => ({ method, path }));
  });
}

it('serves what the table says, and nothing else', () => {
  expect(served.map(name).toSorted()).toEqual(routeTable.map(name).toSorted());
});

it('names each operation once', () => {
  const ids = routeTable.map(operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

it('is described by the committed document', () => {
  const committed: unknown = JSON.parse(readFileSync('schemas/openapi.json', 'utf8'));
  expect(openapi(routeTable)).toEqual(committed);
});

it('serves its document, and pages without scripts', async () => {
  expect((await api.app.inject({ url: '/openapi.json' })).json()).toEqual(openapi(routeTable));
  const docs = await api.app.inject({ url: '/docs' });
  expect(docs.headers['content-type']).toContain('text/html');
  expect(docs.body).toContain('/v1/bets/{betId}');
  expect(docs.body).not.toMatch(/<script|https?:\/\//);
});

describe('access', () => {
  const cases = routeTable.flatMap((route) =>
    [...scopes, undefined].map((scope) => ({ route, scope, title: `${name(route)} as ${scope}` })),
  );

  it.each(cases)('$title', async ({ route: { method, path, access }, scope }) => {
    const headers =
      scope === undefined ? {} : { authorization: `Bearer ${await api.token(scope)}` };
    const reply = await api.app.inject({
      method,
      url: url(path),
      headers,
      ...(method === 'POST' || method === 'PUT' ? { payload: {} } : {}),
    });
    const expected = refusal(access, scope);
    const refused = [401, 403].includes(reply.statusCode) ? reply.statusCode : undefined;
    expect(refused).toBe(expected);
  });
});

describe('pages', () => {
  const codes = [
    ...problemCodes,
    ...words['reject-code'],
    ...words['command-code'],
    ...words['cash-out-code'],
  ];

  it.each([...new Set(codes)])('explain %s', async (code) => {
    const reply = await api.app.inject({ url: `/problems/${code}` });
    expect(reply.statusCode).toBe(200);
    expect(reply.body).toContain('What to do');
  });

  it('know no other code', async () => {
    expect((await api.app.inject({ url: '/problems/NOPE' })).statusCode).toBe(404);
  });
});

it('answers what it does not serve with a problem', async () => {
  const reply = await api.app.inject({ url: '/v1/nothing' });
  expect(reply.statusCode).toBe(404);
  expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
});

/** The status that the access of a route asks for; undefined: it lets the caller in. */
function refusal(access: 'public' | readonly Scope[], scope: Scope | undefined) {
  if (access === 'public') return undefined;
  if (scope === undefined) return 401;
  return access.includes(scope) ? undefined : 403;
}
