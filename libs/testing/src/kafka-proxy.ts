import {
  apiKeys,
  Frames,
  produceOf,
  produceRefusal,
  requestHead,
  withBrokersAt,
  withCoordinatorAt,
  withoutRecords,
  withProduceError,
  type Produce,
  type RequestHead,
} from './kafka-frames.ts';
import { TcpProxy, type Link, type Relay } from './tcp-proxy.ts';

/** What befalls one Produce. */
export type ProduceFate =
  /** The broker never sees it. */
  | 'drop-request'
  /** The broker sees it when it is released, even if the client has gone by then. */
  | 'hold-request'
  /** It is appended; the client never hears of it. */
  | 'drop-response'
  /** It is appended; the client hears of it when it is released. */
  | 'hold-response'
  /** The broker sees it so much later. */
  | { readonly delayMs: number }
  /** The client is told this error code; the broker appended it, or never saw it. */
  | { readonly errorCode: number; readonly appended: boolean };

/** Which Produce requests are meant; whatever is absent is any. */
export type ProduceMatch = {
  readonly topic?: string;
  readonly partition?: number;
  /** At least so many records in one batch: 2 in bet.events means decisions. */
  readonly recordsMin?: number;
  /** How many requests, 1 when absent. */
  readonly times?: number;
};

/** Waits for its Produce; `release` lets go what it holds and takes nothing more. */
export type Caught = {
  /** The first that was met. */
  readonly met: Promise<Produce>;
  readonly count: () => number;
  release(): void;
};

type Snare = {
  readonly match: ProduceMatch;
  readonly fate: ProduceFate;
  left: number;
  count: number;
  readonly held: (() => void)[];
  readonly met: PromiseWithResolvers<Produce>;
};

type Asked = RequestHead & { readonly snare: Snare | undefined };

/**
 * A proxy before one broker that knows Kafka's frames: answers name the proxy as the broker, so that whoever
 * bootstraps here stays here, and the fate of single Produce requests can be chosen.
 */
export class KafkaProxy {
  readonly #withheld = new Set<string>();
  readonly #snares: Snare[] = [];
  #tcp: TcpProxy | undefined;

  static async open(broker: { readonly host: string; readonly port: number }): Promise<KafkaProxy> {
    const proxy = new KafkaProxy();
    proxy.#tcp = await TcpProxy.open({ to: broker, relay: (link) => proxy.#relay(link) });
    return proxy;
  }

  /** The network below. */
  get tcp(): TcpProxy {
    if (this.#tcp === undefined) throw new Error('the proxy is not open');
    return this.#tcp;
  }

  get port(): number {
    return this.tcp.port;
  }

  catchProduce(match: ProduceMatch, fate: ProduceFate): Caught {
    const met = Promise.withResolvers<Produce>();
    const snare: Snare = { match, fate, left: match.times ?? 1, count: 0, held: [], met };
    this.#snares.push(snare);
    return {
      met: met.promise,
      count: () => snare.count,
      release() {
        snare.left = 0;
        for (const letGo of snare.held.splice(0)) letGo();
      },
    };
  }

  /** From now on no record of this partition comes through, only that there are some. */
  withhold(topic: string, partition: number): void {
    this.#withheld.add(`${topic}/${partition}`);
  }

  /** Everything passes again: what was held is let go, the network is healthy. */
  heal(): void {
    for (const snare of this.#snares.splice(0)) {
      snare.left = 0;
      for (const letGo of snare.held.splice(0)) letGo();
    }
    this.#withheld.clear();
    this.tcp.heal();
  }

  close(): Promise<void> {
    return this.tcp.close();
  }

  #relay(link: Link): Relay {
    const requests = new Frames();
    const responses = new Frames();
    const asked = new Map<number, Asked>();
    return {
      toServer: (bytes) => {
        for (const frame of requests.take(bytes)) this.#request(link, frame, asked);
      },
      toClient: (bytes) => {
        for (const frame of responses.take(bytes)) this.#response(link, frame, asked);
      },
    };
  }

  #request(link: Link, frame: Buffer, asked: Map<number, Asked>): void {
    const head = requestHead(frame);
    const produce = head.apiKey === apiKeys.produce ? produceOf(frame, head) : undefined;
    const snare = produce === undefined ? undefined : this.#snare(produce);
    if (snare === undefined || produce === undefined) {
      asked.set(head.correlationId, { ...head, snare: undefined });
      return link.toServer(frame);
    }
    const pass = () => {
      asked.set(head.correlationId, { ...head, snare });
      link.toServer(frame);
    };
    this.#decideRequest(snare.fate, { link, pass, snare, head, produce });
    snare.met.resolve(produce);
  }

  #decideRequest(fate: ProduceFate, request: RequestInHand): void {
    const { link, pass, snare, head, produce } = request;
    switch (fate) {
      case 'drop-request':
        return;
      case 'hold-request': {
        const letGo = link.holdServer();
        snare.held.push(() => {
          pass();
          letGo();
        });
        return;
      }
      case 'drop-response':
      case 'hold-response':
        return pass();
      default:
        if ('delayMs' in fate) return later(link, pass, fate.delayMs);
        if (fate.appended) return pass();
        return link.toClient(produceRefusal(head.correlationId, produce, fate.errorCode));
    }
  }

  #response(link: Link, frame: Buffer, asked: Map<number, Asked>): void {
    const correlationId = frame.readInt32BE(4);
    const request = asked.get(correlationId);
    asked.delete(correlationId);
    const fate = request?.snare?.fate;
    if (fate === 'drop-response') return;
    if (fate === 'hold-response') {
      request?.snare?.held.push(() => link.toClient(frame));
      return;
    }
    link.toClient(request === undefined ? frame : this.#rewritten(frame, request));
  }

  #rewritten(frame: Buffer, { apiKey, version, snare }: Asked): Buffer {
    const fate = snare?.fate;
    if (typeof fate === 'object' && 'errorCode' in fate)
      return withProduceError(frame, fate.errorCode);
    if (apiKey === apiKeys.metadata) return withBrokersAt(frame, version, this.port);
    if (apiKey === apiKeys.findCoordinator) return withCoordinatorAt(frame, version, this.port);
    if (apiKey === apiKeys.fetch && this.#withheld.size > 0)
      return withoutRecords(frame, (topic, partition) =>
        this.#withheld.has(`${topic}/${partition}`),
      );
    return frame;
  }

  #snare(produce: Produce): Snare | undefined {
    const snare = this.#snares.find(({ left, match }) => left > 0 && matches(produce, match));
    if (snare === undefined) return undefined;
    snare.left--;
    snare.count++;
    return snare;
  }
}

type RequestInHand = {
  readonly link: Link;
  readonly pass: () => void;
  readonly snare: Snare;
  readonly head: RequestHead;
  readonly produce: Produce;
};

function later(link: Link, pass: () => void, delayMs: number): void {
  const letGo = link.holdServer();
  setTimeout(() => {
    pass();
    letGo();
  }, delayMs);
}

function matches(produce: Produce, { topic, partition, recordsMin }: ProduceMatch): boolean {
  return (
    (topic === undefined || produce.topic === topic) &&
    (partition === undefined || produce.partitions.includes(partition)) &&
    produce.records >= (recordsMin ?? 0)
  );
}
