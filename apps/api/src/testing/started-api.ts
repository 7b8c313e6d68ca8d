import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import {
  dressHttp,
  fastifyAdapter,
  Health,
  Metrics,
  createLogger,
  openRateLimit,
  systemClock,
  Tokens,
} from '@stakelog/runtime';
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { schemas, topicNames, type TopicName } from '@stakelog/contracts';
import type { LogRecord } from '@stakelog/kafka';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReceipts } from '../bets/receipts';
import { ApiModule } from '../api.module';
import { Commands } from '../commands/commands';
import { DecisionTail } from '../commands/decision-tail';
import { RequestLimits } from '../http/request-limits';
import type { FeedDoor } from '../markets/feed-door';
import { FakeEngine } from './fake-engine';
import { MemoryDeadLetters } from './memory-dead-letters';
import type { SystemDoor } from '../operations/system-door';
import { MemoryModels } from './memory-models';

const rules = { TOKEN_ISSUER: 'us', TOKEN_AUDIENCE: 'stakelog' };

export type StartedApi = Awaited<ReturnType<typeof startedApi>>;

/** The api with everything outside it in memory. Patience in ms: how long a request waits for its decision. */
export async function startedApi(patienceMs = 200, perSecond = 10_000) {
  const tail = new DecisionTail();
  const engine = new FakeEngine(tail);
  const models = new MemoryModels();
  const acts: object[] = [];
  const letters = new MemoryDeadLetters();
  const sealed = memoryEvidence();
  const feed = feedThatTakes(acts);
  const limit = openRateLimit({ name: 'all', requests: perSecond, windowSeconds: 1 });
  const metrics = new Metrics('api');
  const module = ApiModule.of({
    log: engine,
    tail,
    commands: new Commands(engine, tail, engine.encoder, patienceMs),
    models,
    feed,
    system: systemThatTakes(acts),
    receipts: openReceipts(sealed),
    deadLetters: letters,
    codec: engine.encoder,
    clock: systemClock,
    limits: new RequestLimits(limit, limit),
    partitions: () => [],
    shownConfig: {},
    health: new Health(),
    metrics,
  });
  const pair = await generateKeyPair('EdDSA', { extractable: true });
  const keys = createLocalJWKSet({ keys: [await exportJWK(pair.publicKey)] });
  const wired = await Test.createTestingModule({ imports: [module] }).compile();
  const app = wired.createNestApplication<NestFastifyApplication>(fastifyAdapter(), {
    logger: false,
  });
  dressHttp(app, {
    logger: createLogger('api', 'silent'),
    metrics,
    tokens: new Tokens(keys, rules),
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const token = (scope: string, subject = 'ann') =>
    new SignJWT({ scope })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt' })
      .setIssuer('us')
      .setAudience('stakelog')
      .setSubject(subject)
      .setExpirationTime('5m')
      .sign(pair.privateKey);
  return { app, engine, tail, models, acts, letters, feed, sealed, token };
}

/** A system that is well, and records what it is asked. */
const systemThatTakes = (acts: object[]): SystemDoor => ({
  health: async () => [],
  async acceptRewind(partition, order) {
    acts.push({ partition, ...order });
    return `bet.commands/${partition}/17`;
  },
});

/** Records by `topic/partition/offset`, and a sealer's directory that is not there until somebody seals into it. */
function memoryEvidence() {
  const records = new Map<string, LogRecord>();
  const texts = topicNames.flatMap((topic) => Object.values(schemas[topic] ?? {}));
  return {
    records,
    sealDir: join(tmpdir(), `api-seals-${randomUUID()}`),
    log: {
      recordAt: async (topic: TopicName, partition: number, offset: number) =>
        records.get(`${topic}/${partition}/${offset}`),
    },
    // The ids of memoryCodec are 1, 2, 3 … in the order of the names.
    textOf: async (id: number) => JSON.stringify(texts[id - 1]),
  };
}

/** A feed that records everything it is asked, and what that was. */
function feedThatTakes(acts: object[]): FeedDoor {
  const recorded = { status: 201, contentType: 'application/json', body: '{"position":"o1:2"}' };
  return {
    async act(marketId, action, order) {
      acts.push({ marketId, action, ...order });
      return recorded;
    },
    async changeLimits(policy, actor) {
      acts.push({ ...policy, actor });
      return recorded;
    },
    async retry(retry) {
      acts.push(retry);
      return { ...recorded, body: '{"positions":["o1:2"]}' };
    },
  };
}
