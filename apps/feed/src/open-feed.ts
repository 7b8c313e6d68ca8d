import type { Appender, Codec, LogReader } from '@stakelog/kafka';
import type { Clock, Logger, Metrics } from '@stakelog/runtime';
import { limits } from '@stakelog/contracts';
import { MATCH_DAY_PRODUCER } from './replay/match-day-source';
import { Replays, type WhatToReplay } from './replay/replays';
import { DeadLetters } from './session/dead-letters';
import { FactDoor } from './session/fact-door';
import { FactWriter } from './session/fact-writer';
import { feedMetrics } from './session/feed-metrics';
import { Heartbeats } from './session/heartbeats';
import { OPERATOR } from './session/operator';
import { heartbeatIntervalMs, POLICY_KEY, policyAt } from './session/policy';
import { TraderDesk } from './session/trader-desk';
import type { RecoveryRequests } from './uof/recovery-requests';
import { UNNAMED_PRODUCER } from './uof/uof-adapter';

export type FeedSurroundings = {
  readonly odds: { readonly appender: Pick<Appender, 'append'>; readonly log: LogReader };
  readonly deadLetters: Pick<Appender, 'append'>;
  readonly codec: Codec;
  readonly clock: Clock;
  /** A name that nothing else has, for the process and for what an operator does. */
  readonly newWriter: () => string;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly speed: number;
  readonly recovery?: RecoveryRequests | undefined;
  readonly onFatal: (error: Error) => void;
};

/** Producers that only this app's own adapters speak for. */
const reserved = new Set([OPERATOR, MATCH_DAY_PRODUCER, 'betfair']);
const isReserved = (producerId: string) =>
  reserved.has(producerId) || producerId.split(':')[0] === UNNAMED_PRODUCER;

/** The feed without its edges: what it writes to and reads from is given. */
export function openFeed({ odds, deadLetters: letters, metrics, ...given }: FeedSurroundings) {
  const { codec, clock, logger, speed } = given;
  const closing = new AbortController();
  const counts = feedMetrics(metrics);
  const writer = new FactWriter({ ...odds, ...given, metrics: counts });
  const deadLetters = new DeadLetters(letters, codec, clock);
  const parts = { ...given, writer, metrics: counts };
  const replays = new Replays({ ...parts, deadLetters, closing: closing.signal });
  const heartbeats = new Heartbeats(writer, clock, logger, () => replays.producers);
  return {
    writer,
    replays,
    heartbeats,
    door: new FactDoor({ ...parts, heartbeats, codec, isReserved }),
    desk: new TraderDesk(writer, clock, given.newWriter),

    /** Resolves when the sessions are open and the limit policy stands: from then on it can write. */
    async start(): Promise<void> {
      await writer.start([OPERATOR]);
      const policy = policyAt(speed, writer.state.policy, clock.nowMs());
      if (policy !== undefined) await writer.write({ key: POLICY_KEY, fact: policy });
      heartbeats.start(heartbeatIntervalMs(speed, limits.heartbeatIntervalMs));
    },
    replay: (what: WhatToReplay) => replays.start(what),
    async close(): Promise<void> {
      closing.abort();
      heartbeats.stop();
      deadLetters.close();
      await writer.close();
    },
  };
}

export type Feed = ReturnType<typeof openFeed>;
