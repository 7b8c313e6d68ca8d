import type { Fault } from '../../test/simulation/faults/plan.ts';
import type { Scene } from '../../test/simulation/faults/scene.ts';

/**
 * What a hunt plays besides the usual faults: the circumstances in which a bug can show at all, often enough that few
 * seeds find it. Every seed that turns red is also played without the bug, and must be green.
 */
export const scenes: Readonly<Record<string, Scene>> = {
  M03: { times: 2, faults: [trouble('append-unanswered', { target: 'decider', percent: 60 })] },
  M03b: { times: 3, faults: [trouble('append-unanswered', { target: 'decider', percent: 60 })] },
  M04b: { times: 2, faults: [trouble('append-reset', { target: 'decider', delayMs: 500 })] },
  M05b: { times: 2, faults: [trouble('append-lost', { target: 'decider', percent: 60 })] },
  M08: {
    times: 2,
    faults: [
      trouble('append-reset', { target: 'decider', percent: 50, delayMs: 8_000, forMs: 2_500 }),
      ...killed(['decider-0', 'decider-1', 'standby'], 2_600, 6_000),
      ...killed(['api-0', 'api-1'], 2_700, 100),
    ],
  },
  M10b: {
    times: 1,
    services: ['snapshots'],
    faults: killed(['decider-0', 'decider-1', 'standby'], 0, 13_000),
  },
  M14: { times: 1, lastMs: 5_000, faults: [silence(0, 70_000), outage(800, 30_000)] },
  M17a: {
    times: 3,
    moves: ['override', 'snapshot'],
    faults: [
      trouble('append-reset', { target: 'feed', topic: 'odds.events', delayMs: 8_000 }),
      ...killed(['feed'], 900, 200),
    ],
  },
  M17b: {
    times: 2,
    faults: [
      trouble('append-refused', { target: 'feed', topic: 'odds.events', percent: 50 }),
      ...killed(['feed'], 100, 200),
    ],
  },
  M18b: {
    times: 3,
    lastMs: 12_000,
    faults: [
      ...killed(['projector-0', 'projector-1'], 0, 200),
      ...[1_500, 2_000, 2_500, 3_000].map((atMs) => again(atMs)),
    ],
  },
  M18c: { times: 4, lastMs: 12_000, faults: [{ atMs: 0, kind: 'renamed' }] },
  M19a: { times: 2, faults: [cut('odds.events', 6), cut('bet.commands', 6)] },
  M19b: { times: 2, faults: [cut('odds.events', 0), cut('bet.commands', 0)] },
  M21a: { times: 2, faults: [frozen('decider-0', 6_000)] },
  M21b: {
    times: 2,
    faults: [
      { atMs: 0, kind: 'twin', target: 'decider-0', forMs: 20_000 },
      trouble('fetch-held', { topic: 'bet.events', delayMs: 4_700, forMs: 8_000 }, 1_500),
    ],
  },
  M22b: { times: 3, faults: [trouble('append-reset', { target: 'decider', delayMs: 900 })] },
  M23a: {
    times: 1,
    services: ['standby'],
    lastMs: 10_000,
    faults: [
      trouble(
        'fetch-held',
        { target: 'standby', topic: 'odds.events', delayMs: 4_900, forMs: 12_000 },
        0,
      ),
      ...killed(['decider-0', 'decider-1'], 4_000, 10_000),
    ],
  },
  M23b: { times: 2, faults: killed(['decider-0', 'decider-1', 'standby'], 0, 2_000) },
  M24: { times: 2, faults: ahead(['decider-0', 'decider-1', 'standby'], 5_000) },
  M25b: { times: 1, faults: killed(['decider-0', 'decider-1', 'standby'], 0, 16_000) },
  M25c: {
    times: 2,
    faults: [
      trouble('append-reset', { target: 'decider', delayMs: 500, forMs: 6_000 }),
      ...ahead(['api-0', 'api-1'], 3_600_000, 2_500),
      ...ahead(['api-0', 'api-1'], 0, 9_000),
    ],
  },
  M26a: {
    times: 1,
    lastMs: 12_000,
    faults: [
      ...ahead(['decider-0', 'decider-1', 'standby'], 30 * 3_600_000),
      ...killed(['decider-0', 'decider-1', 'standby'], 400, 200),
      ...ahead(['decider-0', 'decider-1', 'standby'], 0, 5_500),
    ],
  },
  M26c: { times: 1, lastMs: 12_000, faults: [outage(0, 23.2 * 3_600_000)] },
  M27: { times: 3, faults: [{ atMs: 0, kind: 'rubbish', topic: 'bet.commands' }] },
  M28a: { times: 1, moves: ['policy', 'place', 'quote'], faults: [] },
  M28b: { times: 1, moves: ['quote', 'placeQuoted'], faults: [] },
  M28c: { times: 1, moves: ['quote', 'placeQuoted'], faults: [] },
  M29a: {
    times: 3,
    faults: ['projector-0', 'projector-1'].map((target) => frozen(target, 2_500)),
  },
};

type Trouble = Extract<Fault, { readonly kind: 'trouble' }>;

/** All of what it is about, for two seconds, unless told. */
function trouble(
  kind: Trouble['trouble'],
  over: Partial<Omit<Trouble, 'atMs' | 'kind' | 'trouble'>>,
  atMs = 0,
): Trouble {
  const usual = { target: undefined, topic: 'bet.events', leader: undefined } as const;
  const more = { percent: 100, delayMs: 0, forMs: 2_000, ...over };
  return { atMs, kind: 'trouble', trouble: kind, ...usual, ...more };
}

function killed(targets: readonly string[], atMs: number, restartMs: number): readonly Fault[] {
  return targets.map((target) => ({ atMs, kind: 'kill', target, restartMs }));
}

function ahead(targets: readonly string[], aheadMs: number, atMs = 0): readonly Fault[] {
  return targets.map((target) => ({ atMs, kind: 'clock', target, aheadMs }));
}

function again(atMs: number): Fault {
  return { atMs, kind: 'again', topic: 'odds.events' };
}

function frozen(target: string, forMs: number): Fault {
  return { atMs: 0, kind: 'freeze', target, forMs, replaced: true };
}

function silence(atMs: number, forMs: number): Fault {
  return { atMs, kind: 'silence', forMs };
}

function outage(atMs: number, forMs: number): Fault {
  return { atMs, kind: 'outage', forMs };
}

function cut(topic: 'bet.commands' | 'odds.events', grown: number): Fault {
  return { atMs: 0, kind: 'cut', topic, batches: 3, grown };
}
