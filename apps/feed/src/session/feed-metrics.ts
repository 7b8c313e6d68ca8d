import { Metrics } from '@stakelog/runtime';

/** What the feed counts. */
export function feedMetrics(metrics: Metrics) {
  return {
    facts: metrics.counter('feed_facts_total', 'Facts that landed in the log.', [
      'producer',
      'type',
    ]),
    deadLetters: metrics.counter('feed_dead_letters_total', 'Lines that were not understood.', [
      'code',
    ]),
    dropped: metrics.counter('odds_facts_dropped_total', 'Facts without effect.', ['reason']),
    conflicts: metrics.counter(
      'source_id_conflicts_total',
      'Source ids that came again with other content.',
      ['producer'],
    ),
    session: metrics.gauge('feed_session', 'The session this process writes in.', ['producer']),
    appendSeconds: metrics.latency('feed_append_duration_seconds', 'Of appends to odds.events.'),
    replayLag: metrics.gauge(
      'feed_replay_lag_seconds',
      'How far behind its clock a replay sends its facts.',
      ['replay'],
    ),
  };
}

export type FeedMetrics = ReturnType<typeof feedMetrics>;
