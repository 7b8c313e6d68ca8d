import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { OnTopic } from '@stakelog/runtime';
import type { LogSlice } from './log/log-slice';
import { TopicProjector } from './shard/topic-projector';

export const BET_PROJECTOR = Symbol('projector of bet.events');
export const ODDS_PROJECTOR = Symbol('projector of odds.events');

/** Every slice of either topic goes into the read models of its partition. */
@Controller()
export class ProjectionHandlers {
  constructor(
    @Inject(BET_PROJECTOR) private readonly bets: TopicProjector,
    @Inject(ODDS_PROJECTOR) private readonly odds: TopicProjector,
  ) {}

  @OnTopic('bet.events')
  onBetEvents(@Payload() slice: LogSlice): Promise<void> {
    return this.bets.take(slice);
  }

  @OnTopic('odds.events')
  onOddsEvents(@Payload() slice: LogSlice): Promise<void> {
    return this.odds.take(slice);
  }
}
