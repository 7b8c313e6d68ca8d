import { utcMs, type OddsEvent } from '@stakelog/contracts';
import {
  memoryCodec,
  newFactsFence,
  type Appender,
  type FactVerdict,
  type LogReader,
  type LogRecord,
} from '@stakelog/kafka';
import { createLogger, Metrics, systemClock, type Clock } from '@stakelog/runtime';
import { randomUUID } from 'node:crypto';
import { openFeed } from '../open-feed';
import { SPEED_MAX } from '../replay/run-clock';
import type { RecoveryRequests } from '../uof/recovery-requests';

export const codec = memoryCodec();
export const PARTITIONS = 6;

/** A clock of its own: it stands unless it is moved. */
export class StandingClock implements Clock {
  #ms = 1_800_000_000_000;

  nowMs = () => utcMs(this.#ms);
  monotonicMs = () => this.#ms;
  sleep = (ms: number, signal?: AbortSignal) => systemClock.sleep(ms, signal);
  after = (ms: number, run: () => void) => systemClock.after(ms, run);
  turn = () => systemClock.turn();

  move(ms: number): void {
    this.#ms += ms;
  }
}

export type Odds = {
  readonly appender: Pick<Appender, 'append'>;
  readonly log: LogReader;
};

type Options = {
  readonly clock?: StandingClock;
  readonly speed?: number;
  readonly recovery?: RecoveryRequests | undefined;
};

/** A whole feed but for its servers and its HTTP. `letters` collects what it could not take. */
export function feedOver(
  odds: Odds,
  { clock = new StandingClock(), speed = SPEED_MAX, recovery }: Options = {},
) {
  const ended: Error[] = [];
  const letters: Buffer[] = [];
  const feed = openFeed({
    odds,
    deadLetters: {
      append: (_, records) => {
        for (const { value } of records) letters.push(Buffer.from(value ?? ''));
        return Promise.resolve({ status: 'appended', baseOffset: letters.length - 1 });
      },
    },
    codec,
    clock,
    newWriter: randomUUID,
    logger: createLogger('feed', 'silent'),
    metrics: new Metrics('feed'),
    speed,
    recovery,
    onFatal: (error) => ended.push(error),
  });
  return { ...feed, ended, letters, clock };
}

export type Judged = {
  readonly fact: OddsEvent;
  readonly verdict: FactVerdict;
  readonly partition: number;
};

/** What every reader of these records would say of them, partition by partition. */
export function judged(partitions: readonly (readonly LogRecord[])[]): readonly Judged[] {
  return partitions.flatMap((records, partition) => {
    const fence = newFactsFence();
    return records.map((record) => {
      const fact = codec.decode('odds.events', record.value);
      return { fact, verdict: fence.take(record, fact), partition };
    });
  });
}
