import { Module, type DynamicModule } from '@nestjs/common';
import { OperationsModule, type Health, type Metrics } from '@stakelog/runtime';
import { RecordAgain, RecordAgainController } from './recording/record-again.controller';

/** The process: health and metrics by Nest, SQL beside it in a Fastify scope of its own. */
@Module({})
export class RecorderModule {
  static of(health: Health, metrics: Metrics, recordAgain: RecordAgain): DynamicModule {
    return {
      module: RecorderModule,
      imports: [OperationsModule.of(health, metrics)],
      controllers: [RecordAgainController],
      providers: [{ provide: RecordAgain, useValue: recordAgain }],
    };
  }
}
