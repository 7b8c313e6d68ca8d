import { defined } from '@stakelog/contracts';
import type { MarketChange, MarketDefinition } from './message';
import { RunnerBook } from './runner-book';

/** A runner is one selection at one handicap. */
type Runner = { readonly id: string; readonly hc?: number | null | undefined };

/** One market of the stream as its changes leave it: the definition and what is offered. */
export class MarketBook {
  readonly id: string;
  readonly #runners = new Map<string, RunnerBook>();
  #definition: MarketDefinition | undefined;

  constructor(id: string) {
    this.id = id;
  }

  get definition(): MarketDefinition | undefined {
    return this.#definition;
  }

  /** An image replaces all that was known of the runners; a definition replaces the one before. */
  apply({ img, marketDefinition, rc }: MarketChange): void {
    if (img === true) this.#runners.clear();
    this.#definition = marketDefinition ?? this.#definition;
    const named = img === true ? this.#definition : marketDefinition;
    for (const runner of named?.runners ?? []) this.#runner(runner).definition = runner;
    for (const change of rc ?? []) this.#runner(change).apply(change);
  }

  /** Of a runner that the definition names. */
  runner(runner: Runner): RunnerBook {
    return defined(this.#runners.get(keyOf(runner)), 'a defined runner has a book');
  }

  /** By sort priority; runners that no definition has named come last. */
  runners(): readonly RunnerBook[] {
    return [...this.#runners.values()].toSorted((a, b) => priority(a) - priority(b));
  }

  #runner(runner: Runner): RunnerBook {
    const key = keyOf(runner);
    const known = this.#runners.get(key) ?? new RunnerBook(runner.id, runner.hc ?? 0);
    this.#runners.set(key, known);
    return known;
  }
}

const keyOf = ({ id, hc }: Runner) => `${id}:${hc ?? 0}`;
const priority = ({ definition }: RunnerBook) => definition?.sortPriority ?? 1_000_000;
