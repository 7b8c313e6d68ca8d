import { defined } from '@stakelog/contracts';
import type { ModelReader, Note, Shard } from '@stakelog/redis';
import type { Logger } from '@stakelog/runtime';
import { Rounds } from '../rounds';
import type { Channel } from './channel';
import { EventFeed } from './event-feed';
import { ExposureFeed } from './exposure-feed';
import { StateFeed } from './state-feed';
import type { Subscriber } from './subscriber';

type Feed = StateFeed | EventFeed | ExposureFeed;

/** State changes within this time are one message; events of an account go out at once. */
const COLLECT_MS = 10;

/** Of one command: other readers of Redis wait for some milliseconds. */
const READ_TOGETHER_MAX = 200;

const CHANNELS_LOGGED_MAX = 5;

/** Every channel that somebody listens to, and which of them have to be read again. */
export class ChannelHub {
  private readonly feeds = new Map<string, Feed>();
  private readonly rereads = new Rounds<string>();
  private readonly dirty = new Set<string>();
  private readonly refreshing = new Map<string, Promise<void>>();
  private collecting: NodeJS.Timeout | undefined;

  constructor(
    private readonly reader: ModelReader,
    private readonly logger: Logger,
  ) {}

  get channels(): number {
    return this.feeds.size;
  }

  /** The subscriber hears of every later change before its snapshot is read, so none is lost between. */
  subscribe(channel: Channel, subscriber: Subscriber): void {
    const feed = this.feeds.get(channel.name) ?? this.feedOf(channel);
    this.feeds.set(channel.name, feed);
    this.rereads.add(channel.name);
    feed.subscribers.add(subscriber);
    this.refresh(channel.name);
  }

  unsubscribe(name: string, subscriber: Subscriber): void {
    const feed = this.feeds.get(name);
    feed?.subscribers.delete(subscriber);
    if (feed?.subscribers.size !== 0) return;
    this.feeds.delete(name);
    this.rereads.delete(name);
  }

  /** The newest version that was read; a client that has an older one has lost a message. */
  seq(name: string): string | undefined {
    return this.feeds.get(name)?.seq;
  }

  hear({ channels, withdrawn }: Note): void {
    if (withdrawn !== undefined) this.startOver(withdrawn);
    this.readSoon(channels);
  }

  /** Reads the channels again whose turn it is: a note may have been lost. */
  rereadSome(): void {
    this.readSoon(this.rereads.next());
  }

  /** Reads every channel again: notes were lost. */
  async refreshAll(): Promise<void> {
    for (const name of this.feeds.keys()) this.refresh(name);
    await Promise.all(this.refreshing.values());
  }

  close(): void {
    clearTimeout(this.collecting);
    this.feeds.clear();
  }

  /** What its clients were told came from models that differ from the log: nobody keeps it. */
  private startOver(withdrawn: Shard): void {
    for (const [name, feed] of this.feeds) {
      if (!feed.readsFrom(withdrawn)) continue;
      feed.seq = undefined;
      for (const subscriber of feed.subscribers) subscriber.seq = undefined;
      this.refresh(name);
    }
  }

  private readSoon(names: readonly string[]): void {
    for (const name of names) {
      const feed = this.feeds.get(name);
      if (feed instanceof EventFeed) this.refresh(name);
      else if (feed !== undefined) this.dirty.add(name);
    }
    this.collect();
  }

  private collect(): void {
    if (this.dirty.size > 0) this.collecting ??= setTimeout(() => this.flush(), COLLECT_MS);
  }

  /** States of one shard are read together: alone, each costs a command and four promises. */
  private flush(): void {
    this.collecting = undefined;
    const byShard = new Map<string, StateFeed[]>();
    for (const name of this.dirty) {
      const feed = this.feeds.get(name);
      if (!(feed instanceof StateFeed) || feed.shard === undefined) this.refresh(name);
      else if (!this.refreshing.has(name)) {
        const { topic, partition } = feed.shard;
        const others = byShard.get(`${topic}/${partition}`);
        if (others === undefined) byShard.set(`${topic}/${partition}`, [feed]);
        else others.push(feed);
      }
    }
    for (const feeds of byShard.values())
      for (let from = 0; from < feeds.length; from += READ_TOGETHER_MAX) {
        const some = feeds.slice(from, from + READ_TOGETHER_MAX);
        this.begin(some, () => this.readTogether(some));
      }
  }

  /** One read of a channel at a time; what changes meanwhile is read afterwards. */
  private refresh(name: string): void {
    const feed = this.feeds.get(name);
    if (feed === undefined) this.dirty.delete(name);
    else if (this.refreshing.has(name)) this.dirty.add(name);
    else this.begin([feed], () => feed.refresh());
  }

  private begin(feeds: readonly Feed[], read: () => Promise<void>): void {
    const done = this.tried(feeds, read).finally(() => {
      for (const { name } of feeds) this.refreshing.delete(name);
      for (const feed of feeds)
        if (feed instanceof EventFeed && this.dirty.has(feed.name)) this.refresh(feed.name);
      this.collect();
    });
    for (const { name } of feeds) {
      this.dirty.delete(name);
      this.refreshing.set(name, done);
    }
  }

  private async tried(feeds: readonly Feed[], read: () => Promise<void> | void): Promise<void> {
    try {
      await read();
    } catch (error) {
      const channels = feeds.map(({ name }) => name).slice(0, CHANNELS_LOGGED_MAX);
      this.logger.warn({ code: 'streamer.read', channels, err: error }, 'channels were not read');
      for (const { subscribers } of feeds)
        for (const subscriber of subscribers)
          if (subscriber.seq === undefined) subscriber.fail('read-model-unavailable');
    }
  }

  /** All of one shard; each is offered for itself. */
  private async readTogether(feeds: readonly StateFeed[]): Promise<void> {
    const shard = defined(feeds[0]?.shard, 'a shard is known');
    const read = await this.reader.values(
      shard,
      feeds.map(({ key }) => key),
    );
    for (const [at, feed] of feeds.entries())
      await this.tried([feed], () =>
        feed.take(read.status === 'read' ? read.value[at] : 'rebuilding'),
      );
  }

  private feedOf(channel: Channel): Feed {
    switch (channel.kind) {
      case 'state':
        return new StateFeed(channel, this.reader);
      case 'events':
        return new EventFeed(channel, this.reader);
      case 'exposure':
        return new ExposureFeed(channel, this.reader);
    }
  }
}
