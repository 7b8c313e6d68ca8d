import {
  decimalOdds,
  fixtureId,
  marketId,
  outcomeId,
  partitionOf,
  topics,
  utcMs,
  type OddsEvent,
} from '@stakelog/contracts';
import {
  connectCodec,
  openAppender,
  openBatchingAppender,
  type AppendRecord,
  type Codec,
} from '@stakelog/kafka';
import { setTimeout as sleep } from 'node:timers/promises';
import { facts, offered } from '../../libs/testing/src/build-facts';
import type { Servers } from '../audit/write-log';

const PRODUCER = 'bench';
const SESSION = 1;
const { partitions } = topics['odds.events'];
const outcomeIds = ['home', 'draw', 'away'] as const;
const RECORDS_PER_BATCH = 1_000;
const TRIES_MAX = 20;
const TRY_AGAIN_MS = 100;
/** The first outcome's price counts the changes of its market, so that whoever sees it knows which one it is. */
const FIRST_ODDS = 20_000;

type Placed = { readonly partition: number; readonly record: AppendRecord };

/** Markets, each of a fixture of its own, whose prices move: the facts that a feed would tell, in the real log. */
export class OddsWriter {
  readonly #appender;
  readonly #batching;
  readonly #codec: Codec;
  readonly #changes: number[];
  #facts = 0;

  private constructor(codec: Codec, brokers: readonly string[], markets: number) {
    this.#codec = codec;
    this.#appender = openAppender({ brokers, clientId: 'bench-odds', topic: 'odds.events' });
    this.#batching = openBatchingAppender(this.#appender);
    this.#changes = Array.from({ length: markets }, () => 0);
  }

  /** All markets are in the log when it resolves. */
  static async open({ brokers, registryUrl }: Servers, markets: number): Promise<OddsWriter> {
    const codec = await connectCodec(registryUrl, ['odds.events'], 10_000);
    const writer = new OddsWriter(codec, brokers, markets);
    await writer.#appendAll(writer.#beginning());
    return writer;
  }

  /** Records that were appended. */
  get facts(): number {
    return this.#facts;
  }

  get markets(): number {
    return this.#changes.length;
  }

  changesOf(market: number): number {
    return this.#changes[market] ?? 0;
  }

  /** Three new prices of a market, in the log when it resolves. */
  async change(market: number): Promise<void> {
    const { partition, record } = this.#changed(market);
    const appended = await this.#batching.append(partition, record);
    if (appended.status !== 'appended') throw new Error(`odds.events: ${appended.cause}`);
  }

  /** So many changes, market after market, in large batches: a backlog for whoever reads them later. */
  async changeMany(count: number): Promise<void> {
    for (let from = 0; from < count; from += 50_000) {
      const some = Math.min(50_000, count - from);
      await this.#appendAll(
        Array.from({ length: some }, (_, at) => this.#changed((from + at) % this.markets)),
      );
    }
  }

  async close(): Promise<void> {
    await this.#batching.close();
    await this.#appender.close();
  }

  #beginning(): readonly Placed[] {
    const opened = Array.from({ length: partitions }, (_, partition) =>
      this.#placed(
        'producer:bench',
        { type: 'ProducerSessionOpened', ...this.#origin() },
        partition,
      ),
    );
    const markets = this.#changes.flatMap((_, market) => {
      const id = { marketId: marketOf(market) };
      const fixture = fixtureOf(market);
      const outcomes = outcomeIds.map((outcome) => offered(outcome, FIRST_ODDS));
      return [
        facts.fixtureDefined({ ...this.#origin(), fixtureId: fixture }),
        facts.marketDefined({ ...this.#origin(), ...id, fixtureId: fixture }),
        facts.snapshot({ ...this.#origin(), ...id, outcomes }),
      ].map((fact) => this.#placed(fixture, fact));
    });
    return [...opened, ...markets];
  }

  #changed(market: number): Placed {
    const number = this.changesOf(market) + 1;
    this.#changes[market] = number;
    return this.#placed(fixtureOf(market), {
      type: 'OddsChanged',
      ...this.#origin(),
      marketId: marketOf(market),
      marketVersion: number,
      outcomes: outcomeIds.map((outcome, at) => ({
        outcomeId: outcomeId(outcome),
        odds: decimalOdds(FIRST_ODDS + (at === 0 ? number : (number * 70 + at * 1_310) % 20_000)),
        fraction: null,
        probPpb: null,
      })),
    });
  }

  #origin() {
    const nowMs = utcMs(Date.now());
    const sourceId = `bench-${this.#facts++}`;
    return {
      producerId: PRODUCER,
      session: SESSION,
      sourceId,
      sourceAtMs: nowMs,
      receivedAtMs: nowMs,
    };
  }

  #placed(key: string, fact: OddsEvent, partition = partitionOf(key, partitions)): Placed {
    return { partition, record: { key, value: this.#codec.encode('odds.events', fact) } };
  }

  /** Partitions side by side, each in order. */
  async #appendAll(placed: readonly Placed[]): Promise<void> {
    const lanes = Array.from({ length: partitions }, () => [] as AppendRecord[]);
    for (const { partition, record } of placed) lanes[partition]?.push(record);
    await Promise.all(
      lanes.map(async (records, partition) => {
        for (let from = 0; from < records.length; from += RECORDS_PER_BATCH) {
          await this.#append(partition, records.slice(from, from + RECORDS_PER_BATCH));
        }
      }),
    );
  }

  /** A partition that was made a moment ago may not know its leader yet: then nothing was written. */
  async #append(partition: number, batch: readonly AppendRecord[]): Promise<void> {
    for (let tries = 1; ; tries++) {
      const appended = await this.#appender.append(partition, batch);
      if (appended.status === 'appended') return;
      if (!appended.cause.includes('NOT_LEADER') || tries === TRIES_MAX)
        throw new Error(`odds.events: ${appended.cause}`);
      await sleep(TRY_AGAIN_MS);
    }
  }
}

/** Which change of its market a book shows, the first being 1, and 0 before it. Undefined: the text is no book. */
export function changeIn(text: string): number | undefined {
  const odds = /"outcomeId":"home"[^}]*?"odds":(\d+)/.exec(text)?.[1];
  return odds === undefined ? undefined : Number(odds) - FIRST_ODDS;
}

export const marketOf = (market: number) => marketId(`bench:${market}`);
const fixtureOf = (market: number) => fixtureId(`bench-fixture:${market}`);
