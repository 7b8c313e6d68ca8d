/**
 * While the work goes on, whoever reads the machine's clock reads this one. Decisions must not: where they do, the
 * process that decides and the one that decides again see different times.
 */
export async function withHiddenClock<Value>(
  nowMs: () => number,
  work: () => Promise<Value>,
): Promise<Value> {
  const { now } = Date;
  Date.now = nowMs;
  try {
    return await work();
  } finally {
    Date.now = now;
  }
}
