import { limits, topics, type OddsEvent, type UndecodableCode } from '@stakelog/contracts';
import {
  decodeLearning,
  LogError,
  newFactsFence,
  valueCrc,
  type Codec,
  type FactVerdict,
  type LogRecord,
} from '@stakelog/kafka';
import type { RecordedLog } from '../log/recorded-log';

/** A record of odds.events, decoded and judged by the fence of sessions and sourceIds. */
export type JudgedFact = {
  readonly partition: number;
  readonly offset: number;
  readonly appendedAtMs: number;
  readonly key: string;
  readonly crc: number;
} & (
  | { readonly verdict: FactVerdict; readonly fact: OddsEvent }
  | { readonly verdict: 'undecodable'; readonly code: UndecodableCode }
);

const partitions = Array.from({ length: topics['odds.events'].partitions }, (_, index) => index);

/**
 * All of odds.events up to the ends known at its opening, as often as somebody wants it from the beginning:
 * each partition of bet.events adopts the facts at its own vectors. Up to a bound they are decoded once and kept;
 * a longer log is read again for each, so that memory stays bounded.
 */
export class FactsTape {
  readonly ends: ReadonlyMap<number, number>;
  readonly #log: RecordedLog;
  readonly #codec: Codec;
  readonly #kept: ReadonlyMap<number, readonly JudgedFact[]>;

  private constructor(
    log: RecordedLog,
    codec: Codec,
    ends: ReadonlyMap<number, number>,
    kept: ReadonlyMap<number, readonly JudgedFact[]>,
  ) {
    this.#log = log;
    this.#codec = codec;
    this.ends = ends;
    this.#kept = kept;
  }

  static async open(
    log: RecordedLog,
    codec: Codec,
    ends: ReadonlyMap<number, number>,
    factsKeptMax: number = limits.auditFactsKeptMax,
  ): Promise<FactsTape> {
    const all = [...ends.values()].reduce((sum, end) => sum + end, 0);
    const kept = new Map<number, readonly JudgedFact[]>();
    if (all <= factsKeptMax)
      for (const partition of partitions) {
        const facts: JudgedFact[] = [];
        const end = ends.get(partition) ?? 0;
        for await (const slice of judgedFacts(log, codec, partition, end)) facts.push(...slice);
        kept.set(partition, facts);
      }
    return new FactsTape(log, codec, ends, kept);
  }

  /** The facts of a partition from offset 0. */
  async *facts(partition: number): AsyncGenerator<readonly JudgedFact[]> {
    const kept = this.#kept.get(partition);
    if (kept === undefined)
      yield* judgedFacts(this.#log, this.#codec, partition, this.ends.get(partition) ?? 0);
    else yield kept;
  }
}

async function* judgedFacts(log: RecordedLog, codec: Codec, partition: number, until: number) {
  const fence = newFactsFence();
  for await (const slice of log.read('odds.events', partition, 0, until)) {
    const judged: JudgedFact[] = [];
    for (const record of slice) judged.push(await judge(codec, fence, record));
    yield judged;
  }
}

async function judge(
  codec: Codec,
  fence: ReturnType<typeof newFactsFence>,
  record: LogRecord,
): Promise<JudgedFact> {
  const { partition, offset } = record;
  if (offset !== fence.nextOffset)
    throw new LogError('out_of_order', `odds.events/${partition}/${fence.nextOffset} is missing`);
  const place = {
    partition,
    offset,
    appendedAtMs: record.appendedAtMs,
    key: record.key?.toString('utf8') ?? '',
    crc: valueCrc(record),
  };
  try {
    const fact =
      decodedNow(codec, record) ?? (await decodeLearning(codec, 'odds.events', record.value));
    return { ...place, verdict: fence.take(record, fact), fact };
  } catch (error) {
    if (!(error instanceof LogError) || error.reason === undefined) throw error;
    fence.pass(record);
    return { ...place, verdict: 'undecodable', code: error.reason };
  }
}

/** Without a promise for every record; the slow path says what is wrong. */
function decodedNow(codec: Codec, { value }: LogRecord): OddsEvent | undefined {
  try {
    return codec.decode('odds.events', value);
  } catch {
    return undefined;
  }
}
