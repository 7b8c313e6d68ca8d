import type { AccountId, Position } from '@stakelog/contracts';
import type {
  AccountView,
  AnswerView,
  BetStatus,
  BetView,
  ExposureView,
  FixtureView,
  MarketView,
  PriceMove,
  WalletEntry,
  WalletView,
} from '@stakelog/projections';

/** The injection token of ReadModels. */
export const READ_MODELS = Symbol('read models');

/** What a read model holds, and the position in the log that it stands at: `b3:184223`. */
export type Read<Value> = { readonly value: Value; readonly asOf: string };

export type Page<Item> = {
  readonly items: readonly Item[];
  /** Where the next page begins; undefined: this is the last one. */
  readonly next?: number | undefined;
};

export type PageOf = { readonly cursor?: number | undefined; readonly limit: number };

/**
 * The read models, as this app asks for them. Account models are looked up in the account's own
 * partition: an id of somebody else's is not found there, and checked once more by its owner.
 */
export type ReadModels = {
  account(account: AccountId): Promise<Read<AccountView | undefined>>;
  wallet(account: AccountId): Promise<Read<WalletView | undefined>>;
  walletEntries(account: AccountId, page: PageOf): Promise<Read<Page<WalletEntry>>>;
  bet(account: AccountId, betId: string): Promise<Read<BetView | undefined>>;
  /** Whoever it belongs to: for traders. */
  anyBet(betId: string): Promise<Read<BetView | undefined>>;
  bets(
    account: AccountId,
    status: BetStatus | 'ALL',
    page: PageOf & { readonly fromMs?: number | undefined },
  ): Promise<Read<Page<BetView>>>;
  answer(account: AccountId, commandId: string): Promise<Read<AnswerView | undefined>>;
  fixture(fixtureId: string): Promise<Read<FixtureView | undefined>>;
  fixtures(
    filter: { readonly sport?: string | undefined; readonly fromMs?: number | undefined },
    page: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<Read<{ readonly items: readonly FixtureView[]; readonly next?: string | undefined }>>;
  fixtureMarkets(fixtureId: string): Promise<Read<readonly MarketView[] | undefined>>;
  market(marketId: string): Promise<Read<MarketView | undefined>>;
  prices(marketId: string, page: PageOf): Promise<Read<Page<PriceMove>>>;
  /** Of each partition that has any. */
  exposures(marketId: string): Promise<Read<readonly ExposureView[]>>;
  /** Whether the models apply this position within the time. */
  reaches(position: Position, waitMsMax: number): Promise<boolean>;
};
