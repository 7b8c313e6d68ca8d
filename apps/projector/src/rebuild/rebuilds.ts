import type { Redis } from '@stakelog/redis';
import type { Logger } from '@stakelog/runtime';
import type { ProjectorMetrics } from '../projector-metrics';
import type { TopicProjector } from '../shard/topic-projector';
import { rebuildTopic, type RebuildStep } from './rebuild-topic';

/** Rebuilds all models of this process, one rebuild at a time. */
export class Rebuilds {
  private running = false;

  constructor(
    private readonly redis: Redis,
    private readonly topics: readonly TopicProjector[],
    private readonly metrics: ProjectorMetrics,
    private readonly logger: Logger,
    readonly internalToken: string,
  ) {}

  async all(tell: (line: object) => void): Promise<void> {
    if (this.running) throw new Error('a rebuild is running');
    this.running = true;
    const ended: RebuildStep[] = [];
    try {
      for (const topic of this.topics)
        await rebuildTopic(this.redis, topic, (step) => {
          tell(step);
          if (step.step === 'reading') return;
          ended.push(step);
          const equal = step.step === 'swapped' && step.equal;
          this.metrics.rebuilds.inc({ outcome: equal ? 'equal' : step.step });
          this.logger.info({ code: 'projector.rebuilt', ...step }, 'rebuilt');
        });
    } finally {
      this.running = false;
    }
    const keys = ended.reduce((sum, step) => sum + (step.step === 'swapped' ? step.keys : 0), 0);
    const equal = ended.every((step) => step.step === 'swapped' && step.equal);
    tell({ step: 'done', shards: ended.length, keys, equal });
  }
}
