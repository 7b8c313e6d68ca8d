import { applyDecorators, HttpCode, RequestMapping, RequestMethod } from '@nestjs/common';
import { Public, Scopes, type ProblemCode, type Scope } from '@stakelog/runtime';
import type { z } from 'zod';

/** An answer of a route as clients see it. */
export type RouteAnswer = {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** JSON unless stated. */
  readonly contentType?: string;
};

/** Everything there is to say of a route: the controllers and the OpenAPI document both read it. */
export type Route = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `{name}` for parameters, as OpenAPI writes them. */
  readonly path: string;
  readonly access: 'public' | readonly [Scope, ...Scope[]];
  readonly tag: string;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Requests carry `Idempotency-Key`. */
  readonly keyed?: boolean;
  /** A read: takes `Stakelog-After`, says `Stakelog-As-Of`. */
  readonly positioned?: boolean;
  readonly answers: Readonly<Record<number, RouteAnswer>>;
  readonly problems?: readonly ProblemCode[];
};

export const route = <const Of extends Route>(of: Of): Of => of;

const served = new WeakMap<object, Route>();

/** Serves a route of the table: its method, path, access and usual status. */
export function Serves(of: Route): MethodDecorator {
  const [status = 200] = Object.keys(of.answers).map(Number);
  return applyDecorators(
    RequestMapping({
      path: of.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      method: RequestMethod[of.method],
    }),
    HttpCode(status),
    of.access === 'public' ? Public() : Scopes(...of.access),
    (target: object, name: string | symbol) => {
      const handler: unknown = Reflect.get(target, name);
      if (typeof handler === 'function') served.set(handler, of);
    },
  );
}

/** The route that a controller's method serves. */
export const routeOf = (handler: object): Route | undefined => served.get(handler);
