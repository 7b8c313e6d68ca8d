import { afterEach, describe, expect, it } from '@jest/globals';
import { fixtureId, utcMs, type OddsEvent } from '@stakelog/contracts';
import { memoryLog, prng, type AppendFault, type MemoryLog } from '@stakelog/testing';
import type { Fact } from '../fact';
import { feedOver, judged, PARTITIONS, type Judged } from '../testing/feed-under-test';

const fixtures = ['f:1', 'f:2', 'f:3', 'f:4', 'f:5'].map(fixtureId);
const open: MemoryLog[] = [];

function logWith(fault: (partition: number) => AppendFault = () => 'none'): MemoryLog {
  const log = memoryLog({ partitions: PARTITIONS, fault });
  open.push(log);
  return log;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((log) => log.close()));
});

const fromStart = new Map(Array.from({ length: PARTITIONS }, (_, of) => [of, 0]));
const feedOn = (log: MemoryLog) => feedOver({ appender: log, log: log.read(fromStart) });
const verdicts = (log: MemoryLog): readonly Judged[] =>
  judged([...fromStart.keys()].map((of) => log.records(of)));

/** The n-th score of a fixture: its order can be seen in the log. */
const score = (of: number, n: number, producerId = 'acme'): { key: string; fact: Fact } => {
  const key = fixtures[of % fixtures.length] ?? fixtureId('f:0');
  return {
    key,
    fact: {
      type: 'ScoreChanged',
      producerId,
      sourceId: `${key}/${n}`,
      sourceAtMs: utcMs(0),
      fixtureId: key,
      scoreVersion: n,
      home: n,
      away: 0,
      period: 'p',
      final: false,
    },
  };
};
const scoresOf = (seen: readonly Judged[]): readonly (OddsEvent & { type: 'ScoreChanged' })[] =>
  seen.flatMap(({ fact, verdict }) =>
    verdict === 'apply' && fact.type === 'ScoreChanged' ? [fact] : [],
  );

describe('the writer of odds.events', () => {
  it('opens a session in every partition before anything else, and a greater one next time', async () => {
    const log = logWith();
    const first = feedOn(log);
    await first.start();
    await first.writer.hold(['acme']);
    await first.writer.write(score(0, 1));
    await first.close();
    const second = feedOn(log);
    await second.start();
    await second.writer.hold(['acme']);
    expect(second.writer.session('acme')).toBeGreaterThan(first.writer.session('acme'));
    for (const of of fromStart.keys()) {
      const [opened] = judged([log.records(of)]);
      expect(opened).toMatchObject({ verdict: 'session', fact: { type: 'ProducerSessionOpened' } });
    }
    await second.close();
  });

  it('writes policy 1 at its first start only', async () => {
    const log = logWith();
    for (const at of [1, 2]) {
      const feed = feedOn(log);
      await feed.start();
      expect([at, feed.writer.state.policy?.policyVersion]).toEqual([at, 1]);
      await feed.close();
    }
    const policies = verdicts(log).filter(({ fact }) => fact.type === 'LimitPolicyChanged');
    expect(policies).toHaveLength(1);
  });

  it('ends when another process opens a higher session, and what it still sends has no effect', async () => {
    const log = logWith();
    const first = feedOn(log);
    await first.start();
    await first.writer.hold(['acme']);
    const second = feedOn(log);
    await second.start();
    await second.writer.hold(['acme']);
    await expect(first.writer.write(score(0, 1))).rejects.toMatchObject({ code: 'session_lost' });
    expect(first.ended).toMatchObject([{ code: 'session_lost' }]);
    await second.writer.write(score(0, 1));
    expect(scoresOf(verdicts(log))).toHaveLength(1);
    await first.close();
    await second.close();
  });

  it('gives way to what arrives late: a held append of the old session has no effect', async () => {
    let fault: AppendFault = 'none';
    const log = logWith(() => fault);
    const feed = feedOn(log);
    await feed.start();
    await feed.writer.hold(['acme']);
    fault = 'held';
    const writing = feed.writer.write(score(0, 1));
    fault = 'none';
    await writing;
    log.release();
    const seen = verdicts(log).filter(({ fact }) => fact.type === 'ScoreChanged');
    expect(seen.map(({ verdict }) => verdict)).toEqual(['apply', 'lower_session']);
    await feed.close();
  });

  it('refuses a fact whose bytes the broker refuses, and goes on', async () => {
    let fault: AppendFault = 'none';
    const log = logWith(() => fault);
    const feed = feedOn(log);
    await feed.start();
    await feed.writer.hold(['acme']);
    const session = feed.writer.session('acme');
    fault = 'refused';
    const refused = feed.writer.write(score(0, 1));
    await expect(refused).rejects.toMatchObject({ code: 'fact_refused' });
    fault = 'none';
    await feed.writer.write(score(0, 2));
    expect(feed.writer.session('acme')).toBe(session);
    await feed.close();
  });

  const seeds = Array.from({ length: 15 }, (_, seed) => seed);
  it.each(seeds)(
    'seed %i: every fact once and in order, whatever the network does',
    async (seed) => {
      const random = prng(seed);
      const faults = ['lost_before', 'lost_after', 'held'] as const;
      let isTroubled = false;
      const log = logWith(() =>
        isTroubled && random.percent(7) ? (faults[random.below(3)] ?? 'none') : 'none',
      );
      const feed = feedOn(log);
      await feed.start();
      await feed.writer.hold(['acme']);
      isTroubled = true;
      const writing: Promise<unknown>[] = [];
      for (let n = 1; n <= 12; n++) {
        for (let of = 0; of < fixtures.length; of++) writing.push(feed.writer.write(score(of, n)));
        if (random.percent(50)) await Promise.race(writing.slice(-3));
        if (random.percent(30)) log.release();
      }
      const places = await Promise.all(writing);
      log.release();
      expect(new Set(places.map((place) => JSON.stringify(place))).size).toBe(60);
      const scores = scoresOf(verdicts(log));
      for (const fixture of fixtures)
        expect(scores.filter((s) => s.fixtureId === fixture).map((s) => s.scoreVersion)).toEqual(
          Array.from({ length: 12 }, (_, n) => n + 1),
        );
      await feed.close();
    },
  );
});
