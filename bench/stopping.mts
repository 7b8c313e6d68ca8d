type Stop = () => Promise<void> | void;

/** What this process has started and would leave behind, newest last. */
const running: (() => Promise<void>)[] = [];

/** Works beside something that was started, and stops it in the end: also when this process is told to end. */
export async function stoppedAfter<Result>(
  stop: Stop,
  work: () => Promise<Result>,
): Promise<Result> {
  let stopping: Promise<void> | undefined;
  const stopOnce = () => (stopping ??= Promise.resolve().then(stop));
  listen('on');
  running.push(stopOnce);
  try {
    return await work();
  } finally {
    await stopOnce();
    const at = running.indexOf(stopOnce);
    if (at >= 0) running.splice(at, 1);
    listen('off');
  }
}

/** While nothing runs, a signal ends this process as it would any other. */
function listen(change: 'on' | 'off'): void {
  if (running.length > 0) return;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process[change](signal, stopAll);
}

function stopAll(): void {
  void (async () => {
    for (const stop of running.toReversed()) await stop().catch(() => undefined);
    process.exit(1);
  })();
}
