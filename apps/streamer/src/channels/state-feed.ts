import type { ModelReader, Shard } from '@stakelog/redis';
import type { StateChannel } from './channel';
import { isLater, type Subscriber } from './subscriber';

/** A channel's newest value for all its subscribers: read once, encoded once. The hub reads those of a shard together. */
export class StateFeed {
  readonly subscribers = new Set<Subscriber>();
  seq: string | undefined;
  private channel: StateChannel;

  constructor(
    channel: StateChannel,
    private readonly reader: ModelReader,
  ) {
    this.channel = channel;
  }

  get name(): string {
    return this.channel.name;
  }

  get key(): StateChannel['key'] {
    return this.channel.key;
  }

  /** Where the value is; undefined: it has to be found. */
  get shard(): Shard | undefined {
    return this.channel.shard;
  }

  /** Reads the value and offers it. */
  async refresh(): Promise<void> {
    const { shard, key } = this.channel;
    const read = shard === undefined ? await this.find() : await this.reader.value(shard, key);
    this.take(read.status === 'read' ? read.value : 'rebuilding');
  }

  /** Offers what was read to everybody who has an older one. */
  take(found: { readonly asOf: string } | 'rebuilding' | undefined): void {
    if (found === 'rebuilding') return this.failNew('read-model-rebuilding');
    if (found === undefined) return this.failNew('not-found');
    const { asOf } = found;
    this.seq = asOf;
    const { data, shown } = this.channel;
    const rest = `"ch":${JSON.stringify(shown)},"seq":"${asOf}","data":${JSON.stringify(data(found))}}`;
    for (const subscriber of this.subscribers) {
      if (!isLater(subscriber.seq, asOf)) continue;
      const op = subscriber.seq === undefined ? 'snap' : 'upd';
      if (subscriber.send(`{"op":"${op}",${rest}`)) subscriber.seq = asOf;
    }
  }

  readsFrom({ topic, partition }: Shard): boolean {
    const { shard } = this.channel;
    return shard === undefined || (shard.topic === topic && shard.partition === partition);
  }

  /** Once found, a value stays in its partition. */
  private async find() {
    const found = await this.reader.find(this.channel.key);
    const { shard } = found;
    if (found.status === 'read' && found.value !== undefined && shard !== undefined)
      this.channel = { ...this.channel, shard };
    return found;
  }

  /** Those who have a value keep it. */
  private failNew(code: string): void {
    for (const subscriber of this.subscribers)
      if (subscriber.seq === undefined) subscriber.fail(code);
  }
}
