import { describe, expect, test } from '@jest/globals';
import { facts } from '@stakelog/testing';
import { Producers } from './producers';

type Liveness = Parameters<Producers['fold']>[1];

function isUp(nowMs: number, heard: readonly Liveness[], partition = 0, producer = 'feed') {
  const producers = new Producers();
  for (const fact of heard) producers.fold(0, fact);
  return producers.isUp(partition, producer, nowMs, 20_000);
}

describe('producers', () => {
  test('a heartbeat counts for twenty seconds, to the millisecond', () => {
    expect(isUp(120_000, [facts.heartbeat(100_000)])).toBe(true);
    expect(isUp(120_001, [facts.heartbeat(100_000)])).toBe(false);
    expect(isUp(120_001, [facts.heartbeat(100_000), facts.heartbeat(110_000)])).toBe(true);
    expect(isUp(120_001, [facts.heartbeat(110_000), facts.heartbeat(100_000)])).toBe(true);
  });

  test('who was never heard is down, in each partition apart', () => {
    expect(isUp(100_000, [])).toBe(false);
    expect(isUp(100_000, [facts.heartbeat(100_000)], 1)).toBe(false);
    expect(isUp(100_000, [facts.heartbeat(100_000)], 0, 'other')).toBe(false);
  });

  test.each([
    facts.down(),
    facts.recoveryStarted(),
    facts.heartbeat(99_000, { subscribed: false }),
  ])('$type takes it down until a recovery is completed', (fact) => {
    const heard = [facts.heartbeat(99_000), fact, facts.heartbeat(100_000)];
    expect(isUp(100_000, heard)).toBe(false);
    expect(isUp(100_000, [...heard, facts.recoveryCompleted(100_000)])).toBe(true);
  });

  test('the operator has no heart to beat', () => {
    expect(isUp(100_000, [], 0, 'operator')).toBe(true);
  });
});
