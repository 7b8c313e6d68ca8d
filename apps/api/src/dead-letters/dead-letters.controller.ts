import { Body, Controller, Inject, Param, Query } from '@nestjs/common';
import type { Codec } from '@stakelog/kafka';
import { CallerOf, type Caller } from '@stakelog/runtime';
import type { z } from 'zod';
import { Serves } from '../http/route';
import { fromCursor, toCursor } from '../reading/cursor';
import { DeadLetterDesk } from './dead-letter-desk';
import { deadLettersRoutes, DiscardBody, RetryBody } from './dead-letters.routes';
import { shownEntry, shownOriginal } from './shown-letter';

const { list, show, retry, discard } = deadLettersRoutes;

/** The injection token of a codec that knows the topics of dead letters. */
export const LETTER_CODEC = Symbol('letter codec');

type Letter = z.output<typeof show.params>;

/** What was put aside, and what operators do about it. */
@Controller()
export class DeadLettersController {
  constructor(
    @Inject(DeadLetterDesk) private readonly desk: DeadLetterDesk,
    @Inject(LETTER_CODEC) private readonly codec: Codec,
  ) {}

  @Serves(list)
  list(@Query({ schema: list.query }) query: z.output<typeof list.query>) {
    const { cursor, limit, ...filter } = query;
    const from = fromCursor(cursor, 'number') ?? 0;
    const { entries, next, forgotten } = this.desk.page(filter, from, limit);
    return { items: entries.map(shownEntry), next: toCursor(next), forgotten };
  }

  @Serves(show)
  async show(@Param({ schema: show.params }) { coordinate }: Letter) {
    const { entry, letter } = await this.desk.letter(coordinate);
    const original = letter === undefined ? null : await shownOriginal(entry, letter, this.codec);
    return { ...shownEntry(entry), original };
  }

  @Serves(retry)
  retry(
    @CallerOf() { subject: actor }: Caller,
    @Param({ schema: retry.params }) { coordinate }: Letter,
    @Body({ schema: RetryBody }) { reason, record }: z.output<typeof RetryBody>,
  ) {
    return this.desk.retry(coordinate, record, { actor, reason });
  }

  @Serves(discard)
  discard(
    @CallerOf() { subject: actor }: Caller,
    @Param({ schema: discard.params }) { coordinate }: Letter,
    @Body({ schema: DiscardBody }) { reason }: z.output<typeof DiscardBody>,
  ) {
    return this.desk.discard(coordinate, { actor, reason });
  }
}
