const faults = {
  session_lost: { recover: 'stop', meaning: 'another process opened a higher session' },
  fact_refused: { recover: 'dead_letter', meaning: 'the broker refuses the bytes of the fact' },
  source_id_reused: { recover: 'dead_letter', meaning: 'the source id stands for other content' },
  closed: { recover: 'stop', meaning: 'the feed is being closed' },
} as const;

export type FeedFault = keyof typeof faults;

/** The only error of this app's own. `recover` says what the caller does about it. */
export class FeedError extends Error {
  readonly recover: (typeof faults)[FeedFault]['recover'];

  constructor(
    readonly code: FeedFault,
    readonly detail?: string,
  ) {
    const meaning = `${code}: ${faults[code].meaning}`;
    super(detail === undefined ? meaning : `${meaning} (${detail})`);
    this.name = 'FeedError';
    this.recover = faults[code].recover;
  }
}
