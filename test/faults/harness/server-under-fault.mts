import {
  startService,
  stopService,
  untilReady,
  type RunningService,
} from '../../../tools/servers/running-service.mts';
import type { Place, Service } from '../../../tools/servers/service.mts';
import type { Guard } from '../../../tools/start/guard.mts';

const readyWithinMs = 240_000;

/** A real server as a child process. Once it is gone it stays away until `start`, or until the system heals. */
export class ServerUnderFault {
  readonly service: Service;
  readonly #place: Place;
  readonly #guard: Guard;
  #running: RunningService | undefined;

  constructor(service: Service, place: Place, guard: Guard) {
    this.service = { ...service, readyWithinMs };
    this.#place = place;
    this.#guard = guard;
  }

  get lives(): boolean {
    return this.#running !== undefined && this.#running.ended === undefined;
  }

  /** Returns when it serves; does nothing where it runs. */
  async start(): Promise<void> {
    if (this.lives) return;
    const running = this.launch();
    await untilReady(running, this.#place);
  }

  /** Does not wait: it may die of what it finds. */
  launch(): RunningService {
    const running = startService(this.service, this.#place);
    this.#running = running;
    this.#guard.add(running.record);
    return running;
  }

  /** SIGTERM, then SIGKILL. */
  async stop(): Promise<void> {
    this.thaw();
    if (this.#running !== undefined) await stopService(this.#running);
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    this.#signal('SIGKILL');
    await this.#running?.exited;
  }

  freeze(): void {
    this.#signal('SIGSTOP');
  }

  thaw(): void {
    this.#signal('SIGCONT');
  }

  #signal(signal: NodeJS.Signals): void {
    const running = this.#running;
    if (running !== undefined && running.ended === undefined)
      process.kill(running.record.pid, signal);
  }
}
