import { decimalOdds, oddsMax, oddsMin, type DecimalOdds } from '@stakelog/contracts';
import type { RunnerChange } from './message';

/** What may be backed on one runner, as far as a price needs it. */
export class Ladder {
  /** Size by price. */
  readonly #backs = new Map<number, number>();
  /** Price and size by level, best first. */
  readonly #levels = new Map<number, readonly [price: number, size: number]>();
  #lastTraded: number | undefined;

  apply({ atb = [], batb = [], ltp }: RunnerChange): void {
    for (const [price, size] of atb) {
      if (size > 0) this.#backs.set(price, size);
      else this.#backs.delete(price);
    }
    for (const [level, price, size] of batb) {
      if (size > 0) this.#levels.set(level, [price, size]);
      else this.#levels.delete(level);
    }
    if (ltp !== undefined && ltp !== null) this.#lastTraded = ltp;
  }

  /** The best price to back, else the last traded one; null where neither is a price we offer. */
  odds(): DecimalOdds | null {
    let best = 0;
    for (const price of this.#backs.keys()) best = Math.max(best, price);
    for (const [price] of this.#levels.values()) best = Math.max(best, price);
    if (best === 0) best = this.#lastTraded ?? 0;
    const tenThousandths = Math.round(best * 10_000);
    const offered = tenThousandths >= oddsMin && tenThousandths <= oddsMax;
    return offered ? decimalOdds(tenThousandths) : null;
  }
}
