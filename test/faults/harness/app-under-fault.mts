import { setTimeout as pause } from 'node:timers/promises';
import { KafkaProxy } from '../../../libs/testing/src/kafka-proxy.ts';
import { TcpProxy } from '../../../libs/testing/src/tcp-proxy.ts';
import {
  startService,
  stopService,
  untilReady,
  type RunningService,
} from '../../../tools/servers/running-service.mts';
import type { Place, Service } from '../../../tools/servers/service.mts';
import { appService, type AppName } from '../../../tools/start/apps.mts';
import type { Flags } from '../../../tools/start/flags.mts';
import type { Guard } from '../../../tools/start/guard.mts';
import { portOf } from '../../../tools/start/ports.mts';
import type { Addresses } from '../../../tools/start/start-servers.mts';
import { freePorts } from '../../../tools/servers/ports.mts';

export type Environment = Readonly<Record<string, string>>;

/** What every app of a system under fault shares. */
export type Surroundings = {
  readonly place: Place;
  /** Of the servers themselves; the app is given its proxies'. */
  readonly addresses: Addresses;
  readonly guard: Guard;
  /** Added to what the app is told anyway. */
  readonly environment: Environment;
};

const restartAfterMs = 300;

/**
 * One app as a child process, with a proxy of its own before each server. While it is wanted it is started again
 * when it dies, as `npm start` does, but without its `CRASH_AT`.
 */
export class AppUnderFault {
  readonly name: string;
  readonly app: AppName;
  readonly kafka: KafkaProxy;
  readonly redis: TcpProxy;
  readonly registry: TcpProxy;
  readonly port: number;
  readonly #surroundings: Surroundings;
  #environment: Environment = {};
  #running: RunningService | undefined;
  #wanted = false;
  #deaths = 0;

  private constructor(
    app: AppName,
    name: string,
    port: number,
    proxies: { kafka: KafkaProxy; redis: TcpProxy; registry: TcpProxy },
    surroundings: Surroundings,
  ) {
    this.app = app;
    this.name = name;
    this.port = port;
    this.kafka = proxies.kafka;
    this.redis = proxies.redis;
    this.registry = proxies.registry;
    this.#surroundings = surroundings;
  }

  /** With its proxies open, and not started yet. */
  static async open(app: AppName, name: string, surroundings: Surroundings) {
    const { addresses } = surroundings;
    const port = await freePorts(1);
    const proxies = {
      kafka: await KafkaProxy.open(placeOf(`tcp://${addresses.KAFKA_BROKERS}`)),
      redis: await TcpProxy.open({ to: placeOf(addresses.REDIS_URL) }),
      registry: await TcpProxy.open({ to: placeOf(addresses.SCHEMA_REGISTRY_URL) }),
    };
    return new AppUnderFault(app, name, port, proxies, surroundings);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** How often it died since it was opened, without having been stopped. */
  get deaths(): number {
    return this.#deaths;
  }

  get lives(): boolean {
    return this.#running !== undefined && this.#running.ended === undefined;
  }

  /** Whether a fault told it something of its own. */
  get isUsual(): boolean {
    return Object.keys(this.#environment).length === 0;
  }

  /** Launches it and waits until it is ready. */
  async start(environment: Environment = {}): Promise<void> {
    const running = this.launch(environment);
    await untilReady(running, this.#surroundings.place);
  }

  /** Launches it and does not wait. */
  launch(environment: Environment = {}): RunningService {
    this.#wanted = true;
    this.#environment = environment;
    return this.#launch();
  }

  /** SIGTERM, then SIGKILL; it stays away. */
  async stop(): Promise<void> {
    this.#wanted = false;
    this.signal('SIGCONT');
    if (this.#running !== undefined) await stopService(this.#running);
  }

  async restart(environment: Environment = {}): Promise<void> {
    await this.stop();
    await this.start(environment);
  }

  /** `kill -9`; the next life begins by itself, unless it shall stay away. */
  async kill({ stays = false } = {}): Promise<void> {
    const running = this.#running;
    if (stays) this.#wanted = false;
    this.signal('SIGKILL');
    await running?.exited;
  }

  freeze(): void {
    this.signal('SIGSTOP');
  }

  thaw(): void {
    this.signal('SIGCONT');
  }

  /** False when there is nobody to hear it. */
  signal(signal: NodeJS.Signals): boolean {
    const running = this.#running;
    if (running === undefined || running.ended !== undefined) return false;
    return process.kill(running.record.pid, signal);
  }

  /** Waits until it has died so many times. False when it has not in time. */
  async died(times: number, withinMs = 60_000): Promise<boolean> {
    const untilMs = performance.now() + withinMs;
    while (this.#deaths < times && performance.now() < untilMs) await pause(20);
    return this.#deaths >= times;
  }

  /** Waits until it answers at all; a standby is not ready while the owner lives. */
  async answers(withinMs = 180_000): Promise<boolean> {
    const untilMs = performance.now() + withinMs;
    for (;;) {
      if ((await this.ask('/livez'))?.ok === true) return true;
      if (performance.now() > untilMs) return false;
      await pause(50);
    }
  }

  /** Waits until it is ready, in whichever of its lives. */
  async becomesReady(withinMs = 60_000): Promise<boolean> {
    const untilMs = performance.now() + withinMs;
    while (!(await this.ready())) {
      if (performance.now() > untilMs) return false;
      await pause(50);
    }
    return true;
  }

  async ready(): Promise<boolean> {
    const answer = await this.ask('/readyz');
    return answer?.ok === true;
  }

  /** Undefined where nobody answers. */
  async ask(path: string, init: RequestInit = {}): Promise<Response | undefined> {
    const signal = AbortSignal.timeout(2_000);
    return fetch(`${this.url}${path}`, { signal, ...init }).catch(() => undefined);
  }

  /** The sum of a metric's series whose labels hold this text; undefined where nobody answers. */
  async metric(name: string, labels = ''): Promise<number | undefined> {
    const text = await (await this.ask('/metrics'))?.text();
    if (text === undefined) return undefined;
    return text
      .split('\n')
      .filter((line) => line.startsWith(name) && line.includes(labels))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  heal(): void {
    this.kafka.heal();
    this.redis.heal();
    this.registry.heal();
    this.thaw();
  }

  async close(): Promise<void> {
    await this.stop();
    await Promise.all([this.kafka, this.redis, this.registry].map((proxy) => proxy.close()));
  }

  #launch(): RunningService {
    const running = startService(this.#service(), this.#surroundings.place);
    this.#running = running;
    this.#surroundings.guard.add(running.record);
    void running.exited.then(() => this.#ended(running));
    return running;
  }

  async #ended(running: RunningService): Promise<void> {
    if (!this.#wanted || this.#running !== running) return;
    this.#deaths++;
    const { CRASH_AT: _, ...environment } = this.#environment;
    this.#environment = environment;
    await pause(restartAfterMs);
    if (this.#wanted && this.#running === running) this.#launch();
  }

  #service(): Service {
    const { place, addresses, environment } = this.#surroundings;
    const first = this.port - portOf(this.app, 0);
    const through = {
      ...addresses,
      KAFKA_BROKERS: `127.0.0.1:${this.kafka.port}`,
      REDIS_URL: `redis://127.0.0.1:${this.redis.port}`,
      SCHEMA_REGISTRY_URL: at(addresses.SCHEMA_REGISTRY_URL, this.registry.port),
    };
    const service = appService(this.app, { ...flags, port: first }, place, through);
    const own = { ...environment, ...this.#environment };
    return {
      ...service,
      name: this.name,
      // Niceness 0: a copy that waits for the money path would only make every fault wait for the copy.
      args: service.args.with(2, '0'),
      environment: { ...service.environment, ...own },
      readyWithinMs: 120_000,
    };
  }
}

/** What `npm start` would have been told: no feed but the door, nobody but the load. */
const flags: Flags = {
  dataDir: '',
  ephemeral: true,
  port: 0,
  feed: ['none'],
  speed: 1,
  bettors: 0,
  seed: 1,
  demo: false,
  json: false,
};

function placeOf(url: string): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}

function at(url: string, port: number): string {
  const moved = new URL(url);
  moved.port = String(port);
  return moved.href;
}
