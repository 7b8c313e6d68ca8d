import type { Position } from '@stakelog/contracts';
import type { AnswerView, BetView, MarketView, WalletView } from '@stakelog/projections';
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
  readonly markets = new Map<string, MarketView>();

  wallet: ReadModels['wallet'] = async (account) => this.read(this.wallets.get(account));
  walletEntries: ReadModels['walletEntries'] = async () => this.read({ items: [] });
  bet: ReadModels['bet'] = async (_, betId) => this.read(this.views.get(betId));
  answer: ReadModels['answer'] = async (_, commandId) => this.read(this.answers.get(commandId));
  fixture: ReadModels['fixture'] = async () => this.read(undefined);
  fixtures: ReadModels['fixtures'] = async () => this.read({ items: [] });
  fixtureMarkets: ReadModels['fixtureMarkets'] = async () => this.read(undefined);
  market: ReadModels['market'] = async (id) => this.read(this.markets.get(id));
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
