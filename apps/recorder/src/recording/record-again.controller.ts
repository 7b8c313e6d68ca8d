import { Body, Controller, Headers, Inject, Post } from '@nestjs/common';
import { topics } from '@stakelog/contracts';
import { Problem, Public } from '@stakelog/runtime';
import { timingSafeEqual } from 'node:crypto';
import { recordedTopics, type RecordedTopic } from '../rows/tables';

/** How a partition is given up; the process ends afterwards, and its next start records it again. */
export class RecordAgain {
  constructor(
    readonly internalToken: string,
    readonly isOwn: (partition: number) => boolean,
    readonly giveUp: (topic: RecordedTopic, partition: number) => Promise<void>,
    readonly end: () => void,
  ) {}
}

/** For an operator, with the internal token; never for clients. */
@Public()
@Controller('internal')
export class RecordAgainController {
  constructor(@Inject(RecordAgain) private readonly again: RecordAgain) {}

  /** `{ topic, partition }`: its rows are removed and recorded again from the log. */
  @Post('record-again')
  async recordAgain(
    @Headers('authorization') authorization: string | undefined,
    @Body() body: unknown,
  ) {
    if (!isInternal(authorization, this.again.internalToken)) throw new Problem('unauthenticated');
    const asked = placeIn(body);
    if (asked === undefined || !this.again.isOwn(asked.partition))
      throw new Problem('not-found', 'no such topic and partition of this recorder');
    await this.again.giveUp(asked.topic, asked.partition);
    setImmediate(this.again.end);
    return { ...asked, recording: 'from the beginning, when the recorder has started again' };
  }
}

function placeIn(body: unknown) {
  if (typeof body !== 'object' || body === null) return undefined;
  const { topic, partition }: { topic?: unknown; partition?: unknown } = body;
  const named = recordedTopics.find((name) => name === topic);
  if (named === undefined || typeof partition !== 'number') return undefined;
  if (!Number.isInteger(partition) || partition < 0 || partition >= topics[named].partitions)
    return undefined;
  return { topic: named, partition };
}

function isInternal(authorization: string | undefined, token: string): boolean {
  const given = Buffer.from(authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return token !== '' && given.length === wanted.length && timingSafeEqual(given, wanted);
}
