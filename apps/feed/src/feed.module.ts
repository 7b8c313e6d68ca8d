import { Module, type DynamicModule } from '@nestjs/common';
import {
  INTERNAL_TOKEN,
  InternalGuard,
  OperationsModule,
  type Health,
  type Logger,
  type Metrics,
} from '@stakelog/runtime';
import { FeedEventsController } from './http/feed-events.controller';
import { LimitPolicyController } from './http/limit-policy.controller';
import { ReadyGuard } from './http/ready.guard';
import { FEED_LOGGER, RetryController } from './http/retry.controller';
import { TraderController } from './http/trader.controller';
import { Replays } from './replay/replays';
import { FactDoor } from './session/fact-door';
import { FactWriter } from './session/fact-writer';
import { TraderDesk } from './session/trader-desk';

export type FeedParts = {
  readonly health: Health;
  readonly metrics: Metrics;
  readonly writer: FactWriter;
  readonly door: FactDoor;
  readonly desk: TraderDesk;
  readonly replays: Replays;
  readonly internalToken: string;
  readonly logger: Logger;
};

/** The routes over the one writer of odds.events. */
@Module({})
export class FeedModule {
  static of(parts: FeedParts): DynamicModule {
    return {
      module: FeedModule,
      imports: [OperationsModule.of(parts.health, parts.metrics)],
      controllers: [FeedEventsController, LimitPolicyController, RetryController, TraderController],
      providers: [
        InternalGuard,
        ReadyGuard,
        { provide: INTERNAL_TOKEN, useValue: parts.internalToken },
        { provide: FEED_LOGGER, useValue: parts.logger },
        { provide: FactWriter, useValue: parts.writer },
        { provide: FactDoor, useValue: parts.door },
        { provide: TraderDesk, useValue: parts.desk },
        { provide: Replays, useValue: parts.replays },
      ],
    };
  }
}
