import { afterEach, describe, expect, it } from '@jest/globals';
import type { MemoryAppendRecord } from './memory-log';
import type { MemoryReader } from './memory-reader';

/** One topic of a log, in memory or real. */
export type LogUnderTest = {
  append(
    partition: number,
    batch: readonly MemoryAppendRecord[],
    /** The log in memory never asks. */
    isWanted?: () => boolean,
  ): Promise<
    | { readonly status: 'appended'; readonly baseOffset: number }
    | { readonly status: 'unknown'; readonly cause: string; readonly bytesRefused: boolean }
  >;
  read(from: ReadonlyMap<number, number>, options?: ReadUnderTest): ReaderUnderTest;
  close(): Promise<void>;
};

/** What a reader may be told besides; the log in memory has none of it. */
export type ReadUnderTest = {
  readonly crcBefore?: ReadonlyMap<number, number>;
  readonly queueRecordsMax?: number;
};

/** What readers of any log can do: all but the fake's own `look`. */
export type ReaderUnderTest = Omit<MemoryReader, 'look'>;

const text = (value: string) => ({ key: 'k', value });

/** What every log promises. The fake and the real one run the same lines. Needs two partitions. */
export function logContract(name: string, open: () => Promise<LogUnderTest>): void {
  describe(`${name} keeps the contract of a log`, () => {
    let log: LogUnderTest;
    const opened: LogUnderTest[] = [];

    async function fresh(): Promise<LogUnderTest> {
      log = await open();
      opened.push(log);
      return log;
    }

    async function values(from: number, count: number): Promise<string[]> {
      const reader = log.read(new Map([[0, from]]));
      const read: string[] = [];
      while (read.length < count)
        for (const { value } of await reader.next(0)) read.push(String(value));
      await reader.close();
      return read;
    }

    afterEach(async () => {
      await Promise.all(opened.splice(0).map((each) => each.close()));
    });

    appends(fresh);
    reads(fresh, values);
    waits(fresh);
  });
}

function appends(fresh: () => Promise<LogUnderTest>): void {
  it('gives each batch the offset after the last record', async () => {
    const log = await fresh();
    await log.append(0, [text('1'), text('2')]);
    expect(await log.append(0, [text('3')])).toMatchObject({ status: 'appended', baseOffset: 2 });
    expect(await log.append(1, [text('4')])).toMatchObject({ status: 'appended', baseOffset: 0 });
  });

  it('keeps keys, values and headers as they were, null and empty ones too', async () => {
    const log = await fresh();
    await log.append(0, [
      { key: null, value: null },
      { key: '', value: '' },
      { key: 'é', value: Buffer.from([0, 255]), headers: { trace: 'x', empty: '' } },
    ]);
    const reader = log.read(new Map([[0, 0]]));
    const [first, second, third] = await reader.next(0);
    expect(first).toMatchObject({ offset: 0, key: null, value: null, headers: {} });
    expect(second).toMatchObject({ offset: 1, key: Buffer.alloc(0), value: Buffer.alloc(0) });
    expect(third?.key?.toString()).toBe('é');
    expect(third?.value).toEqual(Buffer.from([0, 255]));
    expect(third?.headers['trace']?.toString()).toBe('x');
    expect(third?.headers['empty']).toEqual(Buffer.alloc(0));
    await reader.close();
  });
}

function reads(
  fresh: () => Promise<LogUnderTest>,
  values: (from: number, count: number) => Promise<string[]>,
): void {
  it('reads back what was appended, in order, from any offset', async () => {
    const log = await fresh();
    await log.append(0, [text('1'), text('2')]);
    await log.append(0, [text('3')]);
    expect(await values(0, 3)).toEqual(['1', '2', '3']);
    expect(await values(1, 2)).toEqual(['2', '3']);
    expect(await values(2, 1)).toEqual(['3']);
  });

  it('hands out at most what was asked for, and the rest later', async () => {
    const log = await fresh();
    await log.append(0, ['1', '2', '3'].map(text));
    const reader = log.read(new Map([[0, 0]]));
    const arrived = new Promise<number>((resolve) => reader.onData(resolve));
    await log.append(0, [text('4')]);
    expect(await arrived).toBe(0);
    await until(() => reader.endOffset(0) === 4);
    const first = reader.drain(0, 2).map(({ offset }) => offset);
    expect(first).toEqual([0, 1].slice(0, first.length));
    const rest: number[] = [];
    while (first.length + rest.length < 4)
      for (const { offset } of await reader.next(0)) rest.push(offset);
    expect([...first, ...rest]).toEqual([0, 1, 2, 3]);
    expect(reader.drain(0)).toEqual([]);
    await reader.close();
  });

  it('fails rather than start behind the end of the log', async () => {
    const log = await fresh();
    await log.append(0, [text('1')]);
    const reader = log.read(new Map([[0, 5]]));
    await expect(reader.next(0)).rejects.toMatchObject({ code: 'inputs_rewound' });
    await reader.close();
  });
}

function waits(fresh: () => Promise<LogUnderTest>): void {
  it('waits for what is appended later, in each partition for itself', async () => {
    const log = await fresh();
    const reader = log.read(
      new Map([
        [0, 0],
        [1, 0],
      ]),
    );
    const other = reader.next(1);
    await log.append(0, [text('0')]);
    expect((await reader.next(0)).map(({ value }) => String(value))).toEqual(['0']);
    await log.append(1, [text('1')]);
    expect((await other).map(({ value }) => String(value))).toEqual(['1']);
    await reader.close();
  });

  it('says when the end has been handed out, and that it was seen', async () => {
    const log = await fresh();
    await log.append(0, [text('1'), text('2')]);
    const reader = log.read(new Map([[0, 0]]));
    const ended = reader.waitForEnd();
    await reader.next(0);
    await ended;
    expect((await reader.ends()).get(0)).toBe(2);
    expect(reader.caughtUp(0)).toBe(true);
    expect(reader.endOffset(0)).toBe(2);
    expect(reader.newestAppendTimeMs()?.brokerMs).toBeGreaterThan(0);
    await until(() => reader.answeredAtEndMs(0) !== undefined);
    expect(reader.answeredAtEndMs(0)).toBeGreaterThan(0);
    await reader.close();
  });

  it('rejects whoever waits when it is closed', async () => {
    const log = await fresh();
    const reader = log.read(new Map([[0, 0]]));
    const waiting = reader.next(0).catch((error: unknown) => error);
    await reader.close();
    expect(await waiting).toMatchObject({ code: 'closed' });
  });
}

/**
 * What logs promise whose readers make requests: the real one, and the simulated one. `crcOf` is the checksum that
 * positions carry.
 */
export function requestsContract(
  name: string,
  open: () => Promise<LogUnderTest>,
  crcOf: (value: Buffer) => number,
): void {
  describe(`${name} keeps the contract of a log over a network`, () => {
    let log: LogUnderTest;
    afterEach(() => log.close());

    it.each(['first', 'other'])(
      'starts only behind the record it is told: the %s',
      async (told) => {
        log = await open();
        await log.append(0, [text('first'), text('second')]);
        const crcBefore = new Map([[0, crcOf(Buffer.from(told))]]);
        const reader = log.read(new Map([[0, 1]]), { crcBefore });
        const read = reader.next(0).then(
          (records) => records.map(({ value }) => String(value)),
          (error: unknown) => error,
        );
        const rewound = expect.objectContaining({ code: 'inputs_rewound' });
        expect(await read).toEqual(told === 'first' ? ['second'] : rewound);
        await reader.close();
      },
    );

    sendsOnlyWhatIsWanted(async () => (log = await open()));

    it('fetches nothing more while its queue is full', async () => {
      log = await open();
      const reader = log.read(new Map([[0, 0]]), { queueRecordsMax: 2 });
      await log.append(0, [text('1'), text('2')]);
      await until(() => reader.endOffset(0) === 2);
      await log.append(0, [text('3')]);
      await log.append(1, [text('later')]);
      expect(reader.endOffset(0)).toBe(2);
      expect(reader.drain(0)).toHaveLength(2);
      expect((await reader.next(0)).map(({ value }) => String(value))).toEqual(['3']);
      await reader.close();
    });

    datesAnswers(async () => (log = await open()));
  });
}

/** Looks again until it holds; the expectation after it tells when it never did. */
async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!holds() && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 2));
}

function sendsOnlyWhatIsWanted(fresh: () => Promise<LogUnderTest>): void {
  it('sends nothing of a batch that is not wanted any more when its turn has come', async () => {
    const log = await fresh();
    const first = log.append(0, [text('first')]);
    const stale = log.append(1, [text('stale')], () => false);
    expect(await first).toMatchObject({ status: 'appended' });
    expect(await stale).toMatchObject({ status: 'unknown', nothingSent: true });
    expect(await log.append(1, [text('next')], () => true)).toMatchObject({ baseOffset: 0 });
  });
}

function datesAnswers(fresh: () => Promise<LogUnderTest>): void {
  it('dates an answer at the end by when it was asked for, and asks again and again', async () => {
    const log = await fresh();
    const reader = log.read(new Map([[0, 0]]));
    const openedAtMs = reader.monotonicMs();
    await until(() => reader.answeredAtEndMs(0) !== undefined);
    const first = reader.answeredAtEndMs(0) ?? 0;
    expect(first).toBeGreaterThanOrEqual(openedAtMs);
    expect(first).toBeLessThan(reader.monotonicMs());
    await until(() => (reader.answeredAtEndMs(0) ?? 0) > first);
    expect(reader.answeredAtEndMs(0)).toBeGreaterThan(first);
    await reader.close();
  });
}
