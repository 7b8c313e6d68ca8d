import { createRequire } from 'node:module';
import { compileSources } from '../audit/compile-sources.mts';
import type * as Pure from './pure.ts';
import type { Measured } from '../report.mts';

/**
 * What the decider's core takes for the stream that every peer is measured with, without its log: decode, decide in
 * batches, encode. The first lap is cold; every answer goes into the checksum that the peers give as well.
 */
export function benchDecideCore(laps: number): readonly Measured[] {
  compileSources();
  const { PureDecider, expected } = createRequire(import.meta.url)('./pure.ts') as typeof Pure;
  const decider = new PureDecider();
  return Array.from({ length: laps }, (_, index) => {
    const { decisionsPerSecond, text, cpuMicros } = decider.lap(index);
    return {
      case: `decide without the log, lap ${index + 1}`,
      value: decisionsPerSecond,
      unit: 'bets/s',
      errors: text === expected ? 0 : 1,
      counts: Object.fromEntries(
        Object.entries(cpuMicros).map(([stage, micros]) => [`${stage}, us of CPU`, micros]),
      ),
    };
  });
}
