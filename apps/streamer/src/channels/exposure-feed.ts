import { exposureKey, marketKey, summedExposure } from '@stakelog/projections';
import { betShards, type ModelReader, type Shard } from '@stakelog/redis';
import type { ExposureChannel } from './channel';
import type { Subscriber } from './subscriber';

/** Before any bet: a position that no bet has. */
const NOTHING = 'b0:0';

/** A market's exposure for all its subscribers, summed over the partitions whenever one of them changes. */
export class ExposureFeed {
  readonly subscribers = new Set<Subscriber>();
  /** One position per partition that has an exposure, in their order. */
  seq: string | undefined;

  constructor(
    private readonly channel: ExposureChannel,
    private readonly reader: ModelReader,
  ) {}

  get name(): string {
    return this.channel.name;
  }

  /** Reads every partition and tells everybody who has another version. */
  async refresh(): Promise<void> {
    const { marketId, shown } = this.channel;
    const key = exposureKey(marketId);
    const reads = await Promise.all(betShards.map((shard) => this.reader.value(shard, key)));
    const market = await this.reader.find(marketKey(marketId));
    const parts = reads.map((read) => (read.status === 'read' ? (read.value ?? []) : undefined));
    if (parts.includes(undefined) || market.status !== 'read') return this.failNew();
    const views = parts.flatMap((part) => part ?? []);
    const seq = views.map(({ asOf }) => asOf).join(',') || NOTHING;
    this.seq = seq;
    const numberOfWinners = market.value?.numberOfWinners ?? 1;
    const exposures = summedExposure(views, numberOfWinners);
    const data = JSON.stringify({ marketId, numberOfWinners, exposures });
    const rest = `"ch":${JSON.stringify(shown)},"seq":"${seq}","data":${data}}`;
    for (const subscriber of this.subscribers) {
      if (subscriber.seq === seq) continue;
      const op = subscriber.seq === undefined ? 'snap' : 'upd';
      if (subscriber.send(`{"op":"${op}",${rest}`)) subscriber.seq = seq;
    }
  }

  readsFrom({ topic }: Shard): boolean {
    return topic === 'bet.events';
  }

  /** Those who have a value keep it. */
  private failNew(): void {
    for (const subscriber of this.subscribers)
      if (subscriber.seq === undefined) subscriber.fail('read-model-rebuilding');
  }
}
