type Stop = () => Promise<void> | void;

/** What this process has started and would leave behind, newest last. */
const running: Stop[] = [];

/** Works beside something that was started, and stops it in the end: also when this process is told to end. */
export async function stoppedAfter<Result>(
  stop: Stop,
  work: () => Promise<Result>,
): Promise<Result> {
  if (running.length === 0)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stopAll);
  running.push(stop);
  try {
    return await work();
  } finally {
    running.splice(running.indexOf(stop), 1);
    if (running.length === 0)
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stopAll);
    await stop();
  }
}

function stopAll(): void {
  const stops = running.splice(0).toReversed();
  void (async () => {
    for (const stop of stops) await stop();
    process.exit(1);
  })();
}
