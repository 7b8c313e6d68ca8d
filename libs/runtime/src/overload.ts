import underPressure from '@fastify/under-pressure';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { limits } from '@stakelog/contracts';
import { Problem } from './problem';

/** Whoever runs the process must see what is wrong with it. */
const always = new Set(['/livez', '/readyz', '/metrics']);
const RETRY_AFTER_SECONDS = 1;

/**
 * Answers 503 as long as the event loop is so far behind that no request would be answered in time: what
 * waits in sockets is refused before it costs anything.
 */
export async function refuseUnderPressure(
  app: NestFastifyApplication,
  eventLoopDelayMsMax: number = limits.eventLoopDelayMsMax,
): Promise<void> {
  await app.register(underPressure, {
    maxEventLoopDelay: eventLoopDelayMsMax,
    pressureHandler(request, reply) {
      if (always.has(request.url)) return;
      const problem = new Problem(
        'overloaded',
        'the process is too busy; repeat under the same key',
      );
      void reply
        .status(problem.status)
        .header('retry-after', String(RETRY_AFTER_SECONDS))
        .type('application/problem+json')
        .send(problem.document(request.url));
    },
  });
}
