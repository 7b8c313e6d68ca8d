import { grouped, seconds, type Output } from '../report/output';
import { betEventsPartitions, openRecording, type Recording } from '../walk/partition-walk';
import { redecidePartition, type Redecided, type RedecideRange } from './redecide-partition';

/**
 * Decides partitions again, one after another, so that only one state and one table of markets are in memory.
 * True where every byte is equal.
 */
export async function redecide(
  source: Pick<Recording, 'log' | 'codec'>,
  scope: RedecideRange & { readonly partition: number | undefined },
  out: Output,
): Promise<boolean> {
  const startedAtMs = performance.now();
  const recording = await openRecording(source.log, source.codec);
  const results: Redecided[] = [];
  for (const partition of scope.partition === undefined ? betEventsPartitions : [scope.partition])
    results.push(
      await redecidePartition(recording, partition, scope, (offset) =>
        out.progress(`bet.events/${partition} ${grouped(offset)}`),
      ),
    );
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
