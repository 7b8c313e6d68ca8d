import { limits, marketId, utcMs, type BetEvent, type OddsEvent } from '@stakelog/contracts';
import { describe, expect, it } from '@jest/globals';
import { memoryLog } from '@stakelog/testing';
import { openBetEventsReader, readFrom, type BetEventsHandlers } from './bet-events-reader';
import type { FencePosition } from './fence';
import type { FactsPosition } from './facts-fence';
import { memoryCodec } from './memory-codec';
import { openOddsEventsReader, readFactsFrom, type OddsStep } from './odds-events-reader';

const codec = memoryCodec();
const at = utcMs(1);

const opened = (epoch: number, writer: string): BetEvent => ({
  type: 'EpochOpened',
  epoch,
  writer,
  rules: 1,
  limitsHash: 'h',
  openedAtMs: at,
});

const batch = (
  number: number,
  epoch: number,
  writer: string,
  offsets: readonly number[],
): BetEvent[] => [
  {
    type: 'InputsAdopted',
    epoch,
    writer,
    batch: number,
    records: offsets.length,
    decidedAtMs: at,
    commandsNext: 0,
    commandsCrc: 0,
    oddsNext: [],
    workOpen: 0,
    workTaken: 0,
  },
  ...offsets.map((offset): BetEvent => ({ type: 'CommandUndecodable', offset, code: 'TRUNCATED' })),
];

const encoded = (events: readonly BetEvent[]) =>
  events.map((event) => ({ key: 'k', value: codec.encode('bet.events', event) }));

/** What the handlers were given, as offsets of undecodable commands. */
function collector() {
  const counted: number[] = [];
  const dropped: string[] = [];
  const failed = Promise.withResolvers<Error>();
  const handlers: BetEventsHandlers = {
    onBatch: ({ records }) => {
      for (const { event } of records)
        if (event.type === 'CommandUndecodable') counted.push(event.offset);
    },
    onDropped: ({ reason }) => dropped.push(reason),
    onError: failed.resolve,
  };
  return { counted, dropped, handlers, failed: failed.promise };
}

describe('the reader of bet.events', () => {
  const nowhere = new Map<number, FencePosition | undefined>([[0, undefined]]);

  it('gives on what counts, and goes on from its position', async () => {
    const log = memoryLog();
    await log.append(0, encoded([opened(1, 'w1')]));
    await log.append(0, encoded(batch(1, 1, 'w1', [1, 2])));
    const first = collector();
    const reader = openBetEventsReader(log.read(readFrom(nowhere)), codec, nowhere, first.handlers);
    await reader.waitForEnd();
    const positions = new Map([[0, reader.position(0)]]);
    await log.append(0, encoded([opened(2, 'w2')]));
    await log.append(0, encoded(batch(2, 1, 'w1', [3])));
    await log.append(0, encoded(batch(1, 2, 'w2', [3])));
    await reader.waitForEnd();
    expect(first).toMatchObject({ counted: [1, 2, 3], dropped: ['lower_epoch'] });
    expect(reader.caughtUp(0)).toBe(true);
    await reader.close();

    const second = collector();
    const again = openBetEventsReader(
      log.read(readFrom(positions)),
      codec,
      positions,
      second.handlers,
    );
    await again.waitForEnd();
    expect(second).toMatchObject({ counted: [3], dropped: ['lower_epoch'] });
    expect(again.position(0)).toEqual(reader.position(0));
    await again.close();
  });

  it('waits for its handler, batch by batch', async () => {
    const log = memoryLog();
    await log.append(0, encoded([opened(1, 'w1')]));
    for (const number of [1, 2, 3]) await log.append(0, encoded(batch(number, 1, 'w1', [number])));
    const { handlers } = collector();
    let running = 0;
    const reader = openBetEventsReader(log.read(readFrom(nowhere)), codec, nowhere, {
      ...handlers,
      onBatch: async () => {
        expect(++running).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
      },
    });
    await reader.waitForEnd();
    expect(reader.position(0)).toMatchObject({ batch: 3 });
    await reader.close();
  });

  it.each<{ what: string; value: Buffer }>`
    what                   | value
    ${'unreadable bytes'}  | ${Buffer.from('no message')}
    ${'an unknown schema'} | ${Buffer.from([0, 0, 1, 0, 0, 1])}
  `('stops at $what, and names the offset', async ({ value }) => {
    const log = memoryLog();
    await log.append(0, encoded([opened(1, 'w1')]));
    await log.append(0, [{ key: 'k', value }]);
    const { handlers, failed } = collector();
    const reader = openBetEventsReader(log.read(readFrom(nowhere)), codec, nowhere, handlers);
    expect(await failed).toMatchObject({ recover: 'stop' });
    await expect(reader.waitForEnd()).rejects.toThrow('bet.events/0/1');
    await reader.close();
  });

  it('stops where the handler fails, and where the log goes back', async () => {
    const log = memoryLog();
    await log.append(0, encoded([opened(1, 'w1')]));
    const failing = collector();
    const reader = openBetEventsReader(
      log.read(readFrom(nowhere)),
      codec,
      nowhere,
      failing.handlers,
    );
    await reader.waitForEnd();
    log.cut(0, 0);
    expect(await failing.failed).toMatchObject({ code: 'inputs_rewound' });
    await reader.close();
  });

  it('proves silence by answers at the end only', async () => {
    let nowMs = performance.now();
    const log = memoryLog({ monotonicMs: () => nowMs });
    const { handlers } = collector();
    const source = log.read(readFrom(nowhere));
    const reader = openBetEventsReader(source, codec, nowhere, handlers);
    nowMs = performance.now() + 5_000;
    expect(reader.silentForMs(0)).toBeLessThan(1_000);
    source.look();
    expect(reader.silentForMs(0)).toBeGreaterThan(4_000);
    await log.append(0, encoded([opened(1, 'w1')]));
    await reader.waitForEnd();
    nowMs = performance.now();
    source.look();
    expect(reader.silentForMs(0)).toBeLessThan(1_000);
    await reader.close();
  });
});

const facts = (events: readonly OddsEvent[]) =>
  events.map((event) => ({ key: 'k', value: codec.encode('odds.events', event) }));

describe('the reader of odds.events', () => {
  const nowhere = new Map<number, FactsPosition | undefined>([[0, undefined]]);

  const session: OddsEvent = {
    type: 'ProducerSessionOpened',
    producerId: 'feed',
    session: 1,
    sourceId: 's1',
    sourceAtMs: at,
    receivedAtMs: at,
  };
  const price = (sourceId: string, receivedAtMs = 1): OddsEvent => ({
    ...session,
    type: 'OddsChanged',
    sourceId,
    receivedAtMs: utcMs(receivedAtMs),
    marketId: marketId('m'),
    marketVersion: 1,
    outcomes: [],
  });

  async function read(log: ReturnType<typeof memoryLog>, positions: typeof nowhere) {
    const steps: OddsStep[] = [];
    const failed = Promise.withResolvers<never>();
    failed.promise.catch(() => undefined);
    const source = log.read(readFactsFrom(positions));
    const reader = openOddsEventsReader(source, codec, positions, {
      onStep: (step) => void steps.push(step),
      onError: failed.reject,
    });
    await Promise.race([reader.waitForEnd(), failed.promise]);
    const position = reader.position(0);
    await reader.close();
    return {
      position,
      verdicts: steps.map(({ verdict, record }) => `${record.offset} ${verdict}`),
    };
  }

  it('judges every record once, also across a restart', async () => {
    const log = memoryLog();
    await log.append(0, facts([session, price('x'), price('x')]));
    await log.append(0, [{ key: 'k', value: null }]);
    const first = await read(log, nowhere);
    expect(first.verdicts).toEqual(['0 session', '1 apply', '2 repeat', '3 undecodable']);
    await log.append(0, facts([price('x'), price('y')]));
    const second = await read(log, new Map([[0, first.position]]));
    expect(second.verdicts).toEqual(['4 repeat', '5 apply']);
    expect(second.position).toEqual((await read(log, nowhere)).position);
  });

  it('reads the window of a position again, and no more', async () => {
    const log = memoryLog();
    await log.append(0, facts([session, price('x'), price('y', limits.sourceIdLifeMs + 5)]));
    const { position } = await read(log, nowhere);
    expect(position).toMatchObject({ windowFrom: 2, nextOffset: 3, sessions: { feed: 1 } });
    expect((await read(log, new Map([[0, position]]))).verdicts).toEqual([]);
  });

  it('notices that the log was cut and grew again (F44)', async () => {
    const log = memoryLog();
    await log.append(0, facts([session, price('x')]));
    const { position } = await read(log, nowhere);
    log.cut(0, 1);
    await log.append(0, facts([price('z'), price('y')]));
    await expect(read(log, new Map([[0, position]]))).rejects.toMatchObject({
      code: 'inputs_rewound',
    });
  });
});
