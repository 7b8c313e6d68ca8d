import type { PositionStore } from '@stakelog/kafka';
import type { Chance } from './chance';
import type { SimulatedProcess } from './process';
import type { Scheduler } from './scheduler';

/** A directory that all processes share, as the snapshot store is: written late, read late, and damaged on request. */
export class SimulatedFiles {
  readonly #texts = new Map<string, string>();
  /** What each file held before its newest text. */
  readonly #before = new Map<string, string>();

  constructor(
    private readonly scheduler: Scheduler,
    private readonly chance: Chance,
  ) {}

  /** The store as one process sees it. */
  of(process: SimulatedProcess): PositionStore {
    const later = <Value>(work: () => Value): Promise<Value> => {
      const { promise, resolve } = Promise.withResolvers<Value>();
      this.scheduler.after(200 + this.chance.exponential(2_000), () => {
        const value = work();
        process.deliver(() => resolve(value));
      });
      return promise;
    };
    return {
      write: (name, text) => later(() => this.#write(name, text)),
      read: (name) => later(() => this.#texts.get(name)),
    };
  }

  /** Cuts, ages or loses one of the files. */
  damage(chance: Chance): string {
    const names = [...this.#texts.keys()].toSorted();
    if (names.length === 0) return 'no file';
    const name = chance.pick(names);
    const text = this.#texts.get(name) ?? '';
    const harm = chance.pick(['torn', 'old', 'lost']);
    if (harm === 'torn') this.#texts.set(name, text.slice(0, chance.below(text.length)));
    else if (harm === 'old') this.#texts.set(name, this.#before.get(name) ?? '');
    else this.#texts.delete(name);
    return `${name} is ${harm}`;
  }

  #write(name: string, text: string): void {
    this.#before.set(name, this.#texts.get(name) ?? '');
    this.#texts.set(name, text);
  }
}
