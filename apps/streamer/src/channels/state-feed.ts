import type { ModelReader, Shard } from '@stakelog/redis';
import type { StateChannel } from './channel';
import { isLater, type Subscriber } from './subscriber';

/** A channel's newest value for all its subscribers: read once, encoded once. */
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

  /** Reads the value and offers it to everybody who has an older one. */
  async refresh(): Promise<void> {
    const { key, shard, data, shown } = this.channel;
    const read = shard === undefined ? await this.find() : await this.reader.value(shard, key);
    if (read.status !== 'read') return this.failNew('read-model-rebuilding');
    if (read.value === undefined) return this.failNew('not-found');
    const { asOf } = read.value;
    this.seq = asOf;
    const rest = `"ch":${JSON.stringify(shown)},"seq":"${asOf}","data":${JSON.stringify(data(read.value))}}`;
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
