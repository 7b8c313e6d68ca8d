import {
  accountId,
  assert,
  decimalOdds,
  fixtureId,
  limits,
  marketId,
  outcomeId,
  topics,
  utcMs,
  type BetCommand,
  type OddsEvent,
} from '@stakelog/contracts';
import { closeBatch, decideBatch, MarketTable, openingOf, PartitionState } from '@stakelog/domain';
import { memoryCodec } from '@stakelog/kafka';
import { commands, placeBets, selection } from '../../libs/testing/src/build-commands';
import { ended, facts, offered } from '../../libs/testing/src/build-facts';

export type Size = {
  readonly accounts: number;
  readonly markets: number;
  /** Bets that are open. */
  readonly open: number;
  /** Bets that were settled within the correction window, so that the decider still keeps them. */
  readonly history: number;
};

const NOW_MS = 1_800_000_000_000;
const LIFE_MS = 3_600_000;
const FUNDS = 1_000_000_000;
const STAKE = 100;
const ODDS = decimalOdds(20_000);
const ODDS_PARTITIONS = topics['odds.events'].partitions;
const CHUNK = 10_000;
/** Apart from the others, so that one result each settles all that is history. */
const HISTORY_MARKETS = 100;
const outcomeIds = ['home', 'draw', 'away'] as const;

type Placed = 'accepted' | 'settled';

/** A decider's core in one thread without its log, filled to a size through its own commands and facts. */
export class FilledEngine {
  private readonly codec = memoryCodec();
  private readonly table = new MarketTable(ODDS_PARTITIONS);
  private readonly state = new PartitionState(0, 1, this.table);
  private readonly size: Size;
  private offset = 0;
  private factOffset = 0;
  private batch = 0;
  private bets = 0;

  constructor(size: Size) {
    this.size = size;
    this.offer('open', size.markets);
    this.offer('old', HISTORY_MARKETS);
    for (let partition = 0; partition < ODDS_PARTITIONS; partition++)
      this.adopt('producer', facts.heartbeat(NOW_MS), partition);
    this.inChunks(size.accounts, (index) => this.opening(index));
    this.inChunks(size.history, () => this.bet('old', HISTORY_MARKETS), 'accepted');
    this.settleHistory();
    this.place(size.open);
    assert(this.state.bets.size === size.open + size.history, 'every bet is kept');
  }

  /** Decides so many more singles; returns their CPU time, of all threads, in microseconds a bet. */
  place(count: number): number {
    let micros = 0;
    this.inChunks(
      count,
      () => this.bet('open', this.size.markets),
      'accepted',
      (took) => {
        micros += took;
      },
    );
    return count === 0 ? 0 : micros / count;
  }

  /** Adopts so many price changes, spread over the markets; returns their CPU time in microseconds each, decoding included. */
  reprice(count: number): number {
    const values = Array.from({ length: count }, (_, index) => {
      const of = { marketId: market('open', index % this.size.markets), marketVersion: index + 2 };
      const change = facts.odds('home', ODDS + index, { ...this.origin(), ...of });
      this.factOffset++;
      return this.codec.encode('odds.events', change);
    });
    const before = process.cpuUsage();
    for (const value of values) {
      const offset = this.table.vector[0]?.next ?? 0;
      this.table.adopt(
        { partition: 0, offset },
        'fixture',
        this.codec.decode('odds.events', value),
      );
      this.table.advance(0, offset + 1, 0);
    }
    const { user, system } = process.cpuUsage(before);
    const last = this.table.markets.get(market('open', (count - 1) % this.size.markets));
    const price = last?.outcomes.get(outcomeId('home'))?.odds;
    assert(price === ODDS + count - 1, 'the last change stands');
    return (user + system) / count;
  }

  private opening(index: number): readonly BetCommand[] {
    const of = (what: string) => ({ ...named(`${what}-${index}`), accountId: account(index) });
    return [
      commands.openAccount(NOW_MS, of('open')),
      commands.deposit('', NOW_MS, FUNDS, of('deposit')),
    ];
  }

  private bet(prefix: string, markets: number): readonly BetCommand[] {
    const index = this.bets++;
    // By a large prime, so that neighbours in time are no neighbours in memory.
    const at = (count: number) => (index * 1_000_003) % count;
    const outcome = outcomeIds[index % outcomeIds.length] ?? 'home';
    const on = { marketId: market(prefix, at(markets)), outcomeId: outcomeId(outcome) };
    const who = { ...named(`bet-${index}`), accountId: account(at(this.size.accounts)) };
    const selections = [selection({ ...on, odds: ODDS })];
    return [placeBets(who.commandId, NOW_MS, STAKE, { ...who, selections })];
  }

  /** What is made of commands for it is not timed; decoding, deciding and encoding them is. */
  private inChunks(
    count: number,
    make: (index: number) => readonly BetCommand[],
    expected?: Placed,
    timed: (micros: number) => void = () => undefined,
  ): void {
    for (let from = 0; from < count; from += CHUNK) {
      const values = Array.from({ length: Math.min(CHUNK, count - from) }, (_, at) =>
        make(from + at),
      )
        .flat()
        .map((command) => this.codec.encode('bet.commands', command));
      const before = process.cpuUsage();
      const accepted = this.decide(values);
      const { user, system } = process.cpuUsage(before);
      timed(user + system);
      if (expected !== undefined) assert(accepted === values.length, 'every bet is accepted');
    }
  }

  /** Returns how many bets were accepted. */
  private decide(values: readonly Buffer[]): number {
    let accepted = 0;
    for (let from = 0; from < values.length; from += limits.commandsPerBatchMax) {
      const decided = this.decideOne(values.slice(from, from + limits.commandsPerBatchMax));
      for (const { type } of decided) if (type === 'BetAccepted') accepted++;
    }
    return accepted;
  }

  private decideOne(values: readonly Buffer[], workMax = 0) {
    const { codec, state } = this;
    const waiting = values.map((value) => ({
      offset: this.offset++,
      command: codec.decode('bet.commands', value),
    }));
    const oddsNext = this.table.vector.flatMap((at, partition) =>
      at.next === state.oddsNext[partition] ? [] : [{ partition, ...at }],
    );
    const inputs = { decidedAtMs: utcMs(NOW_MS), oddsNext, commands: waiting, workMax };
    const decided = decideBatch(state, inputs);
    const writer = { epoch: 1, writer: 'w', batch: ++this.batch };
    const opening = openingOf(state, writer, inputs, decided, { next: this.offset, crc: 0 });
    closeBatch(state, opening);
    for (const event of [opening, ...decided.decisions]) codec.encode('bet.events', event);
    return decided.decisions;
  }

  private settleHistory(): void {
    if (this.size.history === 0) return;
    const outcomes = outcomeIds.map((id) => ended(id, [id === 'home' ? 1 : 0, 1]));
    for (let index = 0; index < HISTORY_MARKETS; index++)
      this.adopt(
        `fixture-old-${index}`,
        facts.resulted(outcomes, { ...this.origin(), marketId: market('old', index) }),
      );
    let settled = 0;
    while (settled < this.size.history) {
      const decisions = this.decideOne([], limits.settlementsPerBatchMax);
      settled += decisions.filter(({ type }) => type === 'BetSettled').length;
      assert(decisions.length > 0, 'open work goes on until it is done');
    }
  }

  private offer(prefix: string, markets: number): void {
    for (let index = 0; index < markets; index++) {
      const fixture = fixtureId(`fixture-${prefix}-${index}`);
      const of = { marketId: market(prefix, index) };
      const outcomes = outcomeIds.map((outcome) => offered(outcome, ODDS));
      this.adopt(fixture, facts.fixtureDefined({ ...this.origin(), fixtureId: fixture }));
      this.adopt(fixture, facts.marketDefined({ ...this.origin(), ...of, fixtureId: fixture }));
      this.adopt(fixture, facts.snapshot({ ...this.origin(), ...of, outcomes }));
    }
    if (prefix === 'open') this.adopt('policy', facts.policy(this.origin()));
  }

  private origin() {
    return { sourceId: `filled-${this.factOffset}`, receivedAtMs: utcMs(NOW_MS) };
  }

  private adopt(key: string, fact: OddsEvent, partition = 0): void {
    const offset = this.table.vector[partition]?.next ?? 0;
    this.factOffset++;
    this.table.adopt({ partition, offset }, key, fact);
    this.table.advance(partition, offset + 1, 0);
  }
}

const account = (index: number) => accountId(`account-${index}`);
const market = (prefix: string, index: number) => marketId(`${prefix}:${index}`);
const named = (id: string) => ({
  commandId: id.padEnd(26, 'x'),
  idempotencyKey: id,
  requestedAtMs: utcMs(NOW_MS),
  expiresAtMs: utcMs(NOW_MS + LIFE_MS),
});
