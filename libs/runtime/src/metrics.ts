import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
  type MetricConfiguration,
} from 'prom-client';
import { getHeapStatistics } from 'node:v8';

const PREFIX = 'stakelog_';

/** Latency buckets in seconds: a millisecond to ten seconds. */
const latencySeconds = [0.001, 0.002, 0.004, 0.008, 0.016, 0.04, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** The process's metrics, all named `stakelog_…`. One registry per process, so that tests do not share. */
export class Metrics {
  private readonly registry = new Registry();

  constructor(app: string) {
    this.registry.setDefaultLabels({ app });
  }

  /** Adds heap, event loop and processor time. Once per process; tests leave it out. */
  collectProcess(): void {
    collectDefaultMetrics({ register: this.registry, prefix: PREFIX });
    this.gauge('heap_size_limit_bytes', 'What the heap may grow to.').set(
      getHeapStatistics().heap_size_limit,
    );
  }

  counter<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
  ): Counter<Label> {
    return new Counter<Label>(this.named(name, help, labelNames));
  }

  /** `collect` is called at each scrape, to set what is cheaper to ask for than to keep. */
  gauge<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
    collect?: (gauge: Gauge<Label>) => void | Promise<void>,
  ): Gauge<Label> {
    const gauge: Gauge<Label> = new Gauge<Label>({
      ...this.named(name, help, labelNames),
      ...(collect === undefined ? {} : { collect: () => collect(gauge) }),
    });
    return gauge;
  }

  /** Seconds, in buckets from 1 ms to 10 s. */
  latency<Label extends string = never>(
    name: string,
    help: string,
    labelNames: readonly Label[] = [],
  ): Histogram<Label> {
    return new Histogram<Label>({ ...this.named(name, help, labelNames), buckets: latencySeconds });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  private named<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
  ): MetricConfiguration<Label> {
    return { name: PREFIX + name, help, labelNames: [...labelNames], registers: [this.registry] };
  }
}
