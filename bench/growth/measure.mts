/** Run by the case in a process of its own, with a heap for the largest size; one JSON line on standard output. */
import { createRequire } from 'node:module';
import { compileSources } from '../audit/compile-sources.mts';
import type * as Filling from './filled-engine.ts';

compileSources();
const { FilledEngine } = createRequire(import.meta.url)('./filled-engine.ts') as typeof Filling;

/** The least of so many stretches stands: the collector, and other work on the machine, only add. */
const STRETCHES = 5;
const BETS_PER_STRETCH = 10_000;
const CHANGES_PER_STRETCH = 20_000;

export type Found = {
  /** Of a bet and of a price change. */
  readonly cpuMicros: number;
  readonly changeCpuMicros: number;
  readonly bytesPerBet: number;
};

const size = JSON.parse(process.argv[2] ?? '{}') as Filling.Size & { readonly kept: number };
const engine = new FilledEngine(size);
const before = usedBytes();
const stretches = Array.from({ length: STRETCHES }, () => engine.place(BETS_PER_STRETCH));
engine.place(Math.max(0, size.kept - STRETCHES * BETS_PER_STRETCH));
const kept = Math.max(size.kept, STRETCHES * BETS_PER_STRETCH);
const bytesPerBet = (usedBytes() - before) / kept;
const changes = Array.from({ length: STRETCHES }, () => engine.reprice(CHANGES_PER_STRETCH));
const found: Found = {
  cpuMicros: Math.min(...stretches),
  changeCpuMicros: Math.min(...changes),
  bytesPerBet,
};
process.stdout.write(`${JSON.stringify(found)}\n`);

function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
