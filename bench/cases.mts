import { analyticsCase } from './analytics.mts';
import { auditCase } from './audit.mts';
import type { BenchCase } from './bench-case.mts';
import { decideCase, roundtripCase } from './decide/command.mts';
import { growthCase, memoryCase } from './growth.mts';
import { httpCase } from './http.mts';
import { oddsCase } from './odds.mts';
import { overloadCase } from './overload.mts';
import { recoverCase } from './recover.mts';
import { readCase } from './read.mts';
import { rebuildCase } from './rebuild.mts';
import { settleCase } from './settle.mts';
import { soakCase } from './soak.mts';

/** In the order of a run of all. */
export const cases: readonly BenchCase[] = [
  decideCase,
  roundtripCase,
  memoryCase,
  growthCase,
  httpCase,
  readCase,
  oddsCase,
  analyticsCase,
  rebuildCase,
  settleCase,
  auditCase,
  recoverCase,
  overloadCase,
  soakCase,
];
