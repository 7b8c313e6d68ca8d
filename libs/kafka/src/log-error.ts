const faults = {
  fenced: { recover: 'reload', meaning: 'another writer opened a later epoch' },
  outcome_unknown: { recover: 'reload', meaning: 'the broker may or may not hold the batch' },
  unreachable: { recover: 'retry', meaning: 'no broker answered and nothing was sent' },
  too_large: { recover: 'stop', meaning: 'the batch is larger than the topic takes' },
  undecodable: { recover: 'dead_letter', meaning: 'the bytes match no known schema' },
  no_reader: { recover: 'stop', meaning: 'the schema is newer than this build: upgrade first' },
  unregistered: { recover: 'stop', meaning: 'the registry lacks a schema: run npm run schemas' },
  inputs_rewound: { recover: 'stop', meaning: 'the log is not the one that was read before' },
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
  ) {
    const meaning = `${code}: ${faults[code].meaning}`;
    super(detail === undefined ? meaning : `${meaning} (${detail})`, { cause });
    this.name = 'LogError';
    this.recover = faults[code].recover;
  }
}
