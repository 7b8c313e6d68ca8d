import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '../../../tools/servers/ports.mts';
import type { Place, Service } from '../../../tools/servers/service.mts';
import { setUpSchemas } from '../../../tools/set-up/schemas.mts';
import { setUpTopics } from '../../../tools/set-up/topics.mts';
import type { AppName } from '../../../tools/start/apps.mts';
import { build, isBuilt } from '../../../tools/start/build.mts';
import { openPlace, releaseDataDir, takeDataDir } from '../../../tools/start/data-dir.mts';
import { Guard } from '../../../tools/start/guard.mts';
import { portSpan } from '../../../tools/start/ports.mts';
import { ensureSecrets } from '../../../tools/start/secrets.mts';
import { startServers, type Addresses } from '../../../tools/start/start-servers.mts';
import { issueToken, type Scope } from '../../../tools/start/tokens.mts';
import { AppUnderFault, type Environment } from './app-under-fault.mts';
import { LogSeen } from './log-seen.mts';
import { ServerUnderFault } from './server-under-fault.mts';

export type SystemOptions = {
  /** Runs what stands in dist, whatever the sources say. */
  readonly asBuilt: boolean;
  readonly say: (line: string) => void;
};

/** What every fault needs; others are started by the faults that need them. */
const usualApps = ['feed', 'api', 'decider', 'projector', 'recorder'] as const;

const serverNames = ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'REDIS_URL', 'CLICKHOUSE_URL'];

/**
 * A whole system of its own: real servers in a directory of its own, kept running over many faults, and the real apps
 * as child processes behind proxies.
 */
export class FaultSystem {
  readonly place: Place;
  readonly addresses: Addresses;
  readonly log: LogSeen;
  readonly #servers: ReadonlyMap<string, ServerUnderFault>;
  readonly #guard: Guard;
  readonly #apps = new Map<string, AppUnderFault>();

  private constructor(
    place: Place,
    addresses: Addresses,
    servers: ReadonlyMap<string, ServerUnderFault>,
    guard: Guard,
  ) {
    this.place = place;
    this.addresses = addresses;
    this.#servers = servers;
    this.#guard = guard;
    this.log = new LogSeen(addresses);
  }

  static async start({ asBuilt, say }: SystemOptions): Promise<FaultSystem> {
    // Servers of its own, whatever the environment offers: nobody else's are to be broken.
    for (const name of serverNames) delete process.env[name];
    const place = await openPlace('', true);
    await takeDataDir(place);
    ensureSecrets(`${place.dataDir}/secrets`);
    const guard = new Guard(place, true);
    const servers = new Map<string, ServerUnderFault>();
    const start = async (service: Service) => {
      const server = new ServerUnderFault(service, place, guard);
      servers.set(service.name, server);
      await server.start();
    };
    const quiet = { say, step: <T,>(_: string, work: () => Promise<T>) => work(), close: () => {} };
    try {
      const addresses = await startServers(await freePorts(portSpan), place, start, quiet);
      await setUpSchemas(addresses.SCHEMA_REGISTRY_URL);
      await setUpTopics([addresses.KAFKA_BROKERS]);
      if (!asBuilt && !isBuilt()) await build();
      return new FaultSystem(place, addresses, servers, guard);
    } catch (error) {
      await Promise.all([...servers.values()].map((server) => server.stop()));
      guard.release();
      releaseDataDir(place, true);
      throw error;
    }
  }

  /** An app by the name of its instance: `decider`, or another that was added. */
  app(name: string): AppUnderFault {
    const found = this.#apps.get(name);
    if (found === undefined) throw new Error(`${name} is not part of the system`);
    return found;
  }

  server(name: 'kafka' | 'redis' | 'registry'): ServerUnderFault {
    const found = this.#servers.get(name);
    if (found === undefined) throw new Error(`${name} is not a server of the system`);
    return found;
  }

  get apps(): readonly AppUnderFault[] {
    return [...this.#apps.values()];
  }

  /** Another app, or another instance of one, launched and answering; `healthy` removes it again. */
  async add(app: AppName, name: string, environment: Environment = {}): Promise<AppUnderFault> {
    const added = await this.#open(app, name);
    added.launch(environment);
    if (!(await added.answers())) throw new Error(`${name} does not answer`);
    return added;
  }

  /** The same, not launched yet. */
  prepare(app: AppName, name: string): Promise<AppUnderFault> {
    return this.#open(app, name);
  }

  /** The usual apps and nobody else, alive, without trouble and ready. Throws what is not ready in time. */
  async healthy(): Promise<void> {
    for (const app of this.apps) app.heal();
    await this.#closeAdded();
    for (const name of usualApps) {
      const app = this.#apps.get(name) ?? (await this.#open(name, name));
      if (!app.lives || !app.isUsual) await relaunch(app);
    }
    await this.#untilReady(120_000);
  }

  /**
   * Everything that is broken heals, what died or was told something of its own comes back as usual, what was added
   * goes. Throws what is not ready in time.
   */
  async heal(withinMs: number): Promise<void> {
    for (const server of this.#servers.values()) {
      server.thaw();
      await server.start();
    }
    for (const app of this.apps) app.heal();
    // Nobody is ready whose partitions another instance holds.
    await this.#closeAdded();
    for (const name of usualApps)
      if (!this.app(name).lives || !this.app(name).isUsual) await relaunch(this.app(name));
    await this.#untilReady(withinMs);
  }

  token(scope: Scope, subject?: string): Promise<string> {
    return issueToken(`${this.place.dataDir}/secrets`, scope, subject);
  }

  /** What an audit has to know: past every proxy, but for the SQL door of the recorder. */
  async auditAddresses(): Promise<Record<string, string>> {
    return {
      ...this.addresses,
      SQL_URL: this.app('recorder').url,
      SQL_TOKEN: await this.token('auditor', 'audit'),
    };
  }

  async stop(): Promise<void> {
    await Promise.all([this.log.close(), ...this.apps.map((app) => app.close())]);
    await Promise.all([...this.#servers.values()].map((server) => server.stop()));
    this.#guard.release();
    releaseDataDir(this.place, true);
  }

  async #open(app: AppName, name: string): Promise<AppUnderFault> {
    const feed = this.#apps.get('feed');
    const environment: Environment =
      app === 'api' && feed !== undefined ? { FEED_URL: feed.url } : {};
    const { place, addresses } = this;
    const opened = await AppUnderFault.open(app, name, {
      place,
      addresses,
      guard: this.#guard,
      environment,
    });
    this.#apps.set(name, opened);
    return opened;
  }

  async #closeAdded(): Promise<void> {
    for (const [name, app] of this.#apps) {
      if (isUsual(name)) continue;
      await app.close();
      this.#apps.delete(name);
    }
  }

  async #untilReady(withinMs: number): Promise<void> {
    const untilMs = performance.now() + withinMs;
    for (const name of usualApps) {
      const app = this.app(name);
      while (!(await app.ready())) {
        if (performance.now() > untilMs) throw new Error(await whyNot(app, withinMs));
        await pause(100);
      }
    }
  }
}

/** Who was told to own half of the partitions is not to keep to it. */
async function relaunch(app: AppUnderFault): Promise<void> {
  await app.stop();
  app.launch();
}

const isUsual = (name: string) => (usualApps as readonly string[]).includes(name);

async function whyNot(app: AppUnderFault, ms: number): Promise<string> {
  const body = await (await app.ask('/readyz'))?.text();
  return `${app.name} is not ready after ${ms / 1_000} s: ${body?.slice(0, 600) ?? 'no answer'}`;
}
