import { decimalOdds, oddsMax, oddsMin, type DecimalOdds } from '@stakelog/contracts';
import { Ladder, LevelLadder, type PriceSize } from './ladder';
import type { RunnerChange, RunnerDefinition } from './message';

/** One side of a runner's market, in the three ways in which the stream may tell it. */
class Side {
  readonly all: Ladder;
  readonly best = new LevelLadder();
  /** With prices that the exchange makes up from other runners. */
  readonly display = new LevelLadder();

  constructor(best: 'highest' | 'lowest') {
    this.all = new Ladder(best);
  }

  /** The fullest telling that says anything. */
  get entries(): readonly PriceSize[] {
    if (this.all.entries.length > 0) return this.all.entries;
    return this.display.entries.length > 0 ? this.display.entries : this.best.entries;
  }
}

/** What is offered on one runner of the stream, at one handicap. */
export class RunnerBook {
  readonly id: string;
  readonly handicap: number;
  readonly #backs = new Side('highest');
  readonly #lays = new Side('lowest');
  /** Undefined: changes came for a runner that no definition has named. */
  definition: RunnerDefinition | undefined;
  lastPriceTraded: number | null = null;
  /** All money ever matched on it. */
  tradedVolume = 0;

  constructor(id: string, handicap: number) {
    this.id = id;
    this.handicap = handicap;
  }

  apply(change: RunnerChange): void {
    const { atb, atl, batb, batl, bdatb, bdatl, ltp, tv } = change;
    this.#backs.all.apply(atb ?? []);
    this.#lays.all.apply(atl ?? []);
    this.#backs.best.apply(batb ?? []);
    this.#lays.best.apply(batl ?? []);
    this.#backs.display.apply(bdatb ?? []);
    this.#lays.display.apply(bdatl ?? []);
    this.lastPriceTraded = ltp ?? this.lastPriceTraded;
    this.tradedVolume = tv ?? this.tradedVolume;
  }

  get availableToBack(): readonly PriceSize[] {
    return this.#backs.entries;
  }

  get availableToLay(): readonly PriceSize[] {
    return this.#lays.entries;
  }

  /**
   * Our price: the best real one to back, else the last traded one. Null where that is no price we
   * offer. Made-up prices are not for us, since nobody stands behind them at our moment.
   */
  odds(): DecimalOdds | null {
    const real = [this.#backs.all.entries[0]?.[0] ?? 0, this.#backs.best.entries[0]?.[0] ?? 0];
    const best = Math.max(...real);
    const tenThousandths = Math.round((best > 0 ? best : (this.lastPriceTraded ?? 0)) * 10_000);
    const offered = tenThousandths >= oddsMin && tenThousandths <= oddsMax;
    return offered ? decimalOdds(tenThousandths) : null;
  }
}
