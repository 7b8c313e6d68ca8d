/** Where CPU time goes, of all threads of the process: with the collector's, and whatever else the machine does. */
export class CpuStages {
  private readonly micros = new Map<string, number>();

  in<Value>(stage: string, work: () => Value): Value {
    const before = process.cpuUsage();
    const value = work();
    const { user, system } = process.cpuUsage(before);
    this.micros.set(stage, (this.micros.get(stage) ?? 0) + user + system);
    return value;
  }

  /** Microseconds for each of so many, to a hundredth. */
  per(count: number): Readonly<Record<string, number>> {
    const share = (micros: number) => Math.round((100 * micros) / count) / 100;
    return Object.fromEntries([...this.micros].map(([stage, micros]) => [stage, share(micros)]));
  }
}
