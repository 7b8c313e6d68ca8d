import { describe, expect, it } from '@jest/globals';
import { accountId, limits, utcMs, type CommandRejected } from '@stakelog/contracts';
import type { CountedBatch } from '@stakelog/kafka';
import { DecisionTail } from './decision-tail';

const at = utcMs(1);

const refused = (command: number): CommandRejected => ({
  type: 'CommandRejected',
  accountId: accountId('a'),
  commandId: `c${command}`,
  bodyCheck: 1,
  code: 'REQUEST_STALE',
  detail: null,
});

/** The tail looks at what records say, not at them. */
const record = { partition: 0, offset: 0, key: null, value: null, headers: {}, appendedAtMs: 1 };

/** One batch that refuses these commands. */
function refusing(from: number, count: number): CountedBatch {
  const records = Array.from({ length: count }, (_, index) => ({
    offset: from + index,
    eventId: `0-1-1-${from + index}`,
    event: refused(from + index),
    index,
    record,
  }));
  const opening = {
    type: 'InputsAdopted',
    epoch: 1,
    writer: 'w',
    batch: 1,
    records: count,
    decidedAtMs: at,
    commandsNext: from + count,
    commandsCrc: 0,
    oddsNext: [],
    workOpen: 0,
    workTaken: 0,
  } as const;
  const where = { partition: 0, baseOffset: from, nextOffset: from + count };
  return { ...where, opening, openingRecord: record, records };
}

describe('the tail of an api', () => {
  it('remembers the newest answers, so many characters of them', () => {
    const tail = new DecisionTail();
    tail.onBatch(refusing(0, 1));
    const { body } = tail.known('c0') ?? { body: '' };
    const fit = Math.floor(limits.answersRememberedCharactersMax / (body.length + 12));
    const count = 2 * fit;
    for (let from = 1; from < count; from += 1_000) tail.onBatch(refusing(from, 1_000));
    const isKnown = (command: number) => tail.known(`c${command}`) !== undefined;
    expect([isKnown(0), isKnown(fit / 2)]).toEqual([false, false]);
    const known = Array.from({ length: count }, (_, command) => command).filter(isKnown);
    expect(known.length).toBeGreaterThanOrEqual(fit);
    const characters = known.reduce((sum, id) => sum + (tail.known(`c${id}`)?.body.length ?? 0), 0);
    expect(characters).toBeLessThanOrEqual(limits.answersRememberedCharactersMax);
    expect(known).toEqual(known.map((_, index) => (known[0] ?? 0) + index));
  });

  it('counts the commands that somebody waits for', () => {
    const tail = new DecisionTail();
    const waits = ['c1', 'c1', 'c2'].map((id) => tail.listen(id, 0));
    expect(tail.waiting).toBe(2);
    for (const wait of waits) wait.end();
    expect(tail.waiting).toBe(0);
  });
});
