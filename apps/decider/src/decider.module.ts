import { Module, type DynamicModule } from '@nestjs/common';
import { OperationsModule, type Health, type Metrics } from '@stakelog/runtime';

/** A decider serves only those who run it; its work is between the topics. */
@Module({})
export class DeciderModule {
  static of(health: Health, metrics: Metrics): DynamicModule {
    return { module: DeciderModule, imports: [OperationsModule.of(health, metrics)] };
  }
}
