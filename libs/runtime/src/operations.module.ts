import { Controller, Get, Inject, Module, Res, type DynamicModule } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from './access';
import { Health } from './health';
import { Metrics } from './metrics';

/** What every process serves for those who run it. */
@Public()
@Controller()
class OperationsController {
  constructor(
    @Inject(Health) private readonly health: Health,
    @Inject(Metrics) private readonly metrics: Metrics,
  ) {}

  /** The event loop turns. */
  @Get('livez')
  live() {
    return { live: true };
  }

  /** 200 when every dependency is up, 503 otherwise, each with its state and since when. */
  @Get('readyz')
  ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const readiness = this.health.readiness();
    reply.status(readiness.ready ? 200 : 503).header('cache-control', 'no-store');
    return readiness;
  }

  @Get('metrics')
  async scrape(@Res({ passthrough: true }) reply: FastifyReply) {
    reply.header('content-type', this.metrics.contentType);
    return this.metrics.text();
  }
}

/** `/livez`, `/readyz` and `/metrics`; import it as `OperationsModule.of(health, metrics)`. */
@Module({})
export class OperationsModule {
  static of(health: Health, metrics: Metrics): DynamicModule {
    return {
      module: OperationsModule,
      controllers: [OperationsController],
      providers: [
        { provide: Health, useValue: health },
        { provide: Metrics, useValue: metrics },
      ],
      exports: [Health, Metrics],
    };
  }
}
