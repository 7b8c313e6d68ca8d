import {
  type AccountId,
  type AccountOpened,
  type LedgerCode,
  type ModelKey,
  positionToken,
  type Posting,
  type UtcMs,
} from '@stakelog/contracts';
import { eventToken, type PlacedEvent } from './placed-event';

/** The accounts of the ledger that belong to the bettor; all others are the house's. */
export const walletCodes = ['cash', 'held', 'open', 'bonus', 'withdrawing'] as const;
export type WalletCode = (typeof walletCodes)[number];

/** An account's money, as `GET /wallet` shows it, in minor units of its one currency. */
export type WalletView = {
  readonly accountId: AccountId;
  readonly currency: string;
  readonly jurisdiction: string;
  readonly openedAtMs: UtcMs;
  /** What can be staked or withdrawn: cash, or 0 where a correction made cash negative. */
  readonly available: number;
  readonly balances: Readonly<Record<WalletCode, number>>;
  /** Position of the last event that moved money: the version of the wallet channel. */
  readonly asOf: string;
  /** Offset of the account's last event of any kind: `prev` of the next. */
  readonly eventOffset: number;
};

export const walletKey = (account: string): ModelKey<WalletView> => `wallet:${account}`;

export function openedWallet(event: AccountOpened, placed: PlacedEvent): WalletView {
  return {
    accountId: event.accountId,
    currency: event.currency,
    jurisdiction: event.jurisdiction,
    openedAtMs: placed.decidedAtMs,
    available: 0,
    balances: { cash: 0, held: 0, open: 0, bonus: 0, withdrawing: 0 },
    asOf: eventToken(placed),
    eventOffset: placed.offset,
  };
}

/** The wallet after an event of its account, whether or not that moved money. */
export function walletView(
  view: WalletView,
  postings: readonly Posting[],
  placed: PlacedEvent,
): WalletView {
  const own = ownPostings(postings);
  if (own.length === 0) return { ...view, eventOffset: placed.offset };
  const balances = { ...view.balances };
  for (const { code, amount } of own) balances[code] += amount;
  return {
    ...view,
    available: Math.max(0, balances.cash),
    balances,
    asOf: eventToken(placed),
    eventOffset: placed.offset,
  };
}

/** The lines of the postings that the bettor sees. */
export function ownPostings(postings: readonly Posting[]) {
  return postings.flatMap(({ code, amount }) => (isWalletCode(code) ? [{ code, amount }] : []));
}

const isWalletCode = (code: LedgerCode): code is WalletCode =>
  walletCodes.some((own) => own === code);

/** `b3:184223`, the account's last event. */
export const eventsAsOf = (view: WalletView, partition: number): string =>
  positionToken({ topic: 'bet.events', partition, offset: view.eventOffset });

/** A wallet as its owner sees it: without what only the read model needs. */
export function shownWallet(view: WalletView) {
  const { eventOffset: _, ...shown } = view;
  return shown;
}
