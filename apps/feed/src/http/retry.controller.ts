import { Body, Controller, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { limits, positionToken } from '@stakelog/contracts';
import { InternalGuard, Public, type Logger } from '@stakelog/runtime';
import { z } from 'zod';
import { nativeFacts } from './native-facts';
import { text } from '../native/native-values';
import { FactDoor } from '../session/fact-door';
import { admitted } from './admitted';
import { ReadyGuard } from './ready.guard';

/** Injection token of the process's logger. */
export const FEED_LOGGER = Symbol('feed logger');

const RetryBody = z.strictObject({
  actor: text,
  reason: text,
  source: text,
  facts: z.array(z.unknown()).min(1).max(limits.deadLetterFactsMax),
});

/** Repaired dead letters as api hands them on: the door of every post, for whatever producer they are from. */
@Public()
@UseGuards(InternalGuard, ReadyGuard)
@Controller('internal/dead-letters')
export class RetryController {
  constructor(
    @Inject(FactDoor) private readonly door: FactDoor,
    @Inject(FEED_LOGGER) private readonly logger: Logger,
  ) {}

  @Post('retry')
  @HttpCode(201)
  async retry(@Body({ schema: RetryBody }) { facts, ...order }: z.output<typeof RetryBody>) {
    const admission = this.door.admit(nativeFacts(facts), 'operator');
    const positions = (await admitted(admission)).map(positionToken);
    this.logger.info({ code: 'feed.dead-letter-retried', ...order, positions }, 'retried');
    return { positions };
  }
}
