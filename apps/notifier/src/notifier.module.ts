import { Module, type DynamicModule } from '@nestjs/common';
import { OperationsModule, type Health, type Metrics } from '@stakelog/runtime';

/** A notifier serves only those who run it; its work is between the queue and the targets. */
@Module({})
export class NotifierModule {
  static of(health: Health, metrics: Metrics): DynamicModule {
    return { module: NotifierModule, imports: [OperationsModule.of(health, metrics)] };
  }
}
