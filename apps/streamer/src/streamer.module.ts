import { Module, type DynamicModule } from '@nestjs/common';
import { OperationsModule, type Health, type Metrics } from '@stakelog/runtime';

/** HTTP serves those who run it; clients come through the WebSocket door beside it. */
@Module({})
export class StreamerModule {
  static of(health: Health, metrics: Metrics): DynamicModule {
    return { module: StreamerModule, imports: [OperationsModule.of(health, metrics)] };
  }
}
