import { StandardSchemaValidationPipe, type Type, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { limits } from '@stakelog/contracts';
import { AccessGuard } from './access';
import { nestLogger, type Logger } from './logger';
import type { Metrics } from './metrics';
import { Problem } from './problem';
import { ProblemFilter } from './problem-filter';
import type { Tokens } from './tokens';

export type HttpOptions = {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Absent in a process whose routes are all public. */
  readonly tokens?: Tokens;
  readonly bodyBytesMax?: number;
};

/** Times in milliseconds after which Fastify gives up on a client. */
const patience = { connectionTimeout: 30_000, keepAliveTimeout: 72_000, requestTimeout: 15_000 };

/** The server below Nest: bounded bodies, timeouts, no stack traces, no logging per request. */
export function fastifyAdapter(bodyBytesMax: number = limits.bodyBytesMax): FastifyAdapter {
  return new FastifyAdapter({
    ...patience,
    bodyLimit: bodyBytesMax,
    logger: false,
    trustProxy: false,
    routerOptions: { maxParamLength: 256 },
  });
}

/** Filter, guard, pipe and request metric, the same in every process and in every wiring test. */
export function dressHttp(app: NestFastifyApplication, options: HttpOptions): void {
  app.useGlobalFilters(new ProblemFilter(options.logger));
  if (options.tokens !== undefined) app.useGlobalGuards(new AccessGuard(options.tokens));
  app.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: invalidRequest }));
  const seconds = options.metrics.latency('http_request_duration_seconds', 'Of HTTP requests.', [
    'route',
    'status',
  ]);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'unknown';
      seconds.observe({ route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000);
      done();
    });
}

/** Builds the Nest application of a process; the caller listens when its dependencies allow it. */
export async function createHttp(
  module: Type | DynamicModule,
  options: HttpOptions,
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    module,
    fastifyAdapter(options.bodyBytesMax),
    { logger: nestLogger(options.logger), abortOnError: false },
  );
  dressHttp(app, options);
  return app;
}

type Issue = {
  readonly message: string;
  readonly path?: readonly unknown[] | undefined;
  /** zod's names of fields that nobody asked for; their path is their parent's. */
  readonly keys?: readonly string[];
};

/** A body or query that its schema refuses, with the path of each fault. */
export function invalidRequest(issues: readonly Issue[]): Problem {
  const faults = issues.flatMap(({ path = [], message, keys }) =>
    (keys ?? [undefined]).map((key) => ({
      path: [...path, ...(key === undefined ? [] : [key])].map(step).join('.'),
      code: 'INVALID_FORMAT',
      detail: message,
    })),
  );
  const errors = faults.slice(0, 20);
  const money = errors.every(({ path }) => /(^|\.)(amount|stake)$/.test(path));
  return new Problem(
    money ? 'invalid-amount' : 'invalid-request',
    'see errors for the fields that are wrong',
    { errors },
  );
}

const step = (segment: unknown): string =>
  typeof segment === 'object' && segment !== null && 'key' in segment
    ? String(segment.key)
    : String(segment);
