import type { ModelReader, Note, Shard } from '@stakelog/redis';
import type { Logger } from '@stakelog/runtime';
import type { Channel } from './channel';
import { EventFeed } from './event-feed';
import { ExposureFeed } from './exposure-feed';
import { StateFeed } from './state-feed';
import type { Subscriber } from './subscriber';

type Feed = StateFeed | EventFeed | ExposureFeed;

/** State changes within this time are one message; events of an account go out at once. */
const COLLECT_MS = 20;

/** Every channel that somebody listens to, and which of them have to be read again. */
export class ChannelHub {
  private readonly feeds = new Map<string, Feed>();
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
    feed.subscribers.add(subscriber);
    this.refresh(channel.name);
  }

  unsubscribe(name: string, subscriber: Subscriber): void {
    const feed = this.feeds.get(name);
    feed?.subscribers.delete(subscriber);
    if (feed?.subscribers.size === 0) this.feeds.delete(name);
  }

  /** The newest version that was read; a client that has an older one has lost a message. */
  seq(name: string): string | undefined {
    return this.feeds.get(name)?.seq;
  }

  hear({ channels, withdrawn }: Note): void {
    if (withdrawn !== undefined) this.startOver(withdrawn);
    for (const name of channels) {
      const feed = this.feeds.get(name);
      if (feed instanceof EventFeed) this.refresh(name);
      else if (feed !== undefined) this.dirty.add(name);
    }
    if (this.dirty.size > 0) this.collecting ??= setTimeout(() => this.flush(), COLLECT_MS);
  }

  /** Reads every channel again: notes may have been lost. */
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

  private flush(): void {
    this.collecting = undefined;
    const names = [...this.dirty];
    this.dirty.clear();
    for (const name of names) this.refresh(name);
  }

  /** One read of a channel at a time; what changes meanwhile is read afterwards. */
  private refresh(name: string): void {
    if (this.refreshing.has(name)) {
      this.dirty.add(name);
      return;
    }
    const done = this.read(name).finally(() => {
      this.refreshing.delete(name);
      if (this.dirty.delete(name)) this.refresh(name);
    });
    this.refreshing.set(name, done);
  }

  private async read(name: string): Promise<void> {
    const feed = this.feeds.get(name);
    try {
      await feed?.refresh();
    } catch (error) {
      this.logger.warn(
        { code: 'streamer.read', channel: name, err: error },
        'a channel was not read',
      );
      for (const subscriber of feed?.subscribers ?? [])
        if (subscriber.seq === undefined) subscriber.fail('read-model-unavailable');
    }
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
