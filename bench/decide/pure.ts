import {
  assert,
  limits,
  topics,
  utcMs,
  type BetEvent,
  type InputsAdopted,
} from '@stakelog/contracts';
import {
  closeBatch,
  decideBatch,
  foldBatch,
  MarketTable,
  openingOf,
  PartitionState,
  type Decision,
} from '@stakelog/domain';
import { memoryCodec } from '@stakelog/kafka';
import { facts } from '../../libs/testing/src/build-facts';
import { streamCommands } from './bet-stream';
import { CpuStages } from './cpu-stages';
import { StreamLap, StreamTally, streamFacts } from './stream-engine';

export { expected } from './stream-answers';

const NOW_MS = 1_800_000_000_000;
const ODDS_PARTITIONS = topics['odds.events'].partitions;

export type PureLap = {
  readonly decisionsPerSecond: number;
  readonly text: string;
  /** Microseconds of all threads per command, by what they went into. */
  readonly cpuMicros: Readonly<Record<string, number>>;
};

/** A batch as the log has it: what opens it, and its decisions. */
type Logged = readonly Buffer[];

/** The decider's work without its log, laps of the same stream: decode, decide in batches, encode; then folded again. */
export class PureDecider {
  private readonly codec = memoryCodec();
  private readonly table = offeredTable();
  private readonly live = new PartitionState(0, 1, this.table);
  private readonly folded = new PartitionState(0, 1, this.table);
  private offset = 0;
  private batch = 0;

  /** Opens the accounts of a lap, and gives its first bets as the log has them. */
  opened(lap: number, count?: number): readonly Buffer[] {
    const { codec } = this;
    const own = new StreamLap(lap, NOW_MS);
    const opening = own.opening().map((each) => codec.encode('bet.commands', each));
    this.fold(this.decide(opening));
    return streamCommands(count).map((each) => codec.encode('bet.commands', own.bet(each)));
  }

  lap(lap: number): PureLap {
    const { codec } = this;
    const bets = this.opened(lap);
    const stages = new CpuStages();
    const startMs = performance.now();
    const batches = this.decide(bets, stages);
    const seconds = (performance.now() - startMs) / 1_000;
    this.fold(batches, stages);
    const tally = new StreamTally();
    for (const [, ...decisions] of batches)
      for (const value of decisions) tally.take(codec.decode('bet.events', value));
    return {
      decisionsPerSecond: Math.round(bets.length / seconds),
      text: tally.text,
      cpuMicros: stages.per(bets.length),
    };
  }

  decide(values: readonly Buffer[], stages = new CpuStages()): readonly Logged[] {
    const { codec, live } = this;
    const batches: Logged[] = [];
    for (let from = 0; from < values.length; from += limits.commandsPerBatchMax) {
      const waiting = values.slice(from, from + limits.commandsPerBatchMax);
      const commands = stages.in('decode commands', () =>
        waiting.map((value) => ({
          offset: this.offset++,
          command: codec.decode('bet.commands', value),
        })),
      );
      const inputs = { decidedAtMs: utcMs(NOW_MS), oddsNext: this.vector(), commands };
      const decided = stages.in('decide', () => decideBatch(live, inputs));
      const writer = { epoch: 1, writer: 'w', batch: ++this.batch };
      const adopted = openingOf(live, writer, inputs, decided, { next: this.offset, crc: 0 });
      closeBatch(live, adopted);
      batches.push(
        stages.in('encode', () =>
          [adopted, ...decided.decisions].map((event) => codec.encode('bet.events', event)),
        ),
      );
    }
    return batches;
  }

  fold(batches: readonly Logged[], stages = new CpuStages()): void {
    const { codec, folded } = this;
    for (const batch of batches) {
      const [opening, ...decisions] = stages.in('decode events', () =>
        batch.map((value) => codec.decode('bet.events', value)),
      );
      assert(opening?.type === 'InputsAdopted', 'a batch begins with its opening');
      stages.in('fold', () => foldDecided(folded, opening, decisions));
    }
  }

  private vector() {
    return this.table.vector.flatMap((at, partition) =>
      at.next === this.live.oddsNext[partition] ? [] : [{ partition, ...at }],
    );
  }
}

function foldDecided(
  state: PartitionState,
  opening: InputsAdopted,
  decisions: readonly BetEvent[],
): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- behind its opening a batch has nothing else
  foldBatch(state, state.nextOffset, opening, decisions as readonly Decision[]);
}

/** Every market of the stream, and a producer that is alive. */
function offeredTable(): MarketTable {
  const table = new MarketTable(ODDS_PARTITIONS);
  let offset = 0;
  for (const { key, fact } of streamFacts(NOW_MS)) {
    table.adopt({ partition: 0, offset }, key, fact);
    table.advance(0, ++offset, 0);
  }
  for (let partition = 0; partition < ODDS_PARTITIONS; partition++) {
    const at = partition === 0 ? offset : 0;
    table.adopt({ partition, offset: at }, 'producer', facts.heartbeat(NOW_MS));
    table.advance(partition, at + 1, 0);
  }
  return table;
}
