import {
  limits,
  marketId,
  utcMs,
  type OddsEvent,
  type ProducerSessionOpened,
} from '@stakelog/contracts';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { newFactsFence, type FactsFence, type FactVerdict } from './facts-fence';
import type { LogRecord } from './log-record';

const HOUR_MS = 3_600_000;

/** `s2` opens session 2; `2:x=a@5` is fact x of session 2, which says a, received in hour 5. `p!` before: of producer p. */
type Line = string;

function fact(line: Line): OddsEvent {
  const [, producerId = 'feed', rest = line] = /^(\w+)!(.*)$/.exec(line) ?? [];
  const base = { producerId, sourceAtMs: utcMs(0), receivedAtMs: utcMs(0) };
  if (rest.startsWith('s')) {
    const session = Number(rest.slice(1));
    return {
      ...base,
      type: 'ProducerSessionOpened',
      session,
      sourceId: rest,
    } satisfies ProducerSessionOpened;
  }
  const [, session, sourceId = '', says = '', hour = '0'] =
    /^(\d+):(\w+)=(\w+)(?:@(\d+))?$/.exec(rest) ?? [];
  const receivedAtMs = utcMs(Number(hour) * HOUR_MS);
  const said = { marketId: marketId(says), marketVersion: 1, outcomes: [] };
  return {
    ...base,
    ...said,
    type: 'OddsChanged',
    session: Number(session),
    sourceId,
    receivedAtMs,
  };
}

const record = (offset: number, line: Line): LogRecord => ({
  partition: 0,
  offset,
  appendedAtMs: 0,
  key: null,
  value: Buffer.from(line),
  headers: {},
});

function verdicts(lines: readonly Line[], fence: FactsFence = newFactsFence()): FactVerdict[] {
  const from = fence.nextOffset;
  return lines.map((line, index) => fence.take(record(from + index, line), fact(line)));
}

describe('a fact', () => {
  it.each<{ what: string; log: string; verdict: string }>`
    what                                                  | log                                | verdict
    ${'of the session in force'}                          | ${'s1 1:x=a 1:y=a'}                | ${'session apply apply'}
    ${'of a session before it (F42: behind the new one)'} | ${'s1 s2 1:x=a 2:x=a'}             | ${'session session lower_session apply'}
    ${'of a session before it (F42: before the new one)'} | ${'s1 1:x=a s2 2:y=a'}             | ${'session apply session apply'}
    ${'of a session that is only opened elsewhere (M17)'} | ${'s1 2:x=a'}                      | ${'session unopened_session'}
    ${'of another producer'}                              | ${'p!s4 s1 p!4:x=a 1:x=a'}         | ${'session session apply apply'}
    ${'that opens a session again, or a lower one (R1)'}  | ${'s2 s2 s1'}                      | ${'session lower_session lower_session'}
    ${'repeated (F43)'}                                   | ${'s1 1:x=a 1:x=a'}                | ${'session apply repeat'}
    ${'repeated by the next session (F43: restart)'}      | ${'s1 1:x=a s2 2:x=a'}             | ${'session apply session repeat'}
    ${'with other content (F43)'}                         | ${'s1 1:x=a 1:x=b 1:x=b'}          | ${'session apply conflict repeat'}
    ${'repeated after 23 hours'}                          | ${'s1 1:x=a@1 1:x=a@24'}           | ${'session apply repeat'}
    ${'repeated after 24 hours'}                          | ${'s1 1:x=a@1 1:x=a@25'}           | ${'session apply apply'}
    ${'repeated within 24 hours of a repeat'}             | ${'s1 1:x=a@1 1:x=a@20 1:x=a@30'}  | ${'session apply repeat repeat'}
    ${'received before the clock of the others'}          | ${'s1 1:y=a@40 1:x=a@10 1:x=a@11'} | ${'session apply apply apply'}
  `('$what', ({ log, verdict }) => expect(verdicts(log.split(' '))).toEqual(verdict.split(' ')));
});

it('forgets the sources that no longer count', () => {
  const fence = newFactsFence();
  const hours = Array.from({ length: 100 }, (_, hour) => `1:x${hour}=a@${hour}`);
  verdicts(['s1', ...hours], fence);
  expect(fence.sourceCount).toBe(limits.sourceIdLifeMs / HOUR_MS);
  expect(fence.position).toMatchObject({ nextOffset: 101, windowFrom: 77, sessions: { feed: 1 } });
});

it('is found again from its position: what lies before only fills the window', () => {
  const line = fc.oneof(
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 4 }).map((session) => `s${session}`) },
    {
      weight: 6,
      arbitrary: fc
        .tuple(
          fc.integer({ min: 1, max: 4 }),
          fc.constantFrom('x', 'y', 'z'),
          fc.constantFrom('a', 'b'),
          fc.nat(90),
        )
        .map(([session, source, says, hour]) => `${session}:${source}=${says}@${hour}`),
    },
  );
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 60 }), fc.nat(60), (lines, at) => {
      const cut = Math.max(1, Math.min(at, lines.length));
      const whole = newFactsFence();
      verdicts(lines.slice(0, cut), whole);
      const { position } = whole;
      const restarted = newFactsFence(position);
      verdicts(lines.slice(position.windowFrom, cut), restarted);
      expect(restarted.position).toEqual(position);
      expect(verdicts(lines.slice(cut), restarted)).toEqual(verdicts(lines.slice(cut), whole));
    }),
    { numRuns: 2_000 },
  );
});
