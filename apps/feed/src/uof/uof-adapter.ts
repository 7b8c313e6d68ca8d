import {
  fixtureId,
  limits,
  utcMs,
  type FixtureId,
  type MarketId,
  type UtcMs,
} from '@stakelog/contracts';
import type { SourceStatement, Statement } from '../fact';
import { ascii } from '../input/ascii';
import type { Adapter, LineFault, LineMeaning } from '../input/adapter';
import { FIXTURE_CANCELLED, stopTarget } from './codes';
import { MarketDescriptions } from './descriptions';
import { marketIdentity } from './market-identity';
import { ProducerLiveness, type RecoveryWish } from './producer-liveness';
import type { Recovery } from './recovery-requests';
import { newStart, readFixture, UofFixture } from './uof-fixture';
import { UofMarket } from './uof-market';
import { identifier, integer, maybeInteger, text, Unreadable } from './unreadable';
import { child, childrenOf, parseXml, type XmlElement } from './xml';

/** The producer of messages that name none. */
export const UNNAMED_PRODUCER = 'uof';
export const producerOf = (product: string | undefined): string =>
  product === undefined ? UNNAMED_PRODUCER : `uof:${product}`;

/** A message on its way: what it has said so far. */
type Reading = {
  readonly message: XmlElement;
  readonly atMs: UtcMs;
  readonly statements: SourceStatement[];
  readonly faults: LineFault[];
};

/** Reads the messages of a UOF feed, and the documents of its API that describe them (domain.md §2). */
export class UofAdapter implements Adapter {
  readonly producerId = UNNAMED_PRODUCER;
  readonly #descriptions = new MarketDescriptions();
  readonly #names = new Map<string, string>();
  readonly #fixtures = new Map<FixtureId, UofFixture>();
  readonly #markets = new Map<FixtureId, Map<MarketId, UofMarket>>();
  readonly #producers = new Map<string, ProducerLiveness>();
  /** Described while no time was known yet. */
  readonly #undated = new Set<UofFixture>();
  #recoveries: Recovery[] = [];
  #atMs: UtcMs | undefined;

  read(document: string): LineMeaning {
    this.#recoveries = [];
    const root = parseXml(document);
    if ('fault' in root)
      return this.#lost(document, { code: 'LINE_MALFORMED', detail: root.fault });
    try {
      return this.#describes(root) ?? this.#message(root);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return this.#lost(document, { code: error.code, detail: error.message });
    }
  }

  /** Documents of the API: they have no place in time, and are said with the next message. */
  #describes(root: XmlElement): LineMeaning | undefined {
    if (root.name === 'market_descriptions') this.#descriptions.take(root);
    else if (root.name === 'fixtures_fixture')
      for (const fixture of childrenOf(root, 'fixture')) this.#describe(fixture);
    else if (root.name === 'player_profile')
      for (const player of childrenOf(root, 'player')) this.#name(player);
    else return undefined;
    return { atMs: this.#atMs, statements: [], faults: [] };
  }

  #describe(described: XmlElement): void {
    const { id, definition } = readFixture(described);
    const fixture = this.#fixture(id);
    fixture.describe(definition);
    this.#undated.add(fixture);
    for (const competitor of childrenOf(child(described, 'competitors'), 'competitor')) {
      this.#name(competitor);
      for (const player of childrenOf(child(competitor, 'players'), 'player')) this.#name(player);
    }
  }

  #name(named: XmlElement): void {
    this.#names.set(text(named, 'id'), ascii(text(named, 'name')));
  }

  #message(message: XmlElement): LineMeaning {
    const take = this.#reader(message);
    if (take === undefined) {
      const fault = { code: 'MESSAGE_UNKNOWN', detail: `message ${message.name}` } as const;
      return { atMs: this.#atMs, statements: [], faults: [fault] };
    }
    const sentAtMs = integer(message, 'timestamp');
    if (this.#atMs !== undefined && sentAtMs - this.#atMs > limits.feedTimeJumpMsMax) {
      const detail = `timestamp ${sentAtMs} after ${this.#atMs}`;
      return { atMs: this.#atMs, statements: [], faults: [{ code: 'TIME_IN_FUTURE', detail }] };
    }
    this.#atMs = utcMs(Math.max(sentAtMs, this.#atMs ?? sentAtMs));
    const reading: Reading = { message, atMs: this.#atMs, statements: [], faults: [] };
    for (const fixture of this.#undated)
      this.#say(reading, fixture.id, fixture.defined(this.#atMs));
    this.#undated.clear();
    take(reading);
    const { atMs, statements, faults } = reading;
    return { atMs, statements, faults, recoveries: this.#recoveries };
  }

  #reader({ name }: XmlElement): ((reading: Reading) => void) | undefined {
    switch (name) {
      case 'odds_change':
        return (reading) => this.#oddsChange(reading);
      case 'bet_stop':
        return (reading) => this.#betStop(reading);
      case 'bet_settlement':
        return (reading) => this.#betSettlement(reading);
      case 'rollback_bet_settlement':
        return (reading) => this.#eachMarket(reading, (market) => market.unsettled(reading.atMs));
      case 'bet_cancel':
        return (reading) => this.#betCancel(reading);
      case 'rollback_bet_cancel':
        return (reading) => this.#rollbackBetCancel(reading);
      case 'fixture_change':
        return (reading) => this.#fixtureChange(reading);
      case 'alive':
      case 'product_down':
      case 'snapshot_complete':
        return (reading) => this.#liveness(reading);
      default:
        return undefined;
    }
  }

  #oddsChange(reading: Reading): void {
    const { message, atMs, faults } = reading;
    const fixture = this.#fixtureOf(reading);
    const status = child(message, 'sport_event_status');
    if (status !== undefined) this.#say(reading, fixture.id, fixture.stands(status, atMs));
    this.#eachMarket(
      reading,
      (market, element) => market.changed(element, atMs, faults),
      child(message, 'odds'),
    );
  }

  #betStop(reading: Reading): void {
    const { message, atMs } = reading;
    const fixture = this.#fixtureOf(reading);
    const groups = (message.attributes['groups'] ?? 'all').split('|').filter((of) => of !== '');
    const target = stopTarget(message.attributes['market_status']);
    this.#say(reading, fixture.id, this.#stopped(fixture.id, groups, target, atMs));
  }

  #stopped(
    id: FixtureId,
    groups: readonly string[],
    target: 'SUSPENDED' | 'INACTIVE',
    atMs: UtcMs,
  ) {
    const markets = [...(this.#markets.get(id)?.values() ?? [])];
    const own = markets.flatMap((market) => market.stop(groups, target, atMs));
    const stop = { type: 'BetStopped', sourceAtMs: atMs, fixtureId: id, groups, target } as const;
    return [stop, ...own];
  }

  #betSettlement(reading: Reading): void {
    const { message, atMs } = reading;
    const certainty = maybeInteger(message, 'certainty') ?? 2;
    if (certainty !== 1 && certainty !== 2)
      throw new Unreadable('LINE_MALFORMED', `certainty ${certainty}`);
    this.#eachMarket(
      reading,
      (market, element) => market.settled(element, certainty, atMs),
      child(message, 'outcomes'),
    );
  }

  /** The bounds name the window, so that its rollback finds it without having seen it. */
  #betCancel(reading: Reading): void {
    const { message, atMs } = reading;
    const { windowId, fromMs, toMs } = windowOf(message);
    const supersededBy = message.attributes['superceded_by'] ?? null;
    const window = { windowId: windowId ?? 'all', fromMs, toMs, supersededBy };
    this.#eachMarket(reading, (market, element) => market.cancelled(window, element, atMs));
  }

  #rollbackBetCancel(reading: Reading): void {
    const { windowId } = windowOf(reading.message);
    this.#eachMarket(reading, (market) => market.uncancelled(windowId, reading.atMs));
  }

  #fixtureChange(reading: Reading): void {
    const { message, atMs } = reading;
    const fixture = this.#fixtureOf(reading);
    const startMs = newStart(message);
    if (startMs !== undefined) fixture.reschedule(startMs);
    this.#say(reading, fixture.id, fixture.defined(atMs));
    if (message.attributes['change_type'] === FIXTURE_CANCELLED)
      this.#say(reading, fixture.id, fixture.moved('CANCELLED', atMs));
  }

  #liveness(reading: Reading): void {
    const { message, atMs } = reading;
    const product = text(message, 'product');
    const producer = this.#producer(product);
    if (message.name === 'snapshot_complete') {
      this.#say(reading, null, producer.complete(message, atMs));
      return;
    }
    const { said, wish } =
      message.name === 'alive'
        ? producer.alive(message, atMs)
        : producer.lost('it says that it is down', atMs);
    if (wish !== undefined) this.#wish(wish);
    this.#say(reading, null, said);
  }

  /** A market that makes no sense is a fault of its own; the others of its message count. */
  #eachMarket(
    reading: Reading,
    say: (market: UofMarket, element: XmlElement) => readonly Statement[],
    within: XmlElement | undefined = reading.message,
  ): void {
    const fixture = this.#fixtureOf(reading);
    for (const element of childrenOf(within, 'market')) {
      try {
        const market = this.#market(fixture, element);
        this.#say(reading, fixture.id, say(market, element));
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        reading.faults.push({ code: error.code, detail: error.message });
        this.#say(
          reading,
          fixture.id,
          this.#stopped(fixture.id, ['all'], 'SUSPENDED', reading.atMs),
        );
      }
    }
  }

  #fixtureOf(reading: Reading): UofFixture {
    const fixture = this.#fixture(fixtureId(identifier(reading.message, 'event_id')));
    this.#say(reading, fixture.id, fixture.defined(reading.atMs));
    return fixture;
  }

  #fixture(id: FixtureId): UofFixture {
    const known = this.#fixtures.get(id) ?? new UofFixture(id);
    this.#fixtures.set(id, known);
    return known;
  }

  #market(fixture: UofFixture, element: XmlElement): UofMarket {
    const identity = marketIdentity(fixture.id, element);
    const markets = this.#markets.get(fixture.id) ?? new Map<MarketId, UofMarket>();
    this.#markets.set(fixture.id, markets);
    const names = { descriptions: this.#descriptions, names: this.#names };
    const known = markets.get(identity.marketId) ?? new UofMarket(identity, fixture, names);
    markets.set(identity.marketId, known);
    return known;
  }

  #producer(product: string): ProducerLiveness {
    const known = this.#producers.get(product) ?? new ProducerLiveness(product);
    this.#producers.set(product, known);
    return known;
  }

  #wish(wish: RecoveryWish): void {
    this.#recoveries.push({ ...wish, fixtures: [...this.#markets.keys()] });
  }

  #say({ message, statements }: Reading, to: FixtureId | null, said: readonly Statement[]): void {
    const producerId = producerOf(message.attributes['product']);
    for (const statement of said) statements.push({ fixtureId: to, producerId, statement });
  }

  /**
   * Nobody knows what the message said: the fixture it names stops until its next odds. Where none
   * can be made out, every producer is down until it has sent everything again.
   */
  #lost(document: string, fault: LineFault): LineMeaning {
    const atMs = this.#atMs;
    if (atMs === undefined) return { atMs, statements: [], faults: [fault] };
    const [, named] = /\bevent_id="([\x20-\x7e]{1,128}?)"/u.exec(document) ?? [];
    const [, product] = /\bproduct="(\d{1,6})"/u.exec(document) ?? [];
    if (named !== undefined && this.#fixtures.has(fixtureId(named))) {
      const id = fixtureId(named);
      const producerId = producerOf(product);
      const said = this.#stopped(id, ['all'], 'SUSPENDED', atMs);
      const statements = said.map((statement) => ({ fixtureId: id, producerId, statement }));
      return { atMs, statements, faults: [fault] };
    }
    const statements: SourceStatement[] = [];
    for (const [of, producer] of this.#producers) {
      const { said, wish } = producer.lost('a message could not be read', atMs);
      this.#wish(wish);
      for (const statement of said)
        statements.push({ fixtureId: null, producerId: producerOf(of), statement });
    }
    return { atMs, statements, faults: [fault], recoveries: this.#recoveries };
  }
}

/** Both bounds, one, or none: then it has no name of its own, and is all time. */
function windowOf(message: XmlElement) {
  const from = maybeInteger(message, 'start_time');
  const to = maybeInteger(message, 'end_time');
  if (from !== undefined && to !== undefined && from >= to)
    throw new Unreadable('LINE_MALFORMED', `a window from ${from} to ${to}`);
  const windowId = from === undefined && to === undefined ? null : `${from ?? ''}-${to ?? ''}`;
  return {
    windowId,
    fromMs: from === undefined ? null : utcMs(from),
    toMs: to === undefined ? null : utcMs(to),
  };
}
