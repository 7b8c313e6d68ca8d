import type { ConservationCopy } from '@stakelog/contracts';
import type { Shard } from '@stakelog/redis';

/** Where a copy of the log says something else than the log. */
export type Difference = {
  readonly copy: ConservationCopy;
  /** The whole key in Redis, the table and its range in ClickHouse, the currency of the ledger. */
  readonly where: string;
  /** Null: nothing. */
  readonly held: string | null;
  readonly expected: string | null;
  /** Position token of the first record where they may differ. */
  readonly at: string | null;
  /** Which read model it stands in. */
  readonly model?: { readonly shard: Shard; readonly generation: string };
};

/** One copy, compared for one partition. */
export type Comparison = {
  readonly copy: ConservationCopy;
  readonly topic: Shard['topic'] | 'bet.commands';
  readonly partition: number;
  /** Everything before it was compared, or may be chosen to be; undefined: nothing could be. */
  readonly nextOffset: number | undefined;
  /** Wallets, keys or rows. */
  readonly checked: number;
  readonly differences: readonly Difference[];
  /** Why nothing was compared. */
  readonly because?: string;
};
