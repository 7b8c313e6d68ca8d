import { Module, type DynamicModule } from '@nestjs/common';
import { OperationsModule, type Health, type Metrics } from '@stakelog/runtime';
import { BET_PROJECTOR, ODDS_PROJECTOR, ProjectionHandlers } from './projection.handlers';
import { RebuildController } from './rebuild/rebuild.controller';
import { Rebuilds } from './rebuild/rebuilds';
import type { TopicProjector } from './shard/topic-projector';

export type ProjectorParts = {
  readonly health: Health;
  readonly metrics: Metrics;
  readonly bets: TopicProjector;
  readonly odds: TopicProjector;
  readonly rebuilds: Rebuilds;
};

/** From the log to Redis, and nothing else. */
@Module({})
export class ProjectorModule {
  static of({ health, metrics, bets, odds, rebuilds }: ProjectorParts): DynamicModule {
    return {
      module: ProjectorModule,
      imports: [OperationsModule.of(health, metrics)],
      controllers: [ProjectionHandlers, RebuildController],
      providers: [
        { provide: BET_PROJECTOR, useValue: bets },
        { provide: ODDS_PROJECTOR, useValue: odds },
        { provide: Rebuilds, useValue: rebuilds },
      ],
    };
  }
}
