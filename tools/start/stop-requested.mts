const repeatAfterMs = 1_000;

/**
 * Resolves at the first SIGINT, SIGTERM or SIGHUP, or when the parent process is gone. One Ctrl-C arrives several
 * times (terminal, npm, tools/start.mjs), so only a later one ends this process at once; that is safe as well.
 */
export function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | undefined;
    const stop = () => {
      if (firstAt !== undefined && performance.now() - firstAt > repeatAfterMs) process.exit(130);
      firstAt ??= performance.now();
      resolve();
    };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      resolve();
    }, 500);
    watch.unref();
  });
}
