import { limits, parsePositionToken } from '@stakelog/contracts';
import {
  accountBetsKey,
  accountEventsKey,
  betKey,
  eventsAsOf,
  shownBet,
  shownWallet,
  walletKey,
  type AccountEventEntry,
  type BetView,
} from '@stakelog/projections';
import type { ModelReader, Shard } from '@stakelog/redis';
import type { EventChannel } from './channel';
import { isLater, type Subscriber } from './subscriber';

const SNAPSHOT_TRIES = 5;

type Snapshot = { readonly seq: string; readonly data: object };

/**
 * An account's events for all its sockets. A subscriber gets a snapshot, or what came after its `from`, and
 * then each event exactly once: `prev` of an event is the `seq` of the one before it.
 */
export class EventFeed {
  readonly subscribers = new Set<Subscriber>();
  seq: string | undefined;

  constructor(
    private readonly channel: EventChannel,
    private readonly reader: ModelReader,
  ) {}

  get name(): string {
    return this.channel.name;
  }

  readsFrom({ topic, partition }: Shard): boolean {
    const { shard } = this.channel;
    return shard.topic === topic && shard.partition === partition;
  }

  async refresh(): Promise<void> {
    for (const subscriber of this.subscribers) await this.serve(subscriber);
  }

  private async serve(subscriber: Subscriber): Promise<void> {
    const { from } = subscriber;
    if (subscriber.seq !== undefined) return this.goOn(subscriber, subscriber.seq, 'gap');
    return from === undefined ? this.snapshot(subscriber) : this.goOn(subscriber, from, 'too-old');
  }

  /** The events after a position, or a snapshot where they are not kept any more. */
  private async goOn(subscriber: Subscriber, from: string, otherwise: string): Promise<void> {
    const { shard, account } = this.channel;
    const position = parsePositionToken(from);
    if (position?.topic !== shard.topic || position.partition !== shard.partition)
      return this.snapshot(subscriber, otherwise);
    // The wallet is read first: an event that comes between is then in the history.
    const newest = subscriber.seq ?? (await this.newest());
    const read = await this.reader.history<AccountEventEntry>(shard, {
      history: accountEventsKey(account),
      after: position.offset,
      limit: limits.accountEventsMax,
    });
    if (read.status !== 'read') return this.unread(subscriber, 'read-model-rebuilding');
    const events = read.value.map(({ entry }) => entry).toReversed();
    const [first] = events;
    const unbroken = first === undefined ? newest === from : first.prev === from;
    if (!unbroken) return this.snapshot(subscriber, otherwise);
    subscriber.seq = from;
    for (const event of events) if (!this.tell(subscriber, event)) return;
    if (subscriber.seq !== undefined) this.seen(subscriber.seq);
  }

  private tell(subscriber: Subscriber, { prev, seq, data }: AccountEventEntry): boolean {
    const ch = JSON.stringify(this.channel.shown);
    const sent = subscriber.send(
      `{"op":"evt","ch":${ch},"prev":"${prev}","seq":"${seq}","data":${data}}`,
    );
    if (sent) subscriber.seq = seq;
    return sent;
  }

  private async newest(): Promise<string | undefined> {
    const { shard, account } = this.channel;
    const wallet = await this.reader.value(shard, walletKey(account));
    if (wallet.status !== 'read' || wallet.value === undefined) return undefined;
    return eventsAsOf(wallet.value, shard.partition);
  }

  private async snapshot(subscriber: Subscriber, reason?: string): Promise<void> {
    const snapshot = await this.read();
    if (typeof snapshot === 'string') return this.unread(subscriber, snapshot);
    const ch = this.channel.shown;
    const sent = subscriber.send(
      JSON.stringify({
        op: 'snap',
        ch,
        seq: snapshot.seq,
        ...(reason && { reason }),
        data: snapshot.data,
      }),
    );
    if (!sent) return;
    subscriber.seq = snapshot.seq;
    this.seen(snapshot.seq);
  }

  /**
   * Wallet and open bets as of one event, read again when an event came between. Where they come without a
   * pause the bets may be newer than `seq`: the events that follow say the same again.
   */
  private async read(): Promise<Snapshot | 'not-found' | 'read-model-rebuilding'> {
    const { shard, account } = this.channel;
    for (let tries = 1; ; tries++) {
      const before = await this.reader.value(shard, walletKey(account));
      const openBets = await this.openBets();
      const after = await this.reader.value(shard, walletKey(account));
      if (before.status !== 'read' || after.status !== 'read' || openBets === undefined)
        return 'read-model-rebuilding';
      if (before.value === undefined || after.value === undefined) return 'not-found';
      const unmoved = after.value.eventOffset === before.value.eventOffset;
      if (!unmoved && tries < SNAPSHOT_TRIES) continue;
      const seq = eventsAsOf(before.value, shard.partition);
      return { seq, data: { wallet: shownWallet(before.value), openBets: openBets.map(shownBet) } };
    }
  }

  private async openBets(): Promise<readonly BetView[] | undefined> {
    const { shard, account } = this.channel;
    const index = accountBetsKey(account, 'OPEN');
    const page = { order: 'falling', from: '-inf', to: '+inf', limit: limits.pageSizeMax } as const;
    const ranked = await this.reader.ranked(shard, { index, ...page });
    if (ranked.status !== 'read') return undefined;
    const keys = ranked.value.map(({ member }) => betKey(member));
    const bets = await this.reader.values(shard, keys);
    return bets.status === 'read' ? bets.value.filter((bet) => bet !== undefined) : undefined;
  }

  /** Whoever has seen events keeps the subscription: a later note or beat goes on from there. */
  private unread(subscriber: Subscriber, code: string): void {
    if (subscriber.seq === undefined) subscriber.fail(code);
  }

  private seen(seq: string): void {
    if (isLater(this.seq, seq)) this.seq = seq;
  }
}
