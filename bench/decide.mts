import { createRequire } from 'node:module';
import { compileSources } from './audit/compile-sources.mts';
import type { PureLap } from './decide/pure.ts';
import type { Measured } from './report.mts';

type Pure = {
  readonly decidePurely: (laps: number) => readonly PureLap[];
  readonly expected: string;
};

/**
 * What the decider's core takes for the stream that every peer is measured with, without its log: decode, decide in
 * batches, encode. The first lap is cold; every answer goes into the checksum that the peers give as well.
 */
export function benchDecide(laps: number): readonly Measured[] {
  compileSources();
  const { decidePurely, expected } = createRequire(import.meta.url)('./decide/pure.ts') as Pure;
  return decidePurely(laps).map(({ decisionsPerSecond, text }, lap) => ({
    case: `decide without the log, lap ${lap + 1}`,
    value: decisionsPerSecond,
    unit: 'bets/s',
    errors: text === expected ? 0 : 1,
    counts: {},
  }));
}
