import { utcMs, type BetEvent, type EpochOpened, type InputsAdopted } from '@stakelog/contracts';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { newFence, type Fence, type FencePosition, type FenceStep } from './fence';
import type { LogRecord } from './log-record';

/** `e2/w1` opens epoch 2 for writer w1; `b3/e2/w1+2` is batch 3 of it with two decisions. */
type Line = string;

const at = utcMs(1_000);

function opened(epoch: number, writer: string): EpochOpened {
  return { type: 'EpochOpened', epoch, writer, rules: 1, limitsHash: 'h', openedAtMs: at };
}

function adopted(batch: number, epoch: number, writer: string, records: number): InputsAdopted {
  const inputs = { commandsNext: 0, commandsCrc: 0, oddsNext: [], workOpen: 0, workTaken: 0 };
  return { type: 'InputsAdopted', epoch, writer, batch, records, decidedAtMs: at, ...inputs };
}

const decision: BetEvent = { type: 'CommandUndecodable', offset: 1, code: 'TRUNCATED' };

function messages(line: Line): BetEvent[] {
  const [, epoch, opener] = /^e(\d+)\/(\w+)$/.exec(line) ?? [];
  if (opener !== undefined) return [opened(Number(epoch), opener)];
  const [, batch, of, writer = '', count = '0'] =
    /^b(\d+)\/e(\d+)\/(\w+)(?:\+(\d+))?$/.exec(line) ?? [];
  const opening = adopted(Number(batch), Number(of), writer, Number(count));
  return [opening, ...Array.from({ length: Number(count) }, () => decision)];
}

const recordAt = (offset: number): LogRecord => ({
  partition: 3,
  offset,
  appendedAtMs: 0,
  key: null,
  value: null,
  headers: {},
});

function fold(
  lines: readonly Line[],
  fence: Fence = newFence(3),
): Exclude<FenceStep, { status: 'within' }>[] {
  const from = fence.nextOffset;
  return lines
    .flatMap(messages)
    .map((message, index) => fence.take(recordAt(from + index), message))
    .filter((step) => step.status !== 'within');
}

const counted = (steps: readonly FenceStep[]) => steps.filter(({ status }) => status === 'counted');

/** Each line's fate in a word: counted, dropped and why, effective or not. */
function fates(lines: readonly Line[]): string[] {
  return fold(lines).map((step) => {
    switch (step.status) {
      case 'counted':
        return 'counted';
      case 'dropped':
        return step.reason;
      case 'epoch':
        return step.effective ? 'effective' : 'ineffective';
    }
  });
}

describe('what counts', () => {
  it.each<{ what: string; log: string; fate: string }>`
    what                                                   | log                                           | fate
    ${'one writer'}                                        | ${'e1/w1 b1/e1/w1+2 b2/e1/w1'}                | ${'effective counted counted'}
    ${'F06: a batch appended without an answer'}           | ${'e1/w1 b1/e1/w1+1 e2/w2 b1/e2/w2'}          | ${'effective counted effective counted'}
    ${'F07: a batch that never arrived, decided again'}    | ${'e1/w1 e2/w2 b1/e2/w2+1'}                   | ${'effective effective counted'}
    ${'F08: a zombie behind the new epoch'}                | ${'e1/w1 b1/e1/w1 e2/w2 b2/e1/w1+2 b1/e2/w2'} | ${'effective counted effective lower_epoch counted'}
    ${'F09: a zombie before the new epoch'}                | ${'e1/w1 b1/e1/w1 b2/e1/w1+2 e2/w2 b1/e2/w2'} | ${'effective counted counted effective counted'}
    ${'F11: a frozen writer, revived'}                     | ${'e1/w1 e2/w2 b1/e2/w2 b1/e1/w1 b2/e2/w2'}   | ${'effective effective counted lower_epoch counted'}
    ${'F12: a duel, turn by turn'}                         | ${'e1/w1 e2/w2 e3/w1 b1/e2/w2 b1/e3/w1'}      | ${'effective effective effective lower_epoch counted'}
    ${'F13: two writers choose one epoch'}                 | ${'e1/w1 e1/w2 b1/e1/w2 b1/e1/w1'}            | ${'effective ineffective other_writer counted'}
    ${'a lower epoch opened later'}                        | ${'e5/w1 e4/w2 b1/e4/w2 b1/e5/w1'}            | ${'effective ineffective lower_epoch counted'}
    ${'R2: an epoch that comes back under another writer'} | ${'e2/w1 b1/e2/w1 b2/e2/w9'}                  | ${'effective counted other_writer'}
    ${'R3: a batch twice'}                                 | ${'e1/w1 b1/e1/w1+1 b1/e1/w1+1 b2/e1/w1'}     | ${'effective counted repeat counted'}
    ${'R3: a batch left out'}                              | ${'e1/w1 b1/e1/w1 b3/e1/w1 b2/e1/w1'}         | ${'effective counted jump counted'}
    ${'an epoch that nobody opened'}                       | ${'e1/w1 b1/e2/w1 b1/e1/w1'}                  | ${'effective unknown_epoch counted'}
    ${'nobody yet'}                                        | ${'b1/e1/w1'}                                 | ${'unknown_epoch'}
  `('$what', ({ log, fate }) => expect(fates(log.split(' '))).toEqual(fate.split(' ')));
});

describe('the position', () => {
  it('stands behind the counted batch, and names its events by coordinate', () => {
    const fence = newFence(3);
    const [, step] = fold(['e7/w1', 'b1/e7/w1+2'], fence);
    expect(step).toMatchObject({
      batch: {
        partition: 3,
        baseOffset: 1,
        nextOffset: 4,
        records: [
          { offset: 2, index: 1, eventId: '3-7-1-1' },
          { offset: 3, index: 2, eventId: '3-7-1-2' },
        ],
      },
    });
    expect(fence.position).toEqual({
      batchOffset: 1,
      nextOffset: 4,
      epoch: 7,
      writer: 'w1',
      batch: 1,
      lastEventId: '3-7-1-2',
    } satisfies FencePosition);
  });

  it('does not move for what is dropped', () => {
    const fence = newFence(3);
    fold(['e2/w1', 'b1/e2/w1'], fence);
    const before = fence.position;
    fold(['b1/e2/w1+1', 'b9/e2/w1', 'e1/w0', 'b1/e1/w0+2'], fence);
    expect(fence.position).toEqual(before);
    expect(fence.nextOffset).toBeGreaterThan(before.nextOffset);
  });

  it('is enough to go on from: the fence stands where one stands that read all', () => {
    const line = fc.oneof(
      fc
        .tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom('w1', 'w2'))
        .map(([e, w]) => `e${e}/${w}`),
      fc
        .tuple(fc.nat(4), fc.integer({ min: 1, max: 4 }), fc.constantFrom('w1', 'w2'), fc.nat(2))
        .map(([b, e, w, n]) => `b${b}/e${e}/${w}+${n}`),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.nat(30), (lines, cut) => {
        const whole = newFence(3);
        fold(lines.slice(0, cut), whole);
        const { position } = whole;
        const rest = fold(lines.slice(cut), whole);
        // What the position leaves out is read again: it is dropped again.
        const all = lines.flatMap(messages);
        const restarted = newFence(3, position);
        const again = all
          .slice(position.nextOffset)
          .map((message, index) => restarted.take(recordAt(position.nextOffset + index), message));
        expect(counted(again)).toEqual(counted(rest));
        expect(restarted.position).toEqual(whole.position);
      }),
    );
  });
});

describe('a log that is none', () => {
  it.each<{ what: string; log: readonly BetEvent[] }>`
    what                                    | log
    ${'a decision in no batch'}             | ${[opened(1, 'w'), decision]}
    ${'a batch that begins within another'} | ${[opened(1, 'w'), adopted(1, 1, 'w', 2), adopted(2, 1, 'w', 0)]}
    ${'an epoch opened within a batch'}     | ${[opened(1, 'w'), adopted(1, 1, 'w', 1), opened(2, 'w')]}
  `('stops the partition: $what', ({ log }) => {
    const fence = newFence(3);
    const takeAll = () => log.map((message, offset) => fence.take(recordAt(offset), message));
    expect(takeAll).toThrow('out_of_order');
  });
});

describe('a decision that its reader does not want', () => {
  it('counts in its batch, and the fence stands where it stood with it', () => {
    const lines = ['e1/w1', 'b1/e1/w1+3', 'b2/e1/w1+1', 'b2/e1/w1+2', 'b3/e1/w1+1'];
    const all = newFence(3);
    const some = newFence(3);
    const steps = lines.flatMap(messages).map((message, offset) => {
      const record = recordAt(offset);
      const passed = message.type === 'CommandUndecodable' && offset % 2 === 0;
      return [
        all.take(record, message),
        passed ? some.pass(record) : some.take(record, message),
      ] as const;
    });
    for (const [whole, part] of steps) expect(part.status).toBe(whole.status);
    expect(some.position).toEqual(all.position);
    expect(counted(steps.map(([, part]) => part))).toHaveLength(3);
  });

  it('stands in no batch of its own', () => {
    expect(() => newFence(3).pass(recordAt(0))).toThrow('a decision in no batch');
  });
});
