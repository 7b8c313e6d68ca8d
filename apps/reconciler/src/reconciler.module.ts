import { Module, type DynamicModule } from '@nestjs/common';
import { OperationsModule, type Health, type Metrics } from '@stakelog/runtime';

/** Reads everything, and serves only those who run it. */
@Module({})
export class ReconcilerModule {
  static of(health: Health, metrics: Metrics): DynamicModule {
    return { module: ReconcilerModule, imports: [OperationsModule.of(health, metrics)] };
  }
}
