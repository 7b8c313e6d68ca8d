import { limits } from '@stakelog/contracts';
import { planFaults, type Fault } from './faults/plan';
import { planScene, type Scene } from './faults/scene';
import { strike } from './faults/strike';
import { Checker } from './invariants/checker';
import { stillOpen } from './invariants/liveness';
import { checkStates } from './invariants/same-state';
import { Bettors } from './load/bettors';
import { FactSource } from './load/fact-source';
import { Load } from './load/load';
import { startApi, type AnswerModels, type RunningApi } from './processes/api';
import { startDecider, type RunningDecider } from './processes/decider';
import { startFeed, type RunningFeed } from './processes/feed';
import { Service } from './processes/service';
import { startSnapshotWriter } from './processes/snapshot-writer';
import type { Chance } from './world/chance';
import type { SimulatedProcess } from './world/process';
import { planStoreFaults } from './stores/store-faults';
import { Stores } from './stores/stores';
import { withHiddenClock } from './world/hidden-clock';
import { World, type Violation } from './world/world';

export type SimulationOptions = {
  /** Ends the run after so many steps. */
  readonly stepsMax?: number | undefined;
  /** Faults of the plan that are left out, by their number. */
  readonly without?: ReadonlySet<number> | undefined;
  /** At most so many moves of the load. */
  readonly movesMax?: number | undefined;
  /** With or without Redis, ClickHouse and those who write them; by chance without it. */
  readonly stores?: boolean | undefined;
  /** Troubles that this run has besides those of its plan. */
  readonly scene?: Scene | undefined;
  readonly show?: ((line: string) => void) | undefined;
};

export type Outcome = {
  readonly seed: string;
  readonly violation: Violation | undefined;
  readonly steps: number;
  readonly faults: number;
  readonly moves: number;
  readonly batches: number;
  readonly hash: string;
  readonly last: readonly string[];
};

/** What happens, whatever goes wrong. In milliseconds of virtual time. */
const BETTING_MS = 20_000;
const HEALING_MS = 90_000;
/** Copies have so long to become equal to a log that nobody changes any more. */
const COPYING_MS = 60_000;
/** Runs with Redis, ClickHouse and those who write them, in percent: they take twice the time. */
const STORES_PERCENT = 40;

/**
 * The world of one seed, and the conventions for whoever adds to it:
 *
 * - Whatever is random comes from `world.chance.fork('its own name')`: so nothing else changes when it is left out.
 * - Whatever takes time goes through `world.scheduler.after(microseconds, run)`, and whatever reaches a process through
 *   `process.deliver(run)`: then it can be frozen and killed. A process's own timers are `process.clock`.
 * - A process is made in a `Service` (processes/service.ts), which is told to start, kill, freeze or double it; its
 *   `run(process, exit)` puts the real app together over `world.log(process)`, `process.clock`, `world.files.of(process)`
 *   and `world.newName(process)`. Add the service to `services`, and faults find it by its name.
 * - A store (Redis, ClickHouse) is an object of the world that answers through the scheduler and `deliver`.
 * - An invariant listens to `world.topics.listen` (every append, in its step) or is asked at the end
 *   (invariants/liveness.ts); it calls `world.violated(invariant, detail)`, and the run ends there.
 * - `world.say(line)` for whatever a reader of a failing trace needs; the hash of all lines is the run's identity.
 */
export class Simulation {
  readonly world: World;
  readonly checker: Checker;
  readonly bettors: Bettors;
  readonly source: FactSource;
  readonly services = new Map<string, Service>();
  readonly apis: RunningApi[] = [];
  readonly feeds: RunningFeed[] = [];
  readonly deciders: RunningDecider[] = [];
  readonly partitions: readonly number[];
  readonly faults: readonly Fault[];
  /** Redis and ClickHouse, in some of the runs. */
  readonly stores: Stores | undefined;
  readonly #load: Load;
  readonly #options: SimulationOptions;
  readonly #chance: Chance;
  #moves = 0;
  #isHealing = false;

  constructor(
    readonly seed: string,
    options: SimulationOptions = {},
  ) {
    this.#options = options;
    this.world = new World(seed, options.show);
    this.#chance = this.world.chance.fork('simulation');
    this.checker = new Checker(this.world);
    const { answers } = this.checker;
    this.bettors = new Bettors(this.world, () => this.apis, answers);
    this.source = new FactSource(this.world, () => this.feeds);
    const count = this.#chance.pick([1, 1, 2, 2, 3]);
    this.partitions = [1, 4, 6].slice(0, count);
    const parts = { bettors: this.bettors, source: this.source, checker: this.checker };
    const { scene } = options;
    this.#load = new Load(this.world, this.partitions, parts, scene?.moves);
    this.#addServices();
    this.stores = this.#withStores();
    const plan = this.world.chance.fork('faults');
    const faults = planFaults(plan, [...this.services.keys()], BETTING_MS);
    const lost = this.stores === undefined ? [] : planStoreFaults(plan.fork('stores'), BETTING_MS);
    const played = scene === undefined ? [] : planScene(plan.fork('scene'), scene, BETTING_MS);
    const all = [...faults, ...lost, ...played];
    this.faults = all.toSorted((one, other) => one.atMs - other.atMs);
  }

  run(): Promise<Outcome> {
    const { world } = this;
    const nowMs = () => world.scheduler.actor?.nowMs() ?? world.utcMs;
    return withHiddenClock(nowMs, () => this.#runAll());
  }

  async #runAll(): Promise<Outcome> {
    for (const service of this.services.values()) service.start();
    this.#planFaults();
    this.world.scheduler.after(0, () => this.#load.begin());
    this.#planMoves();
    this.#beat();
    const isOver = await this.#runUntil(this.#bettingMs());
    if (!isOver) await this.#heal();
    return this.#outcome();
  }

  /** Each outage takes its time, but for what it shares with one before. */
  #bettingMs(): number {
    let [ms, outUntilMs] = [BETTING_MS, 0];
    for (const fault of this.faults) {
      if (fault.kind !== 'outage') continue;
      const endMs = fault.atMs + fault.forMs;
      ms += Math.max(0, endMs - Math.max(fault.atMs, outUntilMs));
      outUntilMs = Math.max(outUntilMs, endMs);
    }
    return ms;
  }

  /** True where the run has ended early. */
  async #runUntil(ms: number): Promise<boolean> {
    const { scheduler } = this.world;
    const { stepsMax = Infinity } = this.#options;
    while (await scheduler.step(ms * 1_000)) {
      if (this.world.violation !== undefined || scheduler.steps >= stepsMax) return true;
    }
    return false;
  }

  #planFaults(): void {
    const { world, services, source, partitions, stores } = this;
    const chance = world.chance.fork('strikes');
    const struck = { world, chance, services, source, partitions, stores };
    for (const [number, fault] of this.faults.entries()) {
      if (this.#options.without?.has(number) === true) continue;
      world.scheduler.after(fault.atMs * 1_000, () => {
        if (!this.#isHealing) strike(struck, fault);
      });
    }
  }

  #planMoves(): void {
    const meanMs = this.#chance.pick([60, 100, 200]);
    const { movesMax = Infinity } = this.#options;
    const next = () => {
      if (this.#isHealing || this.#moves >= movesMax) return;
      this.#moves++;
      this.#load.move();
      this.world.again(this.#chance.exponential(meanMs) * 1_000, next);
    };
    this.world.scheduler.after(2_500_000, next);
  }

  #beat(): void {
    this.source.beat();
    this.world.again(5_000_000, () => this.#beat());
  }

  /** Everything works again: whatever is open must come to its end. */
  async #heal(): Promise<void> {
    const { world, services } = this;
    this.#isHealing = true;
    world.say('everything is healed');
    world.network.heal();
    this.stores?.heal();
    this.source.isSilent = false;
    for (const service of services.values()) {
      service.clockFault.aheadMs = 0;
      for (const process of service.alive) {
        process.clockFault.aheadMs = 0;
        process.wake();
      }
      if (service.process === undefined) service.restart(0);
    }
    this.#load.endAll();
    const beganMs = world.nowMs;
    for (let atMs = 1_000; atMs <= HEALING_MS; atMs += 1_000) {
      if (await this.#runUntil(beganMs + atMs)) return;
      if (atMs === 4_000) this.bettors.isEnding = true;
      if (atMs % 5_000 === 0) this.#helpOn();
      if (atMs > 6_000 && stillOpen(this).length === 0) {
        this.#lookAtEnd();
        return this.#copyAll();
      }
    }
    world.violated('liveness', stillOpen(this).slice(0, 5).join('; '));
  }

  /** What operators and clients do while something is still open. */
  #helpOn(): void {
    if (this.bettors.isEnding) this.bettors.askAgain();
    for (const decider of this.deciders)
      if (decider.process.isAlive && decider.isStopped())
        this.services.get(decider.process.name.split('#')[0] ?? '')?.dismiss(decider.process);
  }

  /** Nobody changes the log any more: the copies become equal to it. */
  async #copyAll(): Promise<void> {
    const { world, stores } = this;
    if (stores === undefined) return;
    for (const service of this.services.values())
      if (!stores.services.includes(service)) service.stop();
    const beganMs = world.nowMs;
    for (let atMs = 1_000; atMs <= COPYING_MS; atMs += 1_000) {
      if (await this.#runUntil(beganMs + atMs)) return;
      if (stores.unfinished().length === 0) return;
    }
    world.violated('copies', stores.unfinished().slice(0, 3).join('; '));
  }

  #lookAtEnd(): void {
    const { world } = this;
    checkStates(this);
    for (const api of this.apis)
      if (api.process.isAlive && api.commands.requestsInFlight > limits.requestsInFlightMax)
        world.violated(
          'I22',
          `${api.process.name} holds ${api.commands.requestsInFlight} requests`,
        );
  }

  #addServices(): void {
    const instances = this.#chance.pick([1, 1, 2]);
    for (let ordinal = 0; ordinal < instances; ordinal++)
      this.#addDecider(`decider-${ordinal}`, { instances, ordinal, standby: false });
    const wanted = this.#options.scene?.services ?? [];
    if (this.#chance.percent(40) || wanted.includes('standby'))
      this.#addDecider('standby', { instances, ordinal: 0, standby: true });
    if (this.#chance.percent(60) || wanted.includes('snapshots'))
      this.#add('snapshots', (process, exit) =>
        startSnapshotWriter(this.world, process, this.partitions, exit),
      );
    this.#add('feed', (process, exit) => this.feeds.push(startFeed(this.world, process, exit)));
    const models: AnswerModels = {
      answer: async (account, commandId) => ({
        value: this.checker.answers.view(account, commandId),
        asOf: 'b0:0',
      }),
      reaches: async () => true,
    };
    const apis = this.#chance.between(1, 2);
    for (let number = 0; number < apis; number++)
      this.#add(`api-${number}`, (process, exit) =>
        this.apis.push(startApi({ world: this.world, process, models, exit })),
      );
  }

  #withStores(): Stores | undefined {
    const chance = this.world.chance.fork('stores');
    const byChance = chance.percent(STORES_PERCENT);
    if (!(this.#options.stores ?? byChance)) return undefined;
    const stores = new Stores(this.world, { betPartitions: this.partitions, chance });
    for (const service of stores.services) this.services.set(service.name, service);
    return stores;
  }

  #addDecider(name: string, place: { instances: number; ordinal: number; standby: boolean }): void {
    const { partitions } = this;
    const config = { partitions, ...place, acceptRewind: () => true };
    this.#add(name, (process, exit) =>
      this.deciders.push(startDecider(this.world, process, config, exit)),
    );
  }

  #add(name: string, run: (process: SimulatedProcess, exit: (reason: string) => void) => void) {
    this.services.set(name, new Service(this.world, name, run));
  }

  #outcome(): Outcome {
    const { seed, world, faults } = this;
    const batches = this.partitions.reduce(
      (sum, partition) => sum + world.topics.partition('bet.events', partition).batches.length,
      0,
    );
    return {
      seed,
      violation: world.violation,
      steps: world.scheduler.steps,
      faults: faults.length,
      moves: this.#moves,
      batches,
      hash: world.trace.hash,
      last: world.trace.last,
    };
  }
}

export const simulate = (seed: string, options?: SimulationOptions): Promise<Outcome> =>
  new Simulation(seed, options).run();
