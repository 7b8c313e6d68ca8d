/**
 * Ends the process at the n-th pass of a named point: `CRASH_AT=decider.appended:3`. For tests of what a crash
 * leaves behind; a production process refuses to start with it.
 */
export function crashPoints(
  environment: NodeJS.ProcessEnv = process.env,
): (name: CrashPoint) => void {
  const { CRASH_AT, NODE_ENV } = environment;
  const [, wanted, count = '1'] = /^([a-z.-]+)(?::(\d+))?$/.exec(CRASH_AT ?? '') ?? [];
  if (wanted === undefined) return () => undefined;
  if (NODE_ENV === 'production') throw new Error('CRASH_AT has no place in production');
  let left = Number(count);
  return (name) => {
    if (name === wanted && --left === 0) process.kill(process.pid, 'SIGKILL');
  };
}

/** Every place where a process may be told to die. */
export type CrashPoint =
  | 'api.after-append'
  | 'api.before-append'
  | 'api.before-reply'
  | 'decider.appended'
  | 'decider.decided'
  | 'decider.epoch-opened'
  | 'decider.position-half'
  | 'decider.recovering'
  | 'feed.after-append'
  | 'feed.before-append'
  | 'feed.session-half'
  | 'follower.snapshot-half'
  | 'notifier.sent'
  | 'projector.after-apply'
  | 'projector.before-apply'
  | 'recorder.inserted'
  | 'recorder.intent';

/** The points of this process: nothing happens at them unless `CRASH_AT` names one. */
export const crashPoint = crashPoints();
