import { utcMs, type DeadLetter, type DeadLetterResolved } from '@stakelog/contracts';
import { expect, it } from '@jest/globals';
import { DeadLetterIndex } from './dead-letter-index';

const letter = (source: string, code: DeadLetter['code'] = 'TRUNCATED'): DeadLetter => ({
  type: 'DeadLetter',
  source,
  code,
  detail: 'x'.repeat(1_000),
  reportedBy: 'decider',
  reportedAtMs: utcMs(1),
  originalKey: null,
  original: new Uint8Array(),
});
const resolved = (
  source: string,
  action: DeadLetterResolved['action'] = 'RETRIED',
): DeadLetterResolved => ({
  type: 'DeadLetterResolved',
  source,
  action,
  actor: 'op',
  reason: 'why',
  resolvedAtMs: utcMs(2),
  positions: [],
});

it('counts a repeat once, and keeps where its newest copy stands', () => {
  const index = new DeadLetterIndex();
  index.take(0, letter('bet.commands/1/2'));
  index.take(4, letter('bet.commands/1/2'));
  expect(index.get('bet.commands/1/2')).toMatchObject({
    topic: 'bet.commands',
    letterOffset: 4,
    reports: 2,
    resolution: null,
  });
  expect(index.get('bet.commands/1/2')?.detail).toHaveLength(300);
  expect(index.openCounts()).toEqual([{ topic: 'bet.commands', cause: 'TRUNCATED', count: 1 }]);
});

it('keeps the first resolution, whatever comes after it', () => {
  const index = new DeadLetterIndex();
  index.take(0, letter('odds.events/1/2'));
  index.take(1, resolved('odds.events/1/2'));
  index.take(2, resolved('odds.events/1/2', 'DISCARDED'));
  index.take(3, letter('odds.events/1/2'));
  expect(index.get('odds.events/1/2')?.resolution?.action).toBe('RETRIED');
  expect(index.openCounts()).toEqual([]);
});

it('pages in the order of the first reports, through any filter, without gap or repeat', () => {
  const index = new DeadLetterIndex();
  for (let offset = 0; offset < 50; offset++)
    index.take(
      offset,
      letter(offset % 2 === 0 ? `feed/f/${offset}` : `odds.events/0/${offset}`, 'FACT_INVALID'),
    );
  index.take(50, resolved('feed/f/0'));
  const seen: string[] = [];
  for (let from: number | undefined = 0; from !== undefined;) {
    const page = index.page({ topic: 'feed', cause: 'FACT_INVALID', open: true }, from, 7);
    seen.push(...page.entries.map(({ source }) => source));
    from = page.next;
  }
  expect(seen).toEqual(Array.from({ length: 24 }, (_, at) => `feed/f/${2 * (at + 1)}`));
  expect(index.page({ open: false }, 0, 7).entries).toHaveLength(1);
});

it('forgets what is resolved before what is open, and says how many open ones it lost', () => {
  const index = new DeadLetterIndex(2);
  index.take(0, letter('a/0/0'));
  index.take(1, letter('a/0/1'));
  index.take(2, resolved('a/0/1'));
  index.take(3, letter('a/0/3'));
  expect(index.get('a/0/1')).toBeUndefined();
  expect(index.forgotten).toBe(0);
  index.take(4, letter('a/0/4'));
  expect(index.get('a/0/0')).toBeUndefined();
  expect(index.forgotten).toBe(1);
});
