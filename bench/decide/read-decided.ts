import { topicNames, topics, type AccountId } from '@stakelog/contracts';
import { foldBatch, PartitionState } from '@stakelog/domain';
import { connectCodec, kafkaLog, openBetEventsReader, type CountedBatch } from '@stakelog/kafka';
import { systemClock } from '@stakelog/runtime';
import { AdoptedFacts } from '../../apps/decider/src/facts/adopted-facts';
import type { Servers } from '../audit/write-log';
import { stream } from './bet-stream';
import { lapOf, StreamTally, type StreamLap } from './stream-engine';

/** What the log holds of one lap. */
export type DecidedLap = {
  /** Counts and checksum, as every peer tells them. */
  readonly text: string;
  /** When the decider began with the first batch of it, by its own clock. UTC. */
  readonly beganAtMs: number;
  /** When its last batch was appended, by the broker's clock, which is the same machine's. UTC. */
  readonly endedAtMs: number;
  readonly batches: number;
  readonly commands: number;
  /** Accounts that a fold of the log leaves with another balance than their bets add up to. */
  readonly wrongBalances: number;
};

export type Decided = {
  readonly laps: readonly DecidedLap[];
  /** Bets that were accepted, of any lap and of none. */
  readonly accepted: number;
  /** Of all accounts and the house; nothing comes from nowhere. Minor units. */
  readonly sum: number;
  /** Batches without effect. */
  readonly dropped: number;
};

class LapReading {
  readonly tally = new StreamTally();
  beganAtMs = 0;
  endedAtMs = 0;
  batches = 0;

  note({ opening, openingRecord }: CountedBatch): void {
    if (this.batches++ === 0) this.beganAtMs = opening.decidedAtMs;
    this.endedAtMs = openingRecord.appendedAtMs;
  }
}

/** Reads all of bet.events as any reader does, counts the answers to each lap, and folds the accounts. */
export async function readDecided(at: Servers, laps: readonly StreamLap[]): Promise<Decided> {
  const codec = await connectCodec(at.registryUrl, topicNames);
  const log = kafkaLog({ brokers: at.brokers, clientId: 'bench-check' });
  const failed = Promise.withResolvers<never>();
  const facts = new AdoptedFacts(log, codec, systemClock, failed.reject);
  await Promise.race([facts.reader.waitForEnd(), failed.promise]);
  const { partitions } = topics['bet.events'];
  const states = Array.from(
    { length: partitions },
    (_, partition) => new PartitionState(partition, partitions, facts.table),
  );
  const readings = new Map(laps.map(({ lap }) => [lap, new LapReading()]));
  let accepted = 0;
  let dropped = 0;
  const from = new Map(states.map((_, partition) => [partition, 0]));
  const reader = log.openReader({ topic: 'bet.events', from, onError: failed.reject });
  const positions = new Map(states.map((_, partition) => [partition, undefined]));
  const events = openBetEventsReader(reader, codec, positions, {
    onBatch(batch) {
      take(batch, states[batch.partition], readings);
      for (const { event } of batch.records) if (event.type === 'BetAccepted') accepted++;
    },
    onDropped: () => dropped++,
    onError: failed.reject,
  });
  await Promise.race([events.waitForEnd(), failed.promise]);
  await Promise.all([events.close(), facts.close()]);
  return {
    laps: laps.map((lap) => decidedLap(lap, readings, states)),
    accepted,
    sum: sumOf(states),
    dropped,
  };
}

function take(
  batch: CountedBatch,
  state: PartitionState | undefined,
  readings: ReadonlyMap<number, LapReading>,
): void {
  const decisions = batch.records.map(({ event }) => event);
  if (state !== undefined) foldBatch(state, batch.baseOffset, batch.opening, decisions);
  const touched = new Set<LapReading>();
  for (const event of decisions) {
    const reading = readings.get(lapOf(event) ?? -1);
    if (reading === undefined) continue;
    reading.tally.take(event);
    touched.add(reading);
  }
  for (const reading of touched) reading.note(batch);
}

function decidedLap(
  { lap, accounts }: StreamLap,
  readings: ReadonlyMap<number, LapReading>,
  states: readonly PartitionState[],
): DecidedLap {
  const { tally, beganAtMs, endedAtMs, batches } = readings.get(lap) ?? new LapReading();
  const cash = (account: AccountId) =>
    states.find((state) => state.accounts.has(account))?.accounts.get(account)?.balances.cash;
  const wrong = accounts.filter(
    (account) => cash(account) !== (tally.balances.get(account) ?? stream.balance),
  );
  const { text, commands } = tally;
  return { text, commands, beganAtMs, endedAtMs, batches, wrongBalances: wrong.length };
}

function sumOf(states: readonly PartitionState[]): number {
  const amounts = states.flatMap(({ accounts, houses }) =>
    [...[...accounts.values()].map(({ balances }) => balances), ...houses.values()].flatMap(
      (codes) => Object.values(codes),
    ),
  );
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
