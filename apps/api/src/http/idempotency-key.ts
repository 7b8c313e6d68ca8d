import { limits } from '@stakelog/contracts';
import { Problem } from '@stakelog/runtime';
import type { FastifyRequest } from 'fastify';
import { hash } from 'node:crypto';

/** Keys that the api makes by itself begin so, and no client's does. */
const OWN = 'stakelog:';

/** The key of a command that has one key for ever, whoever sends it. */
export const ownKey = (name: string): string => `${OWN}${name}`;

/** An operator's key acts on somebody's account: it has a name of its own there. */
export const operatorKey = (request: FastifyRequest): string =>
  ownKey(`operator:${hash('sha256', idempotencyKey(request), 'base64url')}`);

const visible = /^[\x21-\x7e]+$/;

/** The request's `Idempotency-Key`. Throws `idempotency-key-missing`, or `invalid-request` where it is no key. */
export function idempotencyKey(request: FastifyRequest): string {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '')
    throw new Problem(
      'idempotency-key-missing',
      'send Idempotency-Key: a text you make up once per request',
    );
  return checkedKey(key);
}

/** Throws `invalid-request` unless the text is 1 to 128 visible ASCII characters and not reserved. */
export function checkedKey(key: string): string {
  if (key.length > limits.idempotencyKeyLengthMax || !visible.test(key))
    throw new Problem('invalid-request', 'a key is 1 to 128 visible ASCII characters', {
      errors: [{ path: 'Idempotency-Key', code: 'INVALID_FORMAT' }],
    });
  if (key.startsWith(OWN))
    throw new Problem('invalid-request', `keys beginning with ${OWN} are not for clients`, {
      errors: [{ path: 'Idempotency-Key', code: 'RESERVED' }],
    });
  return key;
}
