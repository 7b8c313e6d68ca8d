import { availableParallelism, cpus, totalmem } from 'node:os';

export type Measured = {
  readonly case: string;
  readonly value: number;
  readonly unit: string;
  /** Of what is timed one by one. */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** What else does the same, its value in the same unit and the same run, and how many times its value ours is. */
  readonly peer?: string;
  readonly peerValue?: number;
  readonly ratio?: number;
  /** Wrong results of every kind: above 0 the benchmark failed. */
  readonly errors: number;
  /** What else was counted. */
  readonly counts: Readonly<Record<string, number>>;
};

const GIGABYTE = 1_024 ** 3;

const machine = () => ({
  processors: availableParallelism(),
  model: cpus()[0]?.model ?? 'unknown',
  memoryGb: Math.round(totalmem() / GIGABYTE),
  node: process.version,
});

/** Writes what was measured, and remembers a failure in the exit code. */
export function report(measured: readonly Measured[], json: boolean): void {
  for (const each of measured) process.stdout.write(reported(each, json));
  if (measured.some(({ errors }) => errors > 0)) process.exitCode = 1;
}

export function reported(measured: Measured, json: boolean): string {
  if (json) return `${JSON.stringify({ ...measured, machine: machine() })}\n`;
  const { value, unit, p50Ms, p99Ms, peer, peerValue, ratio, errors, counts } = measured;
  const counted = Object.entries(counts).map(([name, count]) => `  ${name.padEnd(28)} ${count}\n`);
  const times = p50Ms === undefined ? '' : `p50 ${p50Ms} ms, p99 ${p99Ms} ms, `;
  const beside = peer === undefined ? '' : `${ratio} × ${peer} (${peerValue}), `;
  return `${measured.case}: ${value} ${unit}, ${times}${beside}${errors} errors\n${counted.join('')}`;
}

/** The value that this share of the samples does not exceed, to a hundredth. */
export function percentile(sorted: readonly number[], share: number): number {
  const index = Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1);
  return Math.round((sorted[Math.max(0, index)] ?? 0) * 100) / 100;
}

/** Both times that a figure shows. */
export function p50AndP99(latenciesMs: readonly number[]) {
  const sorted = latenciesMs.toSorted((a, b) => a - b);
  return { p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) };
}
