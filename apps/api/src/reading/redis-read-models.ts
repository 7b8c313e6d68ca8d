import {
  defined,
  partitionOf,
  type AccountId,
  type ModelKey,
  type Position,
} from '@stakelog/contracts';
import {
  accountBetsKey,
  accountKey,
  answerKey,
  betKey,
  exposureKey,
  fixtureKey,
  marketKey,
  pricesKey,
  walletEntriesKey,
  walletKey,
  type FixtureView,
  type PriceMove,
  type WalletEntry,
} from '@stakelog/projections';
import { betShards, oddsShards, type ModelReader, type Past, type Shard } from '@stakelog/redis';
import { complete, unreachable, whole } from './complete';
import { fixturesPage } from './fixtures-page';
import type { Page, PageOf, Read, ReadModels } from './read-models';

/** The read models in Redis. Betting does not need them; a read without them is a 503. */
export class RedisReadModels implements ReadModels {
  constructor(private readonly reader: ModelReader) {}

  account(account: AccountId) {
    return complete(this.reader.value(shardOf(account), accountKey(account)));
  }

  wallet(account: AccountId) {
    return complete(this.reader.value(shardOf(account), walletKey(account)));
  }

  async walletEntries(account: AccountId, page: PageOf): Promise<Read<Page<WalletEntry>>> {
    const history = walletEntriesKey(account);
    return historyPage(shardOf(account), history, page, this.reader);
  }

  bet(account: AccountId, betId: string) {
    return complete(this.reader.value(shardOf(account), betKey(betId)));
  }

  async anyBet(betId: string) {
    const { value, asOf } = await this.everywhere(betKey(betId));
    return { value: value[0], asOf };
  }

  exposures(marketId: string) {
    return this.everywhere(exposureKey(marketId));
  }

  async bets(
    account: AccountId,
    status: 'OPEN' | 'SETTLED' | 'CASHED_OUT' | 'ALL',
    { cursor, limit, fromMs = 0 }: PageOf & { readonly fromMs?: number | undefined },
  ) {
    const shard = shardOf(account);
    const to = cursor === undefined ? '+inf' : `(${cursor}`;
    const index = accountBetsKey(account, status);
    const ranked = await complete(
      this.reader.ranked(shard, { index, order: 'falling', from: '-inf', to, limit }),
    );
    const keys = ranked.value.map(({ member }) => betKey(member));
    const { value } = await complete(this.reader.values(shard, keys));
    const views = value.filter((view) => view !== undefined);
    const items = views.filter(({ acceptedAtMs }) => acceptedAtMs >= fromMs);
    const more = ranked.value.length === limit && items.length === views.length;
    return {
      asOf: ranked.asOf,
      value: { items, next: more ? ranked.value.at(-1)?.score : undefined },
    };
  }

  answer(account: AccountId, commandId: string) {
    return complete(this.reader.value(shardOf(account), answerKey(commandId)));
  }

  fixture(fixtureId: string) {
    return complete(this.reader.find(fixtureKey(fixtureId)));
  }

  fixtures(
    filter: { readonly sport?: string | undefined; readonly fromMs?: number | undefined },
    page: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<Read<{ readonly items: readonly FixtureView[]; readonly next?: string | undefined }>> {
    return fixturesPage(this.reader, filter, page);
  }

  async fixtureMarkets(fixtureId: string) {
    const found = await this.reader.find(fixtureKey(fixtureId));
    const { value: fixture, asOf } = whole(found);
    if (fixture === undefined || found.shard === undefined) return { value: undefined, asOf };
    const markets = await complete(
      this.reader.values(found.shard, fixture.marketIds.map(marketKey)),
    );
    return { ...markets, value: markets.value.filter((view) => view !== undefined) };
  }

  market(marketId: string) {
    return complete(this.reader.find(marketKey(marketId)));
  }

  async prices(marketId: string, page: PageOf): Promise<Read<Page<PriceMove>>> {
    const found = await this.reader.find(marketKey(marketId));
    const { value, asOf } = whole(found);
    if (value === undefined || found.shard === undefined) return { value: { items: [] }, asOf };
    return historyPage(found.shard, pricesKey(marketId), page, this.reader);
  }

  /** The value of every partition of bet.events that has one; complete only where all can be read. */
  private async everywhere<View extends object>(
    key: ModelKey<View>,
  ): Promise<Read<readonly View[]>> {
    const reads = await Promise.all(
      betShards.map((shard) => complete(this.reader.value(shard, key))),
    );
    return {
      value: reads.flatMap(({ value }) => value ?? []),
      asOf: reads
        .map(({ asOf }) => asOf)
        .filter((asOf) => asOf !== '')
        .join(', '),
    };
  }

  async reaches(position: Position, waitMs: number): Promise<boolean> {
    const shard = [...betShards, ...oddsShards].find(
      ({ topic, partition }) => topic === position.topic && partition === position.partition,
    );
    if (shard === undefined) return false;
    const read = await this.reader
      .values(shard, [], { after: position, waitMs })
      .catch(unreachable);
    return read.status === 'read';
  }
}

const shardOf = (account: AccountId): Shard =>
  defined(betShards[partitionOf(account, betShards.length)], 'every account has a partition');

async function historyPage<Item extends object>(
  shard: Shard,
  history: string,
  { cursor, limit }: PageOf,
  reader: ModelReader,
): Promise<Read<Page<Item>>> {
  const before = cursor === undefined ? {} : { before: cursor };
  const read = reader.history<Item>(shard, { history, limit, ...before });
  const { value, asOf } = await complete<readonly Past<Item>[]>(read);
  const next = value.length === limit ? value.at(-1)?.offset : undefined;
  return { asOf, value: { items: value.map(({ entry }) => entry), next } };
}
