import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { limits } from '@stakelog/contracts';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttp, createLogger, Health, Metrics, Tokens } from '@stakelog/runtime';
import { memoryLog } from '@stakelog/testing';
import { exportJWK, generateKeyPair, createLocalJWKSet, SignJWT } from 'jose';
import { FeedModule } from '../feed.module';
import { feedOver, PARTITIONS } from '../testing/feed-under-test';

const rules = { TOKEN_ISSUER: 'iss', TOKEN_AUDIENCE: 'aud' };
const internalToken = 'shared-by-our-processes';
const log = memoryLog({ partitions: PARTITIONS });
const from = new Map(Array.from({ length: PARTITIONS }, (_, of) => [of, 0]));
const feed = feedOver({ appender: log, log: log.read(from) });
const tokens = new Map<string, string>([['internal', internalToken]]);
let http: NestFastifyApplication;

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA');
  const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(publicKey)), alg: 'EdDSA' }] });
  for (const scope of ['feed', 'trader', 'operator'])
    tokens.set(
      scope,
      await new SignJWT({ scope })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt' })
        .setSubject(scope)
        .setIssuer('iss')
        .setAudience('aud')
        .setExpirationTime('1h')
        .sign(privateKey),
    );
  const metrics = new Metrics('feed');
  const logger = createLogger('feed', 'silent');
  const module = FeedModule.of({ ...feed, health: new Health(), metrics, internalToken, logger });
  http = await createHttp(module, { logger, metrics, tokens: new Tokens(keys, rules) });
  await http.init();
  await http.getHttpAdapter().getInstance().ready();
});
afterAll(async () => {
  await http.close();
  await feed.close();
});

type Asked = { status: number; body: Record<string, unknown> };

async function ask(
  method: 'GET' | 'POST',
  url: string,
  as?: string,
  payload?: object,
): Promise<Asked> {
  const token = as === undefined ? undefined : (tokens.get(as) ?? as);
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await http.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
}

const fixture = (sourceId: string) => ({
  type: 'FixtureDefined',
  producerId: 'acme',
  sourceId,
  sourceAtMs: 1_700_000_000_000,
  fixtureId: 'f1',
  sport: 'chess',
  tournamentId: 't',
  name: 'A v B',
  competitors: [],
  scheduledStartMs: 1_700_000_000_000,
});
const order = { actor: 'trader-1', reason: 'because' };

describe('the routes of the feed', () => {
  it('answers 503 until the log has been read', async () => {
    expect(await ask('POST', '/v1/feed/events', 'feed', [fixture('1')])).toMatchObject({
      status: 503,
    });
    await feed.start();
  });

  it.each([
    ['POST', '/v1/feed/events', undefined, 401],
    ['POST', '/v1/feed/events', 'trader', 403],
    ['GET', '/v1/feed/replays', 'trader', 403],
    ['GET', '/v1/feed/replays', 'operator', 200],
    ['POST', '/internal/markets/m1/suspend', undefined, 401],
    ['POST', '/internal/markets/m1/suspend', 'feed', 401],
    ['POST', '/internal/markets/m1/suspend', 'internal', 404],
    ['POST', '/internal/dead-letters/retry', 'feed', 401],
    ['POST', '/internal/dead-letters/retry', 'internal', 400],
  ] as const)('%s %s as %s: %i', async (method, url, as, status) => {
    const asked = await ask(method, url, as, method === 'POST' ? order : undefined);
    expect(asked.status).toBe(status);
  });

  it('takes an array, or facts in an object, and answers a repeat alike', async () => {
    const posted = await ask('POST', '/v1/feed/events', 'feed', [fixture('1')]);
    expect(posted).toMatchObject({ status: 201, body: { positions: [expect.any(String)] } });
    const repeated = { facts: [fixture('1')] };
    expect(await ask('POST', '/v1/feed/events', 'feed', repeated)).toEqual(posted);
  });

  it('names the bad fact, and the one whose id was used', async () => {
    const bad = [fixture('2'), { ...fixture('3'), sport: '' }];
    expect(await ask('POST', '/v1/feed/events', 'feed', bad)).toMatchObject({
      status: 400,
      body: { type: '/problems/invalid-request', errors: [{ path: '1.sport' }] },
    });
    const reused = [{ ...fixture('1'), sport: 'go' }];
    expect(await ask('POST', '/v1/feed/events', 'feed', reused)).toMatchObject({
      status: 409,
      body: { type: '/problems/source-id-reused' },
    });
  });

  it('takes the trading limits of an operator, whole and within their bounds', async () => {
    const policy = {
      levels: [{ level: 'GLOBAL', stakeMax: 500 }],
      cashOutMarginBps: 100,
      quoteTtlMs: 2_000,
      baseCurrency: 'EUR',
      rates: [],
    };
    const change = (more: object) => {
      const body = { actor: 'op', policy: { ...policy, ...more } };
      return ask('POST', '/internal/limit-policy', 'internal', body);
    };
    expect(await change({ cashOutMarginBps: 20_000 })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'policy.cashOutMarginBps' }] },
    });
    const before = feed.writer.state.policy;
    const both = await Promise.all([change({ quoteTtlMs: 1_000 }), change({})]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(feed.writer.state.policy).toMatchObject({
      policyVersion: expect.any(Number),
      quoteTtlMs: 2_000,
      levels: [{ level: 'GLOBAL', stakeMax: 500, stakeMin: null }],
      heartbeatAgeMsMax: before?.heartbeatAgeMsMax,
      effectiveAtMs: (feed.writer.state.policy?.sourceAtMs ?? 0) + limits.raisedShareAfterMs,
      actor: 'op',
    });
    expect(feed.writer.state.policy?.policyVersion).toBeGreaterThan(
      (before?.policyVersion ?? 0) + 1,
    );
  });

  it('takes a repaired letter through the door of every post, for any producer', async () => {
    const retry = (facts: unknown[]) =>
      ask('POST', '/internal/dead-letters/retry', 'internal', {
        actor: 'op',
        reason: 'the price was a thousandfold',
        source: 'odds.events/0/1',
        facts,
      });
    const ofReplays = { ...fixture('r1'), producerId: 'betfair' };
    expect(await ask('POST', '/v1/feed/events', 'feed', [ofReplays])).toMatchObject({
      status: 400,
    });
    const first = await retry([ofReplays]);
    expect(first).toMatchObject({ status: 201, body: { positions: [expect.any(String)] } });
    expect(await retry([ofReplays])).toEqual(first);
    expect(await retry([{ ...ofReplays, sourceId: 'r2', sport: '' }])).toMatchObject({
      status: 400,
      body: { errors: [{ path: '0.sport' }] },
    });
    expect(await retry([{ ...ofReplays, sport: 'go' }])).toMatchObject({ status: 409 });
  });
});
