import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { hash, timingSafeEqual } from 'node:crypto';
import { bearer } from './access';
import { Problem } from './problem';

/** The injection token of that token. */
export const INTERNAL_TOKEN = Symbol('internal token');

/** Lets only processes of this system in, which share one token. */
@Injectable()
export class InternalGuard implements CanActivate {
  constructor(@Inject(INTERNAL_TOKEN) private readonly token: string) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
    const given = hash('sha256', bearer(headers.authorization), 'buffer');
    if (!timingSafeEqual(given, hash('sha256', this.token, 'buffer')))
      throw new Problem('unauthenticated', 'this route is for processes of this system');
    return true;
  }
}
