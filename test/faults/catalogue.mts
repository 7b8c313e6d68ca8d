import { f01 } from './f01-api-dies.mts';
import { f06 } from './f06-response-lost.mts';
import { f08 } from './f08-zombie-after-takeover.mts';
import { f11 } from './f11-frozen-decider.mts';
import type { Fault } from './harness/fault.mts';

/** Every fault of reliability.md §3, in its order. */
export const catalogue: readonly Fault[] = [f01, f06, f08, f11];
