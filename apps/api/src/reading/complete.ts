import { RedisError, type Read as ModelRead } from '@stakelog/redis';
import { Problem } from '@stakelog/runtime';
import type { Read } from './read-models';

const RETRY = { retryAfterSeconds: 1 };

/** Throws the problem that a read without an answer is. */
export const complete = async <Value>(reading: Promise<ModelRead<Value>>): Promise<Read<Value>> =>
  whole(await reading.catch(unreachable));

export function whole<Value>(read: ModelRead<Value>): Read<Value> {
  switch (read.status) {
    case 'read':
      return { value: read.value, asOf: read.asOf ?? '' };
    case 'behind':
      throw new Problem('read-model-behind', undefined, RETRY);
    case 'rebuilding':
      throw new Problem('read-model-rebuilding', undefined, RETRY);
  }
}

export function unreachable(cause: unknown): never {
  if (!(cause instanceof RedisError)) throw cause;
  throw new Problem('read-model-rebuilding', 'the read models cannot be reached', {
    ...RETRY,
    cause,
  });
}
