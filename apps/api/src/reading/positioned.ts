import { limits, parsePositionToken } from '@stakelog/contracts';
import { Problem } from '@stakelog/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Read, ReadModels } from './read-models';

/** Reads that never show an older state than the client has seen, and say which one they show. */
export class Positioned {
  constructor(private readonly models: Pick<ReadModels, 'reaches'>) {}

  /** Waits for `Stakelog-After`, states `Stakelog-As-Of`. */
  async read<Value>(
    request: FastifyRequest,
    reply: FastifyReply,
    read: () => Promise<Read<Value>>,
  ): Promise<Value> {
    await this.wait(request.headers['stakelog-after']);
    const { value, asOf } = await read();
    reply.header('stakelog-as-of', asOf);
    return value;
  }

  /** One thing with a version: its ETag, 304 where the client has it, 404 where there is none. `version` where more than its log changes it. */
  async one<Value extends { readonly asOf: string }>(
    request: FastifyRequest,
    reply: FastifyReply,
    read: () => Promise<Read<Value | undefined>>,
    version: (value: Value) => string = ({ asOf }) => asOf,
  ): Promise<Value | undefined> {
    const value = await this.read(request, reply, read);
    if (value === undefined) throw new Problem('not-found');
    const etag = `"${version(value)}"`;
    reply.header('etag', etag).header('cache-control', 'private, no-cache');
    if (!tags(request.headers['if-none-match']).includes(etag)) return value;
    reply.status(304);
    return undefined;
  }

  private async wait(after: string | string[] | undefined): Promise<void> {
    if (after === undefined) return;
    const position = typeof after === 'string' ? parsePositionToken(after) : undefined;
    if (position?.topic !== 'bet.events' && position?.topic !== 'odds.events')
      throw new Problem('invalid-request', 'Stakelog-After is a position such as b3:184223', {
        errors: [{ path: 'Stakelog-After', code: 'INVALID_FORMAT' }],
      });
    if (await this.models.reaches(position, limits.readWaitMs)) return;
    throw new Problem('read-model-behind', `waiting for ${String(after)}`, {
      retryAfterSeconds: 1,
    });
  }
}

const tags = (header: string | undefined): readonly string[] =>
  (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
