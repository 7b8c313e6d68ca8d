import { Body, Controller, Get, Inject, Post, UseGuards } from '@nestjs/common';
import { limits, positionToken } from '@stakelog/contracts';
import { Problem, Scopes } from '@stakelog/runtime';
import { z } from 'zod';
import { NativeFact } from '../native/native-fact';
import { Replays } from '../replay/replays';
import { FactDoor } from '../session/fact-door';
import { FactWriter } from '../session/fact-writer';
import { ReadyGuard } from './ready.guard';
import { inTime } from './in-time';

const facts = z.array(z.unknown()).min(1).max(limits.feedFactsPerPostMax);
const FactsBody = z.union([facts, z.strictObject({ facts }).transform((body) => body.facts)]);

/** Where feeds that speak the native format post their facts. */
@Controller('v1/feed')
export class FeedEventsController {
  constructor(
    @Inject(FactDoor) private readonly door: FactDoor,
    @Inject(FactWriter) private readonly writer: FactWriter,
    @Inject(Replays) private readonly replays: Replays,
  ) {}

  /** 201 with the place of each fact; a fact that was posted before is answered with its first place. */
  @Post('events')
  @UseGuards(ReadyGuard)
  @Scopes('feed')
  async post(@Body({ schema: FactsBody }) body: z.output<typeof FactsBody>) {
    const posted = body.map(nativeFact);
    if (this.writer.waiting >= limits.feedFactsInFlightMax)
      throw new Problem('overloaded', 'too many facts wait', { retryAfterSeconds: 1 });
    const admission = await inTime(this.door.admit(posted));
    if (admission.status === 'written')
      return { positions: admission.positions.map(positionToken) };
    const { index, why, detail } = admission.fact;
    const [path] = detail.split(':');
    const errors = [{ path: `${index}.${path}`, code: 'FACT_INVALID', detail }];
    throw why === 'invalid'
      ? new Problem('invalid-request', `fact ${index}: ${detail}; nothing was written`, { errors })
      : new Problem('source-id-reused', `fact ${index}: ${detail}; its fixture is suspended`);
  }

  /** How far the replays of this process have come. */
  @Get('replays')
  @Scopes('feed', 'operator')
  progress() {
    return { replays: this.replays.summaries() };
  }
}

function nativeFact(posted: unknown, index: number): NativeFact {
  const result = NativeFact.safeParse(posted);
  if (result.success) return result.data;
  const errors = result.error.issues.slice(0, 20).map(({ path, message }) => ({
    path: [index, ...path].join('.'),
    code: 'INVALID_FORMAT',
    detail: message,
  }));
  throw new Problem('invalid-request', `fact ${index} breaks a rule; nothing was written`, {
    errors,
  });
}
