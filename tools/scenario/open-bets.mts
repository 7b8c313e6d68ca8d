import type { AuditLine } from './audit-process.mts';
import { betOf } from './check-results.mts';
import type { RecordedStream } from './recorded-stream.mts';

/** Which bets wait for a result that the file has. */
export class OpenBets {
  accepted = 0;
  readonly #stream: RecordedStream;
  readonly #open = new Map<string, boolean>();

  constructor(stream: RecordedStream) {
    this.#stream = stream;
  }

  get waiting(): number {
    return [...this.#open.values()].filter((ends) => ends).length;
  }

  takeEvent(event: AuditLine): void {
    if (event['counted'] !== true) return;
    if (event['type'] === 'BetAccepted') {
      this.accepted++;
      const [leg] = event['legs'] as { readonly marketId: string }[];
      this.#open.set(betOf(event), this.#ends(leg?.marketId));
    }
    if (event['type'] === 'BetSettled') this.#open.delete(betOf(event));
    if (event['type'] === 'BetReopened') this.#open.set(betOf(event), true);
  }

  /** Handicaps may wait for a score that never comes. */
  #ends(marketId = ''): boolean {
    const market = this.#stream.markets.get(marketId);
    return market?.bettingType === 'ODDS' && market.moments.at(-1)?.status === 'CLOSED';
  }
}
