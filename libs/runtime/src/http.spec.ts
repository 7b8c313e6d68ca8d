import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { z } from 'zod';
import { CallerOf, Public, Scopes } from './access';
import { dressHttp, fastifyAdapter } from './create-http';
import { Health } from './health';
import { createLogger } from './logger';
import { Metrics } from './metrics';
import { OperationsModule } from './operations.module';
import { Tokens, type Caller } from './tokens';

const Money = z.strictObject({ amount: z.int().positive() });

@Controller()
class Routes {
  @Scopes('trader', 'operator')
  @Get('mine')
  mine(@CallerOf() caller: Caller) {
    return { subject: caller.subject };
  }

  @Public()
  @Post('money')
  money(@Body({ schema: Money }) body: z.output<typeof Money>) {
    return body;
  }

  @Public()
  @Get('broken')
  broken() {
    throw new Error('the password is x');
  }

  @Get('forgotten')
  forgotten() {
    return { open: true };
  }
}

const health = new Health();
const metrics = new Metrics('test');
const lines: string[] = [];

@Module({ imports: [OperationsModule.of(health, metrics)], controllers: [Routes] })
class RoutesModule {}

let app: NestFastifyApplication;
let token: (scope: string) => Promise<string>;

beforeAll(async () => {
  const pair = await generateKeyPair('EdDSA', { extractable: true });
  const rules = { TOKEN_ISSUER: 'us', TOKEN_AUDIENCE: 'stakelog' };
  const keys = createLocalJWKSet({ keys: [await exportJWK(pair.publicKey)] });
  token = (scope) =>
    new SignJWT({ scope })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt' })
      .setIssuer('us')
      .setAudience('stakelog')
      .setSubject('ann')
      .setExpirationTime('1m')
      .sign(pair.privateKey);
  const wired = await Test.createTestingModule({ imports: [RoutesModule] }).compile();
  app = wired.createNestApplication<NestFastifyApplication>(fastifyAdapter(200), { logger: false });
  const logger = createLogger('test', 'info', { write: (line) => lines.push(line) });
  dressHttp(app, { logger, metrics, tokens: new Tokens(keys, rules) });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});

afterAll(() => app.close());

it.each<{ scope: string; status: number }>`
  scope                | status
  ${'trader'}          | ${200}
  ${'operator bettor'} | ${200}
  ${'bettor'}          | ${403}
  ${''}                | ${403}
`('answers $status to the scope "$scope"', async ({ scope, status }) => {
  const headers = { authorization: `Bearer ${await token(scope)}` };
  expect((await app.inject({ url: '/mine', headers })).statusCode).toBe(status);
});

it.each(['', 'Basic abc', 'Bearer', 'Bearer a.b.c'])(
  'answers 401 to the header %s',
  async (authorization) => {
    const reply = await app.inject({ url: '/mine', headers: { authorization } });
    expect(reply.statusCode).toBe(401);
    expect(reply.headers['www-authenticate']).toBe('Bearer');
    expect(reply.json()).toMatchObject({ type: '/problems/unauthenticated', instance: '/mine' });
  },
);

it('denies a route that states nothing to everybody', async () => {
  const headers = { authorization: `Bearer ${await token('operator')}` };
  expect((await app.inject({ url: '/forgotten', headers })).statusCode).toBe(403);
});

it.each<{ payload: string; type: string; status: number; code: string }>`
  payload                         | type                  | status | code
  ${'{"amount":5}'}               | ${'application/json'} | ${201} | ${undefined}
  ${'{"amount":5.5}'}             | ${'application/json'} | ${400} | ${'invalid-amount'}
  ${'{"amount":5,"x":1}'}         | ${'application/json'} | ${400} | ${'invalid-request'}
  ${'{"amount":'}                 | ${'application/json'} | ${400} | ${'invalid-request'}
  ${'amount: 5'}                  | ${'text/yaml'}        | ${415} | ${'unsupported-media-type'}
  ${`{"x":"${'y'.repeat(300)}"}`} | ${'application/json'} | ${413} | ${'too-large'}
`('answers $status to $payload', async ({ payload, type, status, code }) => {
  const headers = { 'content-type': type };
  const reply = await app.inject({ method: 'POST', url: '/money', headers, payload });
  expect(reply.statusCode).toBe(status);
  if (code === undefined) return;
  expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(reply.json()).toMatchObject({ type: `/problems/${code}`, status });
});

it('names the path of a field that is wrong', async () => {
  const reply = await app.inject({ method: 'POST', url: '/money', payload: { amount: 'five' } });
  expect(reply.json()).toMatchObject({ errors: [{ path: 'amount', code: 'INVALID_FORMAT' }] });
});

it('tells the client nothing of an error that nobody foresaw, and the log everything', async () => {
  const reply = await app.inject({ url: '/broken' });
  expect(reply.statusCode).toBe(500);
  expect(reply.body).not.toContain('password');
  expect(lines.some((line) => line.includes('the password is x'))).toBe(true);
});

it('is ready when every dependency is, and no longer once it drains', async () => {
  const kafka = health.dependency('kafka');
  expect((await app.inject({ url: '/readyz' })).statusCode).toBe(503);
  kafka.up();
  expect((await app.inject({ url: '/readyz' })).json()).toMatchObject({
    ready: true,
    dependencies: { kafka: { state: 'up' } },
  });
  health.drain();
  expect((await app.inject({ url: '/readyz' })).statusCode).toBe(503);
  expect((await app.inject({ url: '/livez' })).statusCode).toBe(200);
});

it('counts requests by the route they matched', async () => {
  const reply = await app.inject({ url: '/metrics' });
  expect(reply.body).toMatch(/stakelog_http_request_duration_seconds_count\{.*route="\/mine".*/);
});
