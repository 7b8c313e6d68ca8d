import { Module, type DynamicModule } from '@nestjs/common';
import type { Codec } from '@stakelog/kafka';
import {
  OperationsModule,
  type Clock,
  type Health,
  type Metrics,
  type ShownSetting,
} from '@stakelog/runtime';
import { AccountController } from './account-desk/account.controller';
import { AccountDeskController } from './account-desk/account-desk.controller';
import { BetsController } from './bets/bets.controller';
import { RECEIPTS, type Receipts } from './bets/receipts';
import { RequestsController } from './bets/requests.controller';
import { CashOutController } from './cash-out/cash-out.controller';
import { Answers } from './commands/answers';
import { COMMAND_LOG, type CommandLog } from './commands/command-log';
import { CommandDoor } from './commands/command-door';
import { Commands } from './commands/commands';
import { DecisionTail } from './commands/decision-tail';
import { DeadLetterDesk } from './dead-letters/dead-letter-desk';
import type { DeadLetterLog } from './dead-letters/dead-letter-log';
import { DeadLettersController, LETTER_CODEC } from './dead-letters/dead-letters.controller';
import { SourceTopics } from './dead-letters/source-topics';
import { DocumentationController } from './documentation/documentation.controller';
import { GamblingController } from './gambling/gambling.controller';
import { RequestLimits } from './http/request-limits';
import { FEED_DOOR, type FeedDoor } from './markets/feed-door';
import { OfferController } from './markets/offer.controller';
import { TradingController } from './markets/trading.controller';
import { OperationsController } from './operations/operations.controller';
import {
  PARTITION_STATES,
  SHOWN_CONFIG,
  type PartitionStates,
} from './operations/partition-states';
import { SYSTEM_DOOR, type SystemDoor } from './operations/system-door';
import { Positioned } from './reading/positioned';
import { READ_MODELS, type ReadModels } from './reading/read-models';
import { RiskController } from './risk/risk.controller';
import { AccountsController } from './wallet/accounts.controller';
import { WalletController } from './wallet/wallet.controller';

/** Everything outside this process that the api needs. */
export type ApiParts = {
  readonly log: CommandLog;
  readonly tail: DecisionTail;
  readonly commands: Commands;
  readonly models: ReadModels;
  readonly feed: FeedDoor;
  readonly system: SystemDoor;
  readonly receipts: Receipts;
  readonly deadLetters: DeadLetterLog;
  readonly codec: Codec;
  readonly clock: Clock;
  readonly limits: RequestLimits;
  readonly partitions: PartitionStates;
  readonly shownConfig: Readonly<Record<string, ShownSetting>>;
  readonly health: Health;
  readonly metrics: Metrics;
};

/** The wiring of this process, all of it. */
@Module({})
export class ApiModule {
  static of(parts: ApiParts): DynamicModule {
    const { log, tail, commands, models, codec, feed } = parts;
    const sources = new SourceTopics(log, feed, codec);
    const desk = new DeadLetterDesk(parts.deadLetters, sources, parts.clock);
    return {
      module: ApiModule,
      imports: [OperationsModule.of(parts.health, parts.metrics)],
      controllers: [
        BetsController,
        RequestsController,
        CashOutController,
        AccountsController,
        WalletController,
        GamblingController,
        AccountController,
        AccountDeskController,
        OfferController,
        TradingController,
        RiskController,
        OperationsController,
        DeadLettersController,
        DocumentationController,
      ],
      providers: [
        { provide: COMMAND_LOG, useValue: log },
        { provide: Commands, useValue: commands },
        CommandDoor,
        { provide: DecisionTail, useValue: tail },
        { provide: Answers, useValue: new Answers(tail, models, log) },
        { provide: READ_MODELS, useValue: models },
        { provide: Positioned, useValue: new Positioned(models) },
        { provide: RECEIPTS, useValue: parts.receipts },
        { provide: FEED_DOOR, useValue: feed },
        { provide: SYSTEM_DOOR, useValue: parts.system },
        { provide: DeadLetterDesk, useValue: desk },
        { provide: LETTER_CODEC, useValue: codec },
        { provide: RequestLimits, useValue: parts.limits },
        { provide: PARTITION_STATES, useValue: parts.partitions },
        { provide: SHOWN_CONFIG, useValue: parts.shownConfig },
      ],
    };
  }
}
