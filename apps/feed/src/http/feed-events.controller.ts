import { Body, Controller, Get, Inject, Post, UseGuards } from '@nestjs/common';
import { limits, positionToken } from '@stakelog/contracts';
import { Problem, Scopes } from '@stakelog/runtime';
import { z } from 'zod';
import { Replays } from '../replay/replays';
import { FactDoor } from '../session/fact-door';
import { FactWriter } from '../session/fact-writer';
import { admitted } from './admitted';
import { ReadyGuard } from './ready.guard';
import { nativeFacts } from './native-facts';

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
    const posted = nativeFacts(body);
    if (this.writer.waiting >= limits.feedFactsInFlightMax)
      throw new Problem('overloaded', 'too many facts wait', { retryAfterSeconds: 1 });
    const positions = await admitted(this.door.admit(posted));
    return { positions: positions.map(positionToken) };
  }

  /** How far the replays of this process have come. */
  @Get('replays')
  @Scopes('feed', 'operator')
  progress() {
    return { replays: this.replays.summaries() };
  }
}
