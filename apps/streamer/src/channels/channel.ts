import { defined, partitionOf, topics, type AccountId, type ModelKey } from '@stakelog/contracts';
import {
  fixtureKey,
  marketKey,
  shownWallet,
  walletKey,
  type FixtureView,
  type MarketView,
  type WalletView,
} from '@stakelog/projections';
import type { Caller } from '@stakelog/runtime';
import { betShards, type Shard } from '@stakelog/redis';

/** A view with the position of its last change. */
type Versioned = { readonly asOf: string };

/** Each message is the whole value; the newest wins. */
export type StateChannel = {
  readonly kind: 'state';
  /** As the notes call it: one name for all clients. */
  readonly name: string;
  /** As the client calls it. */
  readonly shown: string;
  readonly key: ModelKey<Versioned>;
  /** Undefined: where the value is has to be found. */
  readonly shard: Shard | undefined;
  readonly data: (view: Versioned) => object;
};

/** An account's events, in order and without a gap. */
export type EventChannel = {
  readonly kind: 'events';
  readonly name: string;
  readonly shown: string;
  readonly account: AccountId;
  readonly shard: Shard;
};

/** A market's exposure: a value like the others, summed over the partitions of bet.events. */
export type ExposureChannel = {
  readonly kind: 'exposure';
  readonly name: string;
  readonly shown: string;
  readonly marketId: string;
};

export type Channel = StateChannel | EventChannel | ExposureChannel;

/** `forbidden`: the token lacks the scope. `unknown`: no such channel. */
export type ChannelRefusal = 'forbidden' | 'unknown';

/** The channel that a caller means; an account channel is always the caller's own. */
export function channelOf(shown: string, { accountId, scopes }: Caller): Channel | ChannelRefusal {
  const [, kind, id = ''] = /^(market|fixture|exposure):([\x21-\x7e]{1,128})$/.exec(shown) ?? [];
  if (kind === 'market') return stateOf<MarketView>(shown, marketKey(id));
  if (kind === 'fixture') return stateOf<FixtureView>(shown, fixtureKey(id));
  if (kind === 'exposure') {
    if (!scopes.has('trader')) return 'forbidden';
    return { kind, name: shown, shown, marketId: id };
  }
  if (shown !== 'wallet' && shown !== 'account') return 'unknown';
  if (!scopes.has('bettor')) return 'forbidden';
  const shard = shardOf(accountId);
  const name = `${shown}:${accountId}`;
  if (shown === 'account') return { kind: 'events', name, shown, account: accountId, shard };
  return { ...stateOf<WalletView>(shown, walletKey(accountId), shownWallet), name, shard };
}

const shardOf = (account: AccountId): Shard =>
  defined(
    betShards[partitionOf(account, topics['bet.events'].partitions)],
    'an account has a partition',
  );

function stateOf<View extends Versioned>(
  shown: string,
  key: ModelKey<View>,
  data: (view: View) => object = (view) => view,
): StateChannel {
  return {
    kind: 'state',
    name: shown,
    shown,
    key,
    shard: undefined,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the key says which view stands there
    data: (view) => data(view as View),
  };
}
