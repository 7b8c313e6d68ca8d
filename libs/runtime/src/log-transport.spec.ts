import { expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { fastifyAdapter } from './create-http';
import {
  connectLog,
  LogTransport,
  OnTopic,
  type LogContext,
  type LogSource,
} from './log-transport';

type Deliver = Parameters<LogSource['start']>[0];
const heard: { partition: number; slice: unknown; done: PromiseWithResolvers<void> }[] = [];

@Controller()
class Listener {
  @OnTopic('bet.events')
  async hear(@Payload() slice: unknown, @Ctx() { partition }: LogContext) {
    const done = Promise.withResolvers<void>();
    heard.push({ partition, slice, done });
    await done.promise;
  }
}

@Module({ controllers: [Listener] })
class ListenerModule {}

async function listening() {
  heard.length = 0;
  const faults: unknown[] = [];
  const delivering = Promise.withResolvers<Deliver>();
  const source: LogSource = {
    topic: 'bet.events',
    start: async (deliver) => delivering.resolve(deliver),
    close: async () => undefined,
  };
  const wired = await Test.createTestingModule({ imports: [ListenerModule] }).compile();
  const app = wired.createNestApplication(fastifyAdapter(), { logger: false });
  connectLog(app, new LogTransport([source], (fault) => faults.push(fault)));
  await app.startAllMicroservices();
  return { app, faults, deliver: await delivering.promise };
}

const heardAll = async (count: number) => {
  const deadline = performance.now() + 2_000;
  while (heard.length < count && performance.now() < deadline) await new Promise(setImmediate);
  expect(heard).toHaveLength(count);
};

it('is done with a slice when its handler is, and keeps partitions apart', async () => {
  const { app, deliver } = await listening();
  const state = { first: 'open', second: 'open' };
  const first = deliver(0, ['a']).then(() => (state.first = 'done'));
  const second = deliver(1, ['b']).then(() => (state.second = 'done'));
  await heardAll(2);
  heard[1]?.done.resolve();
  await second;
  expect(state).toEqual({ first: 'open', second: 'done' });
  heard[0]?.done.resolve();
  await first;
  expect(heard.map(({ partition, slice }) => [partition, slice])).toEqual([
    [0, ['a']],
    [1, ['b']],
  ]);
  await app.close();
});

it('refuses a second slice while the first is being handled', async () => {
  const { app, deliver } = await listening();
  const first = deliver(0, 'a');
  await heardAll(1);
  await expect(deliver(0, 'b')).rejects.toThrow('one slice at a time');
  heard[0]?.done.resolve();
  await first;
  await app.close();
});

it('hands on what a handler threw, as it was, and stops its partition', async () => {
  const { app, faults, deliver } = await listening();
  const fault = new Error('disk full');
  const first = deliver(0, 'a');
  await heardAll(1);
  heard[0]?.done.reject(fault);
  await expect(first).rejects.toBe(fault);
  expect(faults).toEqual([fault]);
  await expect(deliver(0, 'b')).rejects.toThrow('one slice at a time');
  await app.close();
});
