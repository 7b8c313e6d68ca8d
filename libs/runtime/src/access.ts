import {
  createParamDecorator,
  SetMetadata,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { assert } from '@stakelog/contracts';
import type { FastifyRequest } from 'fastify';
import { Problem } from './problem';
import type { Caller, Scope, Tokens } from './tokens';

const ACCESS = 'stakelog:access';

/** What a route asks for: any one of some scopes, or nothing. */
export type Access = 'public' | readonly Scope[];

/** The route is for callers that have one of these scopes. */
export const Scopes = (...any: readonly [Scope, ...Scope[]]) =>
  SetMetadata(ACCESS, any satisfies Access);

/** The route is for everybody. */
export const Public = () => SetMetadata(ACCESS, 'public' satisfies Access);

/** What a handler or its controller states; undefined: nothing, and the guard refuses. */
export function accessOf(handler: object, controller: object): Access | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the two decorators above write it
  const stated = (target: object) => Reflect.getMetadata(ACCESS, target) as Access | undefined;
  return stated(handler) ?? stated(controller);
}

const callers = new WeakMap<object, Caller>();

/** The verified caller, in a handler whose route states a scope. */
export const CallerOf = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = callers.get(context.switchToHttp().getRequest<FastifyRequest>());
  assert(caller !== undefined, 'a route with a caller states a scope');
  return caller;
});

/** Denies by default: a route without `@Scopes` or `@Public` is forbidden to everybody. */
export class AccessGuard implements CanActivate {
  constructor(private readonly tokens: Tokens) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const access = accessOf(context.getHandler(), context.getClass());
    if (access === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const token = bearer(request.headers.authorization);
    const known = this.tokens.remembered(token);
    if (known !== undefined) return admit(request, known, access);
    return this.tokens.verify(token).then((caller) => admit(request, caller, access));
  }
}

function admit(request: object, caller: Caller, access: readonly Scope[] | undefined): boolean {
  if (access?.some((scope) => caller.scopes.has(scope)) !== true)
    throw new Problem(
      'forbidden',
      `this route needs the scope ${access?.join(' or ') ?? 'nobody has'}`,
    );
  callers.set(request, caller);
  return true;
}

/** The token of an Authorization header. Throws `unauthenticated` where there is none. */
export function bearer(header: string | undefined): string {
  const [, token] = /^bearer ([\w.~+/-]+=*)$/i.exec(header ?? '') ?? [];
  if (token === undefined)
    throw new Problem('unauthenticated', 'send the header Authorization: Bearer <token>');
  return token;
}
