import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from './logger';
import { Problem, type ProblemCode } from './problem';

const byStatus = new Map<number, ProblemCode>([
  [400, 'invalid-request'],
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [405, 'not-found'],
  [412, 'precondition-failed'],
  [413, 'too-large'],
  [415, 'unsupported-media-type'],
  [429, 'rate-limited'],
]);

/** Whatever was thrown, as the problem that the client gets. Unknown errors say nothing of themselves. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  const status = statusOf(thrown);
  const code = byStatus.get(status);
  if (code === undefined) return new Problem('internal', undefined, { cause: thrown });
  return new Problem(code, thrown instanceof Error ? thrown.message : undefined);
}

function statusOf(thrown: unknown): number {
  if (thrown instanceof HttpException) return thrown.getStatus();
  if (typeof thrown !== 'object' || thrown === null || !('statusCode' in thrown)) return 500;
  return typeof thrown.statusCode === 'number' ? thrown.statusCode : 500;
}

/** Every error leaves as `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(thrown);
    if (problem.code === 'internal')
      this.logger.error({ code: 'http.fault', err: thrown, url: path(request) }, 'request failed');
    if (problem.code === 'unauthenticated') reply.header('www-authenticate', 'Bearer');
    const { retryAfterSeconds } = problem.extra;
    if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
    reply
      .status(problem.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem.document(path(request))));
  }
}

/** Without the query: it may hold a key. */
const path = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? '/';
