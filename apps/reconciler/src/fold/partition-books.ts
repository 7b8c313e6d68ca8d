import { positionToken, type Posting } from '@stakelog/contracts';
import type { CountedBatch, FencePosition } from '@stakelog/kafka';
import { openedWallet, walletView, type PlacedEvent, type WalletView } from '@stakelog/projections';
import type { Difference } from '../difference';
import { LedgerSums } from './ledger-sums';
import { RecordedRanges } from './recorded-range';

const UNBALANCED_KEPT_MAX = 100;

/**
 * The books of one partition of bet.events, folded from its beginning: every wallet, the sums of the ledger, and
 * what ClickHouse has to hold. Memory grows with accounts (0.4 KB each) and by 0.3 KB per 50 000 events.
 */
export class PartitionBooks {
  readonly sums = new LedgerSums();
  readonly ranges = new RecordedRanges();
  readonly wallets = new Map<string, WalletView>();
  /** Events whose postings do not sum to zero, the first ones. */
  readonly unbalanced: Difference[] = [];
  events = 0;
  /** Behind the last folded batch, and behind the epochs that were opened since: where a fence may stand. */
  positions: readonly FencePosition[] = [];
  #changed = new Set<string>();

  constructor(readonly partition: number) {}

  take(batch: CountedBatch, position: FencePosition): void {
    const { partition } = this;
    const { decidedAtMs } = batch.opening;
    for (const { offset, eventId, event } of batch.records) {
      this.events += 1;
      if (!('accountId' in event)) continue;
      const placed: PlacedEvent = { partition, offset, eventId, decidedAtMs, event };
      const postings = 'postings' in event ? event.postings : [];
      const start =
        event.type === 'AccountOpened'
          ? openedWallet(event, placed)
          : this.wallets.get(event.accountId);
      this.#balance(postings, start?.currency ?? '', placed);
      if (start === undefined) continue;
      this.wallets.set(event.accountId, walletView(start, postings, placed));
      this.#changed.add(event.accountId);
    }
    this.ranges.take(batch);
    this.positions = [position];
  }

  /** An epoch carries no events, and a fence may stand behind it. */
  pass(position: FencePosition): void {
    this.positions = [...this.positions, position];
  }

  get nextOffset(): number {
    return this.positions[0]?.nextOffset ?? 0;
  }

  /** Accounts that had events since this was asked before. */
  takeChanged(): ReadonlySet<string> {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  #balance(postings: readonly Posting[], currency: string, placed: PlacedEvent): void {
    if (postings.length === 0) return;
    this.sums.add(currency, postings);
    const sum = postings.reduce((total, { amount }) => total + amount, 0);
    const known = currency !== '';
    if ((sum === 0 && known) || this.unbalanced.length >= UNBALANCED_KEPT_MAX) return;
    const { partition, offset, event } = placed;
    const at = positionToken({ topic: 'bet.events', partition, offset });
    this.unbalanced.push({
      copy: 'LEDGER',
      where: known ? `postings of ${event.type} at ${at}` : `account of ${event.type} at ${at}`,
      held: known ? String(sum) : 'never opened',
      expected: known ? '0' : 'opened before its money moves',
      at,
    });
  }
}
