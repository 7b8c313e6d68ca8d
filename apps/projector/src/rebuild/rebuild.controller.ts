import { Controller, Headers, Inject, Post, Res } from '@nestjs/common';
import { Public, Problem } from '@stakelog/runtime';
import type { FastifyReply } from 'fastify';
import { timingSafeEqual } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { Rebuilds } from './rebuilds';

/** For `npm run rebuild`, with the internal token; never for clients. */
@Public()
@Controller('internal')
export class RebuildController {
  constructor(@Inject(Rebuilds) private readonly rebuilds: Rebuilds) {}

  /** One JSON line per step; the last one says whether every model was equal. */
  @Post('rebuild')
  rebuild(@Headers('authorization') authorization: string | undefined, @Res() reply: FastifyReply) {
    if (!isInternal(authorization, this.rebuilds.internalToken))
      throw new Problem('unauthenticated');
    const lines = new PassThrough();
    void reply.header('content-type', 'application/x-ndjson').send(lines);
    const tell = (line: object) => void lines.write(`${JSON.stringify(line)}\n`);
    this.rebuilds
      .all(tell)
      .catch((error: unknown) => tell({ step: 'failed', because: String(error) }))
      .finally(() => lines.end());
  }
}

function isInternal(authorization: string | undefined, token: string): boolean {
  const given = Buffer.from(authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
