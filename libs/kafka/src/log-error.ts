import type { UndecodableCode } from '@stakelog/contracts';

const faults = {
  fenced: { recover: 'reload', meaning: 'another writer opened a later epoch' },
  outcome_unknown: { recover: 'reload', meaning: 'the broker may or may not hold the batch' },
  unreachable: { recover: 'retry', meaning: 'nobody answered and nothing was done' },
  too_large: { recover: 'stop', meaning: 'the batch is larger than the topic takes' },
  undecodable: { recover: 'dead_letter', meaning: 'the bytes match no known schema' },
  unlearned: { recover: 'retry', meaning: 'the schema was not met before: learn it first' },
  no_reader: { recover: 'stop', meaning: 'the schema is newer than this build: upgrade first' },
  unregistered: { recover: 'stop', meaning: 'the registry lacks a schema: run npm run schemas' },
  registry_differs: {
    recover: 'stop',
    meaning: 'the registry is not as npm run schemas leaves it',
  },
  inputs_rewound: { recover: 'stop', meaning: 'the log is not the one that was read before' },
  unreadable: { recover: 'stop', meaning: 'a record of our own that no reader takes' },
  out_of_order: { recover: 'stop', meaning: 'the records break the rules of the log' },
  closed: { recover: 'stop', meaning: 'the reader or appender was closed' },
} as const satisfies Record<string, { recover: Recovery; meaning: string }>;

export type Recovery = 'reload' | 'retry' | 'dead_letter' | 'stop';
export type LogFault = keyof typeof faults;

/** The only error that leaves this library. `recover` says what the caller does about it. */
export class LogError extends Error {
  readonly recover: Recovery;

  constructor(
    readonly code: LogFault,
    /** Which topic, partition, offset or schema, and what was found there. */
    readonly detail?: string,
    cause?: unknown,
    /** Of `undecodable`: the word under which the log records it. */
    readonly reason?: UndecodableCode,
    /** Of `unlearned`: what to learn. */
    readonly schemaId?: number,
  ) {
    const meaning = `${code}: ${faults[code].meaning}`;
    super(detail === undefined ? meaning : `${meaning} (${detail})`, { cause });
    this.name = 'LogError';
    this.recover = faults[code].recover;
  }

  /** The coordinate that the detail begins with, where it is about one record. */
  get at():
    { readonly topic: string; readonly partition: number; readonly offset: number } | undefined {
    const [, topic, partition, offset] = /^([\w.]+)\/(\d+)\/(\d+)\b/.exec(this.detail ?? '') ?? [];
    if (topic === undefined) return undefined;
    return { topic, partition: Number(partition), offset: Number(offset) };
  }
}
