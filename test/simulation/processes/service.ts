import type { SimulatedProcess, ClockFault } from '../world/process';
import type { World } from '../world/world';

/** Ends the process, as `process.exit` does; its supervisor starts another one. */
export type Exit = (reason: string) => void;

/**
 * A place where one process of a kind is to run: starts it, and starts another one some time after it died. Two may
 * run at once where the first is frozen and its supervisor has given it up.
 */
export class Service {
  process: SimulatedProcess | undefined;
  /** All that were started and are not dead. */
  readonly alive = new Set<SimulatedProcess>();
  #isOver = false;
  clockFault: ClockFault = { aheadMs: 0, rate: 1 };
  restartMs = 1_000;

  constructor(
    readonly world: World,
    readonly name: string,
    private readonly run: (process: SimulatedProcess, exit: Exit) => void,
  ) {}

  start(): void {
    if (this.#isOver) return;
    const { outUntilUs, scheduler } = this.world;
    if (outUntilUs > scheduler.nowUs) return this.restart((outUntilUs - scheduler.nowUs) / 1_000);
    const process = this.world.newProcess(this.name, { ...this.clockFault });
    this.process = process;
    this.alive.add(process);
    this.world.say(`${process.name} starts`);
    this.run(process, (reason) => {
      if (!process.isAlive) return;
      this.world.say(`${process.name} exits: ${reason}`);
      this.end(process, true);
    });
  }

  /** Kill -9. */
  kill(restarts: boolean): void {
    const { process } = this;
    if (process === undefined) return;
    this.world.say(`${process.name} is killed`);
    this.end(process, restarts);
  }

  /** Nothing of it runs any more, nor ever will. */
  stop(): void {
    this.#isOver = true;
    this.killAll();
  }

  /** Those as well that nobody counts any more. */
  killAll(): void {
    for (const process of this.alive) process.kill();
    this.alive.clear();
    this.process = undefined;
  }

  /** The present process is frozen or cut off: another one takes its place beside it. */
  replace(): void {
    this.start();
  }

  /** Ends one of two for good; where it is the one that counts, the other one counts from now on. */
  dismiss(process: SimulatedProcess): void {
    if (!process.isAlive) return;
    this.world.say(`${process.name} is dismissed`);
    this.end(process, true);
  }

  private end(process: SimulatedProcess, restarts: boolean): void {
    process.kill();
    this.alive.delete(process);
    if (this.process !== process) return;
    this.process = undefined;
    if (restarts) this.restart(this.restartMs);
  }

  restart(afterMs: number): void {
    this.world.scheduler.after(afterMs * 1_000, () => {
      if (this.process === undefined) this.start();
    });
  }
}
