import { limits, topics, utcMs } from '@stakelog/contracts';
import { decideBatch, MarketTable, PartitionState } from '@stakelog/domain';
import { memoryCodec } from '@stakelog/kafka';
import { facts } from '../../libs/testing/src/build-facts';
import { streamCommands } from './bet-stream';
import { betCommand, openingCommands, StreamTally, streamFacts } from './stream-engine';

export { expected } from './stream-engine';

const NOW_MS = 1_800_000_000_000;
const ODDS_PARTITIONS = topics['odds.events'].partitions;

export type PureLap = { readonly decisionsPerSecond: number; readonly text: string };

/** The decider's work without its log, laps of the same stream: decode, decide in batches, encode. */
export function decidePurely(laps: number): readonly PureLap[] {
  const codec = memoryCodec();
  const { state, next } = offered();
  let offset = 0;
  const run = (values: readonly Buffer[], onEvent: (value: Buffer) => void) => {
    for (let from = 0; from < values.length; from += limits.commandsPerBatchMax) {
      const commands = values
        .slice(from, from + limits.commandsPerBatchMax)
        .map((value) => ({ offset: offset++, command: codec.decode('bet.commands', value) }));
      const { decisions } = decideBatch(state, {
        decidedAtMs: utcMs(NOW_MS),
        oddsNext: next(),
        commands,
      });
      for (const decision of decisions) onEvent(codec.encode('bet.events', decision));
    }
  };
  return Array.from({ length: laps }, (_, lap) => {
    const opening = openingCommands(lap, NOW_MS).map((each) => codec.encode('bet.commands', each));
    run(opening, () => undefined);
    const bets = streamCommands().map((each) =>
      codec.encode('bet.commands', betCommand(each, lap, NOW_MS)),
    );
    const events: Buffer[] = [];
    const startMs = performance.now();
    run(bets, (value) => events.push(value));
    const seconds = (performance.now() - startMs) / 1_000;
    const tally = new StreamTally();
    for (const value of events) tally.take(codec.decode('bet.events', value), lap);
    return { decisionsPerSecond: Math.round(bets.length / seconds), text: tally.text };
  });
}

/** A partition whose table has every market of the stream, and a producer that is alive. */
function offered() {
  const table = new MarketTable(ODDS_PARTITIONS);
  const offsets = Array.from({ length: ODDS_PARTITIONS }, () => 0);
  for (const { key, fact } of streamFacts(NOW_MS)) {
    const offset = offsets[0] ?? 0;
    table.adopt({ partition: 0, offset }, key, fact);
    table.advance(0, offset + 1, 0);
    offsets[0] = offset + 1;
  }
  for (const [partition, offset] of offsets.entries()) {
    table.adopt({ partition, offset }, 'producer', facts.heartbeat(NOW_MS));
    table.advance(partition, offset + 1, 0);
  }
  const state = new PartitionState(0, 1, table);
  const next = () =>
    table.vector.flatMap((at, partition) =>
      at.next === state.oddsNext[partition] ? [] : [{ partition, ...at }],
    );
  return { state, next };
}
