/**
 * Ends the process at the n-th pass of a named point: `CRASH_AT=recorder.intent:3`. For tests of what
 * a crash leaves behind; a production process refuses to start with it.
 */
export function crashPoint(environment: NodeJS.ProcessEnv = process.env): (name: string) => void {
  const { CRASH_AT, NODE_ENV } = environment;
  const [, wanted, count = '1'] = /^([a-z.-]+)(?::(\d+))?$/.exec(CRASH_AT ?? '') ?? [];
  if (wanted === undefined) return () => undefined;
  if (NODE_ENV === 'production') throw new Error('CRASH_AT has no place in production');
  let left = Number(count);
  return (name) => {
    if (name === wanted && --left === 0) process.kill(process.pid, 'SIGKILL');
  };
}
