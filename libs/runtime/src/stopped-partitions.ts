import type { Health } from './health';
import type { Logger } from './logger';
import type { Metrics } from './metrics';

/** Why a reader goes no further in a partition; `at` is the record that it cannot take. */
export type PartitionStop = {
  readonly code: string;
  readonly message: string;
  readonly at?:
    { readonly topic: string; readonly partition: number; readonly offset: number } | undefined;
};

/** What helps, by the cause. Anything else has to be looked at first. */
const nextSteps: Readonly<Partial<Record<string, string>>> = {
  no_reader: 'upgrade this app to the build that wrote it',
  inputs_rewound: 'the log went back: see docs/operations/dead-letters.md',
};

/**
 * Partitions that a reader of this process stopped at, because a record of our own cannot be read. The process stays:
 * `/readyz` names the record, the cause and the next step, and the other partitions go on. A restart looks again.
 */
export class StoppedPartitions {
  private readonly gauge;

  constructor(
    private readonly health: Health,
    metrics: Metrics,
    private readonly logger: Logger,
  ) {
    const labels = ['partition', 'cause'] as const;
    this.gauge = metrics.gauge('partition_stopped', '1: an operator is needed.', labels);
  }

  /** To be given to readers as it is. */
  readonly report = (stop: PartitionStop): void => {
    const { code, message, at } = stop;
    const partition = at === undefined ? 'unknown' : `${at.topic}/${at.partition}`;
    const record = at === undefined ? partition : `${partition}/${at.offset}`;
    const next = nextSteps[code] ?? `look at it: npm run audit -- inspect ${record}`;
    this.gauge.set({ partition, cause: code }, 1);
    this.health.dependency(`stopped ${partition}`).down(`${message}; ${next}`);
    this.logger.error({ code: 'partition.stopped', position: record, cause: code }, message);
  };
}
