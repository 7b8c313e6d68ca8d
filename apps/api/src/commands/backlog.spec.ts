import { describe, expect, it } from '@jest/globals';
import { limits } from '@stakelog/contracts';
import { systemClock } from '@stakelog/runtime';
import { commands } from '@stakelog/testing';
import { FakeEngine } from '../testing/fake-engine';
import { Backlog } from './backlog';
import { Commands } from './commands';
import { DecisionTail } from './decision-tail';

it('is as old as the oldest undecided command, to within one mark', () => {
  const clock = { ms: 0, monotonicMs: () => clock.ms };
  const backlog = new Backlog(clock);
  for (let offset = 0; offset < 100; offset++) {
    backlog.appended(3, offset);
    clock.ms += 10;
  }
  expect(backlog.ageMs(3, 0)).toBe(1_000);
  const half = backlog.ageMs(3, 50);
  expect(half).toBeLessThanOrEqual(500);
  expect(half).toBeGreaterThanOrEqual(500 - limits.backlogMarkMs);
  expect(backlog.ageMs(3, 100)).toBe(0);
  expect(backlog.ageMs(4, 0)).toBe(0);
});

it('holds nothing that was lost with the end of the log', () => {
  const clock = { ms: 0, monotonicMs: () => clock.ms };
  const backlog = new Backlog(clock);
  backlog.appended(3, 6);
  clock.ms += 1_000;
  backlog.appended(3, 7);
  clock.ms += 1_000;
  backlog.ends(3, 7);
  expect(backlog.ageMs(3, 6)).toBe(2_000);
  expect(backlog.ageMs(3, 7)).toBe(0);
});

const deposit = (key: string) => commands.deposit(key, 0, 100);

describe('a partition that decides too slowly', () => {
  it('takes no more commands until it has caught up', async () => {
    let aheadMs = 0;
    const clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + aheadMs };
    const tail = new DecisionTail();
    const engine = new FakeEngine(tail);
    engine.atOnce = false;
    const api = new Commands(engine, tail, engine.encoder, 5, clock);
    expect(await api.ask(deposit('k1'))).toEqual({ status: 'pending' });
    aheadMs = limits.backlogAgeMsMax + 1;
    await expect(api.ask(deposit('k2'))).rejects.toMatchObject({
      code: 'overloaded',
      extra: { retryAfterSeconds: 1 },
    });
    expect(engine.commands).toHaveLength(1);
    engine.decide();
    expect(await api.ask(deposit('k3'))).toEqual({ status: 'pending' });
    expect(engine.commands).toHaveLength(2);
  });
});
