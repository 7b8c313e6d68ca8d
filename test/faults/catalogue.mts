import { f01 } from './f01-api-dies.mts';
import { f02 } from './f02-command-response-lost.mts';
import { f03 } from './f03-feed-dies.mts';
import { f04 } from './f04-lagging-odds.mts';
import { f05 } from './f05-decider-dies.mts';
import { f06 } from './f06-response-lost.mts';
import { f07 } from './f07-request-lost.mts';
import { f08 } from './f08-zombie-after-takeover.mts';
import { f09 } from './f09-zombie-before-takeover.mts';
import { f10 } from './f10-broker-refuses.mts';
import { f11 } from './f11-frozen-decider.mts';
import { f12 } from './f12-duel.mts';
import { f13 } from './f13-same-epoch.mts';
import { f14 } from './f14-storm.mts';
import { f15 } from './f15-inputs-repeated.mts';
import { f16 } from './f16-clocks.mts';
import { f17 } from './f17-half-settled.mts';
import { f18 } from './f18-every-order.mts';
import { f19 } from './f19-broker-dies.mts';
import { f20 } from './f20-bad-network.mts';
import { f21 } from './f21-lost-tail.mts';
import { f22 } from './f22-disk-full.mts';
import { f23 } from './f23-group-offsets-gone.mts';
import { f24 } from './f24-two-builds.mts';
import { f25 } from './f25-registry-gone.mts';
import { f26 } from './f26-snapshots-spoilt.mts';
import { f27 } from './f27-redis-gone.mts';
import { f28 } from './f28-flushall.mts';
import { f29 } from './f29-old-dump.mts';
import { f30 } from './f30-redis-full.mts';
import { f31 } from './f31-projector-dies.mts';
import { f32 } from './f32-recorder-dies.mts';
import { f33 } from './f33-clickhouse-fails.mts';
import { f34 } from './f34-two-recorders.mts';
import { f35 } from './f35-slow-client.mts';
import { f36 } from './f36-streamer-dies.mts';
import { f37 } from './f37-notifier-dies.mts';
import { f38 } from './f38-poison-and-lag.mts';
import { f39 } from './f39-rebuilt.mts';
import { f40 } from './f40-export-tampered.mts';
import { f41 } from './f41-everything-dies.mts';
import { f42 } from './f42-feed-zombie.mts';
import { f43 } from './f43-source-id-again.mts';
import { f44 } from './f44-inputs-cut.mts';
import { f45 } from './f45-silence.mts';
import { f46 } from './f46-quotes.mts';
import { f47 } from './f47-limits.mts';
import { f48 } from './f48-repeats.mts';
import type { Fault } from './harness/fault.mts';

/** The faults of reliability.md §3, in its order. */
export const catalogue: readonly Fault[] = [
  f01,
  f02,
  f03,
  f04,
  f05,
  f06,
  f07,
  f08,
  f09,
  f10,
  f11,
  f12,
  f13,
  f14,
  f15,
  f16,
  f17,
  f18,
  f19,
  f20,
  f21,
  f22,
  f23,
  f24,
  f25,
  f26,
  f27,
  f28,
  f29,
  f30,
  f31,
  f32,
  f33,
  f34,
  f35,
  f36,
  f37,
  f38,
  f39,
  f40,
  f41,
  f42,
  f43,
  f44,
  f45,
  f46,
  f47,
  f48,
];
