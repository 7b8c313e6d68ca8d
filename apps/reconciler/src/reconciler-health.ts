import type { ConservationCopy } from '@stakelog/contracts';
import type { Dependency, Health } from '@stakelog/runtime';
import type { RoundResult } from './round/round';

/** `/readyz`: each comparison with its state and since when. Only a difference makes the process unready. */
export class ReconcilerHealth {
  readonly #conservation: Dependency;
  readonly #comparisons: ReadonlyMap<ConservationCopy, Dependency>;

  constructor(health: Health, copies: readonly ConservationCopy[]) {
    this.#conservation = health.dependency('conservation');
    this.#conservation.up('nothing differs so far');
    this.#comparisons = new Map(
      copies.map((copy) => [copy, health.dependency(`compared ${copy.toLowerCase()}`, 'optional')]),
    );
  }

  take({ verdict, comparisons, ledger, confirmed, round }: RoundResult): void {
    const [first] = confirmed;
    if (first === undefined) this.#conservation.up(`${verdict} in round ${round}`);
    else this.#conservation.down(`${confirmed.length} differences, the first at ${first.where}`);
    for (const [copy, shown] of this.#comparisons) {
      const differs = confirmed.filter((difference) => difference.copy === copy).length;
      const of = comparisons.filter((comparison) => comparison.copy === copy);
      const missing = of.find(({ nextOffset }) => nextOffset === undefined);
      if (differs > 0) shown.down(`${differs} differences`);
      else if (missing === undefined)
        shown.up(copy === 'LEDGER' ? `${ledger.events} events` : undefined);
      else
        shown.starting(
          `${missing.topic}/${missing.partition}: ${missing.because ?? 'not compared'}`,
        );
    }
  }
}
