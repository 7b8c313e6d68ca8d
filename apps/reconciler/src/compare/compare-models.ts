import { limits, positionToken } from '@stakelog/contracts';
import type { FencePosition } from '@stakelog/kafka';
import { walletKey, type WalletView } from '@stakelog/projections';
import { generationPrefix, type LiveModels, type Shard } from '@stakelog/redis';
import type { RedisCopy } from '../copies/redis-copy';
import type { Comparison, Difference } from '../difference';
import type { LogFold } from '../fold/log-fold';

/** Wallets as they were read, with the position that they belong to. */
export type ModelLook = {
  readonly accounts: readonly string[];
  readonly live: LiveModels | undefined;
};

/**
 * I15: the wallets of one partition as Redis has them at its stored position, against the fold at that position.
 * The fold goes on to there; where Redis has nothing to compare it goes on to the end of the log.
 */
export class ModelComparison {
  readonly #copy = 'REDIS';
  /** Accounts in the order of their first event; where the next look begins. */
  #turn: Iterator<string> | undefined;
  /** Accounts that differed in the round before. */
  #suspects: readonly string[] = [];

  constructor(
    private readonly redis: RedisCopy,
    private readonly fold: LogFold,
    private readonly partition: number,
    /** R5: whether the log still has the batch that this position was made behind. */
    private readonly holds: (partition: number, position: FencePosition) => Promise<boolean>,
  ) {}

  get shard(): Shard {
    return { topic: 'bet.events', partition: this.partition };
  }

  /** Reads what is compared; the end of the log is asked for afterwards, so that it is not the older of both. */
  async look(): Promise<ModelLook> {
    const accounts = this.#chosen();
    return { accounts, live: await this.redis.read(this.shard, accounts.map(walletKey)) };
  }

  async compare({ accounts, live }: ModelLook, end: number): Promise<Comparison> {
    const { partition, shard } = this;
    if (live === undefined) {
      await this.fold.advanceTo(partition, end);
      return this.#nothing('no generation is live');
    }
    const stored = positionIn(live.position);
    if (stored.nextOffset > end) return this.#found(live, [beyondTheLog(live, shard, end)]);
    if (stored.nextOffset < this.fold.of(partition).nextOffset) return this.#behind(live, stored);
    await this.fold.advanceTo(partition, stored.nextOffset);
    const differences = [
      ...this.#positionDifferences(live, stored),
      ...this.#walletDifferences(live, accounts),
    ];
    return this.#found(live, differences, accounts.length);
  }

  /** Who differed, who had events since the last round, and then everybody in turn. */
  #chosen(): readonly string[] {
    const { wallets } = this.fold.of(this.partition);
    const chosen = new Set(this.#suspects);
    for (const account of this.fold.of(this.partition).takeChanged()) {
      if (chosen.size >= limits.reconciledWalletsMax / 2) break;
      chosen.add(account);
    }
    for (let turns = 0; turns < 2 && chosen.size < limits.reconciledWalletsMax;) {
      this.#turn ??= wallets.keys();
      const next = this.#turn.next();
      if (next.done !== true) chosen.add(next.value);
      else {
        this.#turn = undefined;
        turns += 1;
      }
    }
    return [...chosen];
  }

  /** Restored from an old dump, perhaps: right or wrong, it stands where the fold has been. */
  async #behind(live: LiveModels, stored: FencePosition): Promise<Comparison> {
    if (await this.holds(this.partition, stored))
      return this.#nothing('the read models are behind the fold');
    const ours = 'the log has no such batch there';
    const at = stored.nextOffset;
    return this.#found(live, [differenceOf(live, this.shard, 'pos', live.position, ours, at)]);
  }

  #positionDifferences(live: LiveModels, stored: FencePosition): readonly Difference[] {
    const { positions } = this.fold.of(this.partition);
    if (stored.nextOffset === 0 || positions.some((position) => isSame(position, stored)))
      return [];
    const known = positions.find(({ nextOffset }) => nextOffset === stored.nextOffset);
    return [differenceOf(live, this.shard, 'pos', live.position, textOf(known), stored.nextOffset)];
  }

  #walletDifferences(live: LiveModels, accounts: readonly string[]): readonly Difference[] {
    const { wallets } = this.fold.of(this.partition);
    const differing: string[] = [];
    const differences = accounts.flatMap((account, index) => {
      const held = live.texts[index] ?? null;
      const wallet = wallets.get(account);
      const expected = textOf(wallet);
      if (held === expected) return [];
      differing.push(account);
      return [differenceOf(live, this.shard, walletKey(account), held, expected, offsetOf(wallet))];
    });
    this.#suspects = differing.slice(0, limits.reconciledWalletsMax / 4);
    return differences;
  }

  #found({ position }: LiveModels, differences: readonly Difference[], wallets = 0): Comparison {
    const { partition } = this;
    const { nextOffset } = positionIn(position);
    const checked = wallets + 1;
    return { copy: this.#copy, topic: 'bet.events', partition, nextOffset, checked, differences };
  }

  #nothing(because: string): Comparison {
    const { partition } = this;
    return {
      copy: this.#copy,
      topic: 'bet.events',
      partition,
      nextOffset: undefined,
      checked: 0,
      differences: [],
      because,
    };
  }
}

const offsetOf = (wallet: WalletView | undefined) => wallet?.eventOffset;

const textOf = (value: object | undefined) => (value === undefined ? null : JSON.stringify(value));

/** Every stored position has the fields of the fence, and more. */
export function positionIn(text: string): FencePosition {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the projector writes it
  return JSON.parse(text) as FencePosition;
}

const isSame = (ours: FencePosition, stored: FencePosition) =>
  ours.nextOffset === stored.nextOffset &&
  ours.batchOffset === stored.batchOffset &&
  ours.epoch === stored.epoch &&
  ours.writer === stored.writer &&
  ours.batch === stored.batch &&
  ours.lastEventId === stored.lastEventId;

export function beyondTheLog(live: LiveModels, shard: Shard, end: number): Difference {
  const { nextOffset } = positionIn(live.position);
  const ours = `the log ends at ${end}`;
  return differenceOf(live, shard, 'pos', String(nextOffset), ours, end);
}

/** `offset` is that of the newest record that made the value. */
export function differenceOf(
  { generation }: LiveModels,
  shard: Shard,
  key: string,
  held: string | null,
  expected: string | null,
  offset: number | undefined,
): Difference {
  return {
    copy: 'REDIS',
    where: generationPrefix(shard, generation) + key,
    held,
    expected,
    at: offset === undefined ? null : positionToken({ ...shard, offset }),
    model: { shard, generation },
  };
}
