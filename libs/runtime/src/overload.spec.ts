import { afterEach, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { fastifyAdapter } from './create-http';
import { refuseUnderPressure } from './overload';

@Controller()
class Routes {
  @Get('bets')
  bets() {
    return { served: true };
  }

  @Get('livez')
  live() {
    return { live: true };
  }
}

@Module({ controllers: [Routes] })
class RoutesModule {}

let app: NestFastifyApplication;

async function started(eventLoopDelayMsMax: number): Promise<void> {
  const wired = await Test.createTestingModule({ imports: [RoutesModule] }).compile();
  app = wired.createNestApplication<NestFastifyApplication>(fastifyAdapter(), { logger: false });
  await refuseUnderPressure(app, eventLoopDelayMsMax);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
}

const blocked = (ms: number) => {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs);
};

/** Until the loop was sampled as late as it is. */
async function answers(url: string, status: number) {
  const deadlineMs = performance.now() + 10_000;
  for (;;) {
    blocked(150);
    const reply = await app.inject({ url });
    if (reply.statusCode === status || performance.now() > deadlineMs) return reply;
    await new Promise(setImmediate);
  }
}

afterEach(() => app.close());

it('refuses at once while the event loop is late, and says when to come again', async () => {
  await started(20);
  const reply = await answers('/bets', 503);
  expect(reply.statusCode).toBe(503);
  expect(reply.headers['retry-after']).toBe('1');
  expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(reply.json()).toMatchObject({ type: '/problems/overloaded', status: 503 });
  expect((await app.inject({ url: '/livez' })).statusCode).toBe(200);
});

it('serves while the loop is in time', async () => {
  await started(60_000);
  expect((await answers('/bets', 200)).json()).toEqual({ served: true });
});
