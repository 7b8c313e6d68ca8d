import { Module, type DynamicModule } from '@nestjs/common';
import {
  INTERNAL_TOKEN,
  InternalGuard,
  OperationsModule,
  type Health,
  type Metrics,
} from '@stakelog/runtime';
import type { PartitionOwner } from './partition/partition-owner';
import { OWNERS, RewindsController } from './partition/rewinds.controller';

export type DeciderParts = {
  readonly health: Health;
  readonly metrics: Metrics;
  readonly internalToken: string;
  /** Of this process; none before it has read the facts. */
  readonly owners: () => readonly PartitionOwner[];
};

/** A decider serves only those who run it; its work is between the topics. */
@Module({})
export class DeciderModule {
  static of({ health, metrics, internalToken, owners }: DeciderParts): DynamicModule {
    return {
      module: DeciderModule,
      imports: [OperationsModule.of(health, metrics)],
      controllers: [RewindsController],
      providers: [
        InternalGuard,
        { provide: INTERNAL_TOKEN, useValue: internalToken },
        { provide: OWNERS, useValue: owners },
      ],
    };
  }
}
