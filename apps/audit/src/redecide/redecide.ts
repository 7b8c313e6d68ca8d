import { grouped, seconds, type Output } from '../report/output';
import { Progress } from '../report/progress';
import { betEventsPartitions, type Recording } from '../walk/partition-walk';
import { withPerformer } from '../workers/open-workers';
import type { Redecided, RedecideRange } from './redecide-partition';

export type RedecideScope = RedecideRange & {
  /** Undefined: all of them. */
  readonly partition: number | undefined;
  readonly workers?: number;
};

/** Decides partitions again, as many at a time as there are threads. True where every byte is equal. */
export async function redecide(
  source: Pick<Recording, 'log' | 'codec'>,
  scope: RedecideScope,
  out: Output,
): Promise<boolean> {
  const startedAtMs = performance.now();
  const { from, until, workers = 1 } = scope;
  const partitions = betEventsPartitions.filter(
    (index) => scope.partition === undefined || scope.partition === index,
  );
  const results = await withPerformer(
    source,
    Math.min(workers, partitions.length),
    (performer, { events }) => {
      const total = partitions.reduce((sum, of) => sum + (events.get(of) ?? 0), 0);
      const progress = new Progress('bet.events', total);
      return Promise.all(
        partitions.map((partition) =>
          performer.perform('redecide', { partition, from, until }, (offset) =>
            progress.at(`${partition}`, offset),
          ),
        ),
      ).finally(() => progress.end());
    },
  );
  return tell(results, startedAtMs, out);
}

async function tell(
  results: readonly Redecided[],
  startedAtMs: number,
  out: Output,
): Promise<boolean> {
  const sum = (of: (result: Redecided) => number) =>
    results.reduce((total, result) => total + of(result), 0);
  const differences = results.flatMap(({ difference }) => difference ?? []);
  const broken = results.flatMap((result) => result.broken ?? []);
  const equal = differences.length === 0 && broken.length === 0;
  const counts = {
    batches: sum(({ batches }) => batches),
    decisions: sum(({ decisions }) => decisions),
    byteEqual: sum(({ byteEqual }) => byteEqual),
  };
  const rules = [...new Set(results.flatMap((result) => result.rules))].toSorted(
    (left, right) => left - right,
  );
  if (out.json) await out.value({ equal, ...counts, rules, differences, broken });
  else {
    out.text(
      `${grouped(counts.batches)} batches  ${grouped(counts.decisions)} decisions  ${grouped(counts.byteEqual)} byte-equal  rules ${rules.map((version) => `v${version}`).join(' ')}   ${seconds(startedAtMs)}`,
    );
    for (const { at, expected, actual } of differences)
      out.text(
        `✗ ${at}`,
        `  decided again  ${JSON.stringify(expected)}`,
        `  in the log     ${JSON.stringify(actual)}`,
      );
    for (const { at, rule, detail } of broken) out.text(`✗ ${at}  ${rule}: ${detail}`);
  }
  return equal;
}
