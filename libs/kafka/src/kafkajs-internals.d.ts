/** What we use of the inside of kafkajs, pinned to exactly 2.2.4 (see install-encoder.ts). */
declare module 'kafkajs/src/protocol/requests/produce' {
  type ProduceArguments = {
    readonly acks: number;
    readonly timeout: number;
    readonly compression?: number;
    readonly transactionalId?: string | null;
    readonly topicData: readonly {
      readonly topic: string;
      readonly partitions: readonly {
        readonly partition: number;
        readonly messages: readonly { readonly value: unknown }[];
      }[];
    }[];
  };
  /** kafkajs copies `buffer` into the request and only looks at `buf` to see that it is an encoder. */
  type EncodedRequest = { readonly buf: Buffer; readonly buffer: Buffer };
  type Exchange = {
    readonly request: { readonly apiVersion: number; encode(): Promise<EncodedRequest> };
    readonly response: unknown;
  };
  type ProduceProtocol = (version: {
    readonly version: number;
  }) => (produce: ProduceArguments) => Exchange;
  const produce: { protocol: ProduceProtocol };
  namespace produce {
    export { ProduceArguments };
  }
  export = produce;
}

declare module 'kafkajs/src/network/socketFactory' {
  import type { ISocketFactory } from 'kafkajs';
  const socketFactory: () => ISocketFactory;
  export = socketFactory;
}

declare module 'kafkajs/src/protocol/requests/fetch' {
  type AskedPartition = {
    readonly partition: number;
    readonly fetchOffset: string;
    readonly maxBytes: number;
  };
  type FetchArguments = {
    readonly maxWaitTime: number;
    readonly minBytes: number;
    readonly maxBytes: number;
    readonly isolationLevel: number;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly AskedPartition[];
    }[];
    readonly rackId: string;
  };
  /** `parse` throws the error that a partition answered with. */
  type Exchange<Answer> = {
    readonly request: unknown;
    readonly requestTimeout: number;
    readonly response: {
      decode(payload: Buffer): Promise<Answer>;
      parse(answer: Answer): Promise<Answer>;
    };
  };
  type Definition<Answer> = {
    readonly versions: readonly string[];
    protocol(version: { readonly version: number }): (request: FetchArguments) => Exchange<Answer>;
  };
  const fetch: {
    readonly versions: readonly string[];
    protocol<Answer>(version: {
      readonly version: number;
    }): (request: FetchArguments) => Exchange<Answer>;
  };
  namespace fetch {
    export { AskedPartition, Definition, Exchange, FetchArguments };
  }
  export = fetch;
}

declare module 'kafkajs/src/utils/shuffle' {
  const shuffled: <Item>(items: readonly Item[]) => readonly Item[];
  export = shuffled;
}

declare module 'kafkajs/src/cluster' {
  import type { ISocketFactory, KafkaConfig, Logger } from 'kafkajs';
  import type fetch from 'kafkajs/src/protocol/requests/fetch';

  type Broker = {
    /** The definition's protocol of the newest version that it and the broker have. */
    lookupRequest<Answer>(
      apiKey: number,
      definition: fetch.Definition<Answer>,
    ): (request: fetch.FetchArguments) => fetch.Exchange<Answer>;
    readonly connectionPool: { send<Answer>(exchange: fetch.Exchange<Answer>): Promise<Answer> };
  };

  class Cluster {
    constructor(
      options: Pick<
        KafkaConfig,
        'brokers' | 'clientId' | 'connectionTimeout' | 'requestTimeout' | 'retry' | 'sasl' | 'ssl'
      > & {
        readonly logger: Logger;
        readonly socketFactory: ISocketFactory;
        readonly metadataMaxAge: number;
        readonly allowAutoTopicCreation: boolean;
        readonly isolationLevel: number;
      },
    );
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    addTargetTopic(topic: string): Promise<void>;
    findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number }[];
    findLeaderForPartitions(
      topic: string,
      partitions: readonly number[],
    ): Readonly<Record<string, readonly number[]>>;
    findBroker(of: { readonly nodeId: string }): Promise<Broker>;
    fetchTopicsOffset(
      topics: readonly {
        readonly topic: string;
        readonly partitions: readonly { readonly partition: number }[];
        readonly fromBeginning: boolean;
      }[],
    ): Promise<
      readonly {
        readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
      }[]
    >;
  }
  namespace Cluster {
    export { Broker };
  }
  export = Cluster;
}

declare module 'kafkajs/package.json' {
  export const version: string;
}

/** For compressed batches, and the originals that ours replace, for their specs. */
declare module 'kafkajs/src/protocol/decoder' {
  class Decoder {
    constructor(bytes: Buffer);
    readonly buffer: Buffer;
  }
  export = Decoder;
}

declare module 'kafkajs/src/protocol/recordBatch/record/v0' {
  const encodeRecord: (record: {
    readonly key: Buffer | string | null;
    readonly value: Buffer | string | null;
    readonly headers?: Readonly<Record<string, Buffer | string>>;
    readonly offsetDelta: number;
  }) => object;
  export = encodeRecord;
}

declare module 'kafkajs/src/protocol/recordBatch/v0' {
  export function RecordBatch(batch: {
    readonly compression?: number;
    readonly records: readonly object[];
    readonly firstTimestamp: number;
    readonly maxTimestamp: number;
    readonly lastOffsetDelta: number;
  }): Promise<{ readonly buffer: Buffer }>;
}

declare module 'kafkajs/src/protocol/recordBatch/v0/decoder' {
  import type Decoder from 'kafkajs/src/protocol/decoder';
  const decodeBatch: (decoder: Decoder) => Promise<{
    readonly records: readonly {
      readonly offset: string;
      readonly timestamp: string;
      readonly key: Buffer | null;
      readonly value: Buffer | null;
      readonly headers: Readonly<Record<string, Buffer>>;
    }[];
  }>;
  export = decodeBatch;
}
