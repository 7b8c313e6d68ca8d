import { availableParallelism, cpus, totalmem } from 'node:os';

export type Measured = {
  readonly case: string;
  readonly value: number;
  readonly unit: string;
  /** Of what is timed one by one. */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** Who else was measured in the same run, what it reached, and how many times that is ours. */
  readonly peer?: string;
  readonly peerValue?: number;
  readonly ratio?: number;
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

export function reported(measured: Measured, json: boolean): string {
  if (json) return `${JSON.stringify({ ...measured, machine: machine() })}\n`;
  const { value, unit, p50Ms, p99Ms, errors, counts } = measured;
  const counted = Object.entries(counts).map(([name, count]) => `  ${name.padEnd(28)} ${count}\n`);
  const times = p50Ms === undefined ? '' : `p50 ${p50Ms} ms, p99 ${p99Ms} ms, `;
  const beside = measured.peer === undefined ? '' : peerText(measured);
  return `${measured.case}: ${value} ${unit}, ${times}${errors} errors${beside}\n${counted.join('')}`;
}

const peerText = ({ peer, peerValue, unit, ratio }: Measured) =>
  `; ${peer}: ${peerValue} ${unit}, ours is ${ratio} times as much`;

/** The value that this share of the samples does not exceed, to a hundredth. */
export function percentile(sorted: readonly number[], share: number): number {
  const index = Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1);
  return Math.round((sorted[Math.max(0, index)] ?? 0) * 100) / 100;
}
