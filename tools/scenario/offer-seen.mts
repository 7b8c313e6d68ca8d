import type { AuditLine } from './audit-process.mts';

export type SeenOutcome = { readonly outcomeId: string; readonly odds: number };

type SeenMarket = {
  version: number;
  readonly prices: Map<string, number>;
  /** An older price of each outcome, to bet at on purpose. */
  readonly earlier: Map<string, number>;
};

const unseenMarket = (): SeenMarket => ({ version: 0, prices: new Map(), earlier: new Map() });

type Priced = { readonly outcomeId: string; readonly odds: number | null };
type Position = { readonly partition: number; readonly offset: number };

/** The offer as a client sees it in the facts, and how far the deciders have adopted them. */
export class OfferSeen {
  readonly markets = new Map<string, SeenMarket>();
  /** The greatest line of the file of which a fact was adopted. */
  adoptedLine = 0;
  factsSeen = 0;
  readonly #adopted = new Map<number, number>();
  readonly #waiting: (Position & { readonly line: number })[] = [];
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  takeFact(record: AuditLine): void {
    const at = positionOf(record);
    const line = lineOf(record);
    if (at === undefined || line === undefined) return;
    this.factsSeen++;
    if (typeof record['marketId'] === 'string') this.#takeMarket(record['marketId'], record);
    this.#waiting.push({ ...at, line });
    this.#advance();
  }

  /** An opening record of bet.events: what any partition has adopted, its decider has. */
  takeAdoption(record: AuditLine): void {
    if (record['type'] !== 'InputsAdopted' || record['counted'] !== true) return;
    for (const { partition, next } of record['oddsNext'] as { partition: number; next: number }[])
      this.#adopted.set(partition, Math.max(next, this.#adopted.get(partition) ?? 0));
    this.#advance();
  }

  #takeMarket(marketId: string, record: AuditLine): void {
    const market = this.markets.get(marketId) ?? unseenMarket();
    this.markets.set(marketId, market);
    if (typeof record['marketVersion'] === 'number') market.version = record['marketVersion'];
    if (record['type'] !== 'OddsChanged' && record['type'] !== 'MarketSnapshot') return;
    const outcomes = record['outcomes'] as readonly Priced[];
    for (const { outcomeId, odds } of outcomes) {
      const before = market.prices.get(outcomeId);
      if (odds === null) continue;
      if (before !== undefined && before !== odds) market.earlier.set(outcomeId, before);
      market.prices.set(outcomeId, odds);
    }
  }

  #advance(): void {
    const before = this.adoptedLine;
    let kept = 0;
    for (const fact of this.#waiting) {
      if ((this.#adopted.get(fact.partition) ?? 0) > fact.offset)
        this.adoptedLine = Math.max(this.adoptedLine, fact.line);
      else this.#waiting[kept++] = fact;
    }
    this.#waiting.length = kept;
    if (this.adoptedLine > before) this.#changed();
  }
}

/** `o5:99120`, `b3:184223` */
export function positionOf({ position }: AuditLine): Position | undefined {
  const [, partition, offset] = /^[a-z](\d+):(\d+)$/.exec(String(position)) ?? [];
  return partition === undefined
    ? undefined
    : { partition: Number(partition), offset: Number(offset) };
}

/** The line of the file that a replayed fact comes from: `<run>:<line>:<index>`. */
export function lineOf({ sourceId }: AuditLine): number | undefined {
  const [, line] = /^[^:]+:(\d+):\d+$/.exec(String(sourceId)) ?? [];
  return line === undefined ? undefined : Number(line);
}
