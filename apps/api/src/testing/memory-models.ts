import type { Position } from '@stakelog/contracts';
import type {
  AccountView,
  AnswerView,
  BetView,
  ExposureView,
  FixtureView,
  MarketView,
  WalletView,
} from '@stakelog/projections';
import { Problem } from '@stakelog/runtime';
import type { ReadModels } from '../reading/read-models';

/** Read models in memory, for specs of the edge alone. */
export class MemoryModels implements ReadModels {
  away = false;
  /** The first offset that no model has applied. */
  nextOffset = 1_000_000;
  readonly answers = new Map<string, AnswerView>();
  readonly wallets = new Map<string, WalletView>();
  readonly views = new Map<string, BetView>();
  readonly accounts = new Map<string, AccountView>();
  readonly markets = new Map<string, MarketView>();
  readonly contests = new Map<string, FixtureView>();
  readonly exposed: ExposureView[] = [];

  account: ReadModels['account'] = async (account) => this.read(this.accounts.get(account));
  wallet: ReadModels['wallet'] = async (account) => this.read(this.wallets.get(account));
  walletEntries: ReadModels['walletEntries'] = async () => this.read({ items: [] });
  bet: ReadModels['bet'] = async (_, betId) => this.read(this.views.get(betId));
  anyBet: ReadModels['anyBet'] = async (betId) => this.read(this.views.get(betId));
  answer: ReadModels['answer'] = async (_, commandId) => this.read(this.answers.get(commandId));
  fixture: ReadModels['fixture'] = async (id) => this.read(this.contests.get(id));
  fixtures: ReadModels['fixtures'] = async () => this.read({ items: [] });
  fixtureMarkets: ReadModels['fixtureMarkets'] = async () => this.read(undefined);
  market: ReadModels['market'] = async (id) => this.read(this.markets.get(id));
  exposures: ReadModels['exposures'] = async (marketId) =>
    this.read(this.exposed.filter((view) => view.marketId === marketId));
  prices: ReadModels['prices'] = async () => this.read({ items: [] });

  bets: ReadModels['bets'] = async (account, status, { cursor = Infinity, limit }) => {
    const all = [...this.views.values()]
      .filter((view) => view.accountId === account && (status === 'ALL' || view.status === status))
      .filter(({ place }) => place < cursor)
      .toSorted((a, b) => b.place - a.place);
    const items = all.slice(0, limit);
    return this.read({ items, next: all.length > limit ? items.at(-1)?.place : undefined });
  };

  async reaches({ offset }: Position): Promise<boolean> {
    return (await this.read(offset < this.nextOffset)).value;
  }

  private async read<Value>(value: Value) {
    if (this.away) throw new Problem('read-model-rebuilding');
    return { value, asOf: 'b0:7' };
  }
}
