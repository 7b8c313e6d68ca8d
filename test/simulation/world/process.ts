import { utcMs } from '@stakelog/contracts';
import type { Clock } from '@stakelog/runtime';
import type { Chance } from './chance';
import type { Scheduler } from './scheduler';

/** How a process's own clock differs from true time. */
export type ClockFault = {
  /** Ahead of true time, in milliseconds; negative: behind. */
  aheadMs: number;
  /** How many of its milliseconds pass in a true one. */
  rate: number;
};

/** What else the process does before it is its turn again. */
const TURN_US_MAX = 200;

/**
 * A simulated process: whatever reaches it from outside (timers, answers) comes through `deliver`. Frozen, it is held
 * back and comes all at once when the process wakes, as after SIGSTOP and SIGCONT. Killed, nothing ever comes: what it
 * waits for stays pending for ever.
 */
export class SimulatedProcess {
  state: 'running' | 'frozen' | 'dead' = 'running';
  readonly clock: Clock;
  readonly clockFault: ClockFault;
  readonly #held: (() => void)[] = [];
  readonly #ended: (() => void)[] = [];
  readonly #scheduler: Scheduler;
  readonly #chance: Chance;

  constructor(
    readonly name: string,
    scheduler: Scheduler,
    chance: Chance,
    epochMs: number,
    clockFault: ClockFault,
  ) {
    this.#scheduler = scheduler;
    this.#chance = chance;
    this.clockFault = clockFault;
    const bootedUs = scheduler.nowUs;
    const monotonicMs = () => ((scheduler.nowUs - bootedUs) / 1_000) * clockFault.rate;
    this.clock = {
      nowMs: () => utcMs(Math.floor(epochMs + scheduler.nowUs / 1_000 + clockFault.aheadMs)),
      monotonicMs,
      sleep: (ms, signal) => this.#sleep(ms, signal),
      after: (ms, run) => this.#after(ms, run),
      turn: () => this.#turn(),
    };
  }

  get isAlive(): boolean {
    return this.state !== 'dead';
  }

  /** Hands something over that comes from outside. */
  deliver(run: () => void): void {
    if (this.state === 'frozen') this.#held.push(run);
    if (this.state !== 'running') return;
    this.#scheduler.actor = this.clock;
    run();
  }

  freeze(): void {
    if (this.state === 'running') this.state = 'frozen';
  }

  wake(): void {
    if (this.state !== 'frozen') return;
    this.state = 'running';
    for (const run of this.#held.splice(0)) this.#scheduler.after(0, () => this.deliver(run));
  }

  /** Whoever holds a connection to it hears of its end. */
  onEnd(ended: () => void): void {
    this.#ended.push(ended);
  }

  kill(): void {
    if (this.state === 'dead') return;
    this.state = 'dead';
    this.#held.length = 0;
    for (const ended of this.#ended.splice(0)) ended();
  }

  #after(ms: number, run: () => void): () => void {
    const dueMs = Math.max(1, ms) / this.clockFault.rate;
    let cancelled = false;
    const cancel = this.#scheduler.after(dueMs * 1_000 + this.#chance.below(1_500), () =>
      this.deliver(() => {
        if (!cancelled) run();
      }),
    );
    return () => {
      cancelled = true;
      cancel();
    };
  }

  #turn(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#scheduler.after(this.#chance.below(TURN_US_MAX), () => this.deliver(resolve));
    return promise;
  }

  async #sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const cancel = this.#after(ms, resolve);
    if (signal !== undefined) {
      const abort = () => {
        cancel();
        reject(new Error('aborted'));
      };
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
      promise.then(
        () => signal.removeEventListener('abort', abort),
        () => undefined,
      );
    }
    return promise;
  }
}
