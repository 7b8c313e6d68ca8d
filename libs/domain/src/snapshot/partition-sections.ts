import {
  assert,
  betId,
  defined,
  type AccountId,
  type BetHeld,
  type BetQuoted,
  type MarketId,
  type OutcomeId,
  type UtcMs,
} from '@stakelog/contracts';
import type { Bet } from '../bet/bet';
import type { LegExposure } from '../bet/exposure';
import type { UsablePrice } from '../bet/usable-price';
import type { CashOutHold, CashOutQuote } from '../cash-out/cash-out-quote';
import type { House } from '../ledger/ledger';
import type { KeyEntry, PartitionState } from '../partition/partition-state';
import type { Quote } from '../quote/quote';
import { accountRow, restoredAccount } from './account-rows';
import { mapped, section, type Section } from './section';

/** Rises when a section changes; then snapshots of builds before are not read. */
export const partitionSnapshotVersion = 3;

const idAt = (state: PartitionState, place: number) => {
  const { ticketId, bet } = state.bets.at(place).accepted;
  return betId(ticketId, bet);
};

const placeOf = (state: PartitionState, id: string): number =>
  defined(state.bets.get(id), 'only kept bets are named').place;

type Standing = {
  readonly rules: number;
  readonly decidedAtMs: UtcMs;
  readonly nextOffset: number;
  readonly commandsNext: number;
  readonly commandsCrc: number;
  readonly oddsNext: readonly number[];
};

const standing = section<PartitionState, Standing>(
  'standing',
  ({ rules, decidedAtMs, nextOffset, commandsNext, commandsCrc, oddsNext }) => [
    { rules, decidedAtMs, nextOffset, commandsNext, commandsCrc, oddsNext },
  ],
  (state, { oddsNext, ...numbers }) => {
    Object.assign(state, numbers);
    assert(oddsNext.length === state.oddsNext.length, 'odds.events has as many partitions');
    for (const [partition, next] of oddsNext.entries()) state.oddsNext[partition] = next;
  },
);

const accounts = section(
  'accounts',
  ({ accounts: all }: PartitionState) => mapped(all.values(), accountRow),
  (state, row) => state.accounts.set(row.accountId, restoredAccount(row)),
);

/** Before the bets, so that each market finds its place; the bets follow in the order of acceptance. */
const betsByMarket = section<PartitionState, MarketId>(
  'betsByMarket',
  (state) => state.betsByMarket.keys(),
  (state, marketId) => state.betsByMarket.set(marketId, new Set()),
);

const bets = section<PartitionState, Bet>(
  'bets',
  (state) => mapped(state.bets.values(), (bet) => bet.asRow()),
  (state, row) => {
    const { place, accepted } = state.bets.add(row);
    for (const { marketId } of accepted.legs)
      defined(state.betsByMarket.get(marketId), 'a kept bet has its markets').add(place);
  },
);

const work = section<PartitionState, string>(
  'work',
  (state) => mapped(state.work, (place) => idAt(state, place)),
  (state, id) => state.work.add(placeOf(state, id)),
);

const settled = section<PartitionState, string>(
  'settled',
  (state) => mapped(state.settled, (place) => idAt(state, place)),
  (state, id) => state.settled.add(placeOf(state, id)),
);

const holds = section<PartitionState, { readonly held: BetHeld; readonly deadlineMs: number }>(
  'holds',
  (state) => mapped(state.holds.values(), ({ held, deadlineMs }) => ({ held, deadlineMs })),
  (state, { held, deadlineMs }) => {
    const { command: place } = held;
    assert(place.type === 'PlaceBets', 'only a ticket is held');
    state.holds.set(held.ticketId, { place, deadlineMs, held });
  },
);

type QuoteRow = Pick<Quote, 'expiresAtMs' | 'heldBy'> & {
  readonly quoted: BetQuoted;
  readonly exposed: readonly LegExposure[];
  readonly prices: readonly (readonly [number, UsablePrice])[];
};

const quotes = section<PartitionState, QuoteRow>(
  'quotes',
  (state) =>
    mapped(state.quotes.values(), ({ quoted, expiresAtMs, heldBy, exposed, prices }) => ({
      quoted,
      expiresAtMs,
      heldBy,
      exposed,
      prices: [...prices],
    })),
  (state, { prices, ...row }) => {
    const { command, quoteId } = row.quoted;
    assert(command?.type === 'QuoteBets', 'a quote keeps the ticket it is for');
    state.quotes.set(quoteId, { ...row, command, prices: new Map(prices) });
  },
);

const cashOutQuotes = section<PartitionState, CashOutQuote>(
  'cashOutQuotes',
  (state) => state.cashOutQuotes.values(),
  (state, quote) => state.cashOutQuotes.set(quote.quoted.quoteId, quote),
);

type QuotesOf = { readonly accountId: AccountId; readonly ids: readonly string[] };

const cashOutQuotesOf = section<PartitionState, QuotesOf>(
  'cashOutQuotesOf',
  (state) => mapped(state.cashOutQuotesOf, ([accountId, ids]) => ({ accountId, ids: [...ids] })),
  (state, { accountId, ids }) => state.cashOutQuotesOf.set(accountId, new Set(ids)),
);

const cashOutHolds = section<PartitionState, CashOutHold>(
  'cashOutHolds',
  (state) => state.cashOutHolds.values(),
  (state, hold) => state.cashOutHolds.set(hold.command.commandId, hold),
);

const keys = section<PartitionState, { readonly id: string; readonly entry: KeyEntry }>(
  'keys',
  (state) => mapped(state.keys, ([id, entry]) => ({ id, entry })),
  (state, { id, entry }) => state.keys.set(id, entry),
);

type ExposureRow = {
  readonly marketId: MarketId;
  readonly stakes: number;
  readonly returns: readonly (readonly [OutcomeId, number])[];
};

const byId = (left: string, right: string) => (left < right ? -1 : 1);

/** Sorted: its order depends on what came and went, and decides nothing. */
const exposure = section<PartitionState, ExposureRow>(
  'exposure',
  (state) =>
    [...state.exposure]
      .map(([marketId, { stakes, returns }]) => ({
        marketId,
        stakes,
        returns: [...returns].toSorted(([left], [right]) => byId(left, right)),
      }))
      .toSorted((left, right) => byId(left.marketId, right.marketId)),
  (state, { marketId, stakes, returns }) =>
    state.exposure.set(marketId, { stakes, returns: new Map(returns) }),
);

const houses = section<PartitionState, { readonly currency: string; readonly house: House }>(
  'houses',
  (state) =>
    [...state.houses]
      .map(([currency, house]) => ({ currency, house }))
      .toSorted((left, right) => byId(left.currency, right.currency)),
  (state, { currency, house }) => state.houses.set(currency, house),
);

/** Everything that a partition decides with but its table of markets, in the order of restoring. */
export const partitionSections: readonly Section<PartitionState>[] = [
  standing,
  accounts,
  betsByMarket,
  bets,
  work,
  settled,
  holds,
  quotes,
  cashOutQuotes,
  cashOutQuotesOf,
  cashOutHolds,
  keys,
  exposure,
  houses,
];
