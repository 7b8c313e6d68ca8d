import { Body, Controller, HttpCode, Inject, Param, Post, UseGuards } from '@nestjs/common';
import { limits } from '@stakelog/contracts';
import { InternalGuard, Problem, Public } from '@stakelog/runtime';
import { z } from 'zod';
import type { PartitionOwner } from './partition-owner';

/** The injection token of the owners of this process. */
export const OWNERS = Symbol('owners');

const text = z.string().min(1).max(limits.textLengthMax);
const AcceptBody = z.strictObject({ actor: text, reason: text });
const Partition = z.strictObject({ partition: z.coerce.number().int().min(0) });

/** What operators say about stopped partitions, as api hands it on. */
@Public()
@UseGuards(InternalGuard)
@Controller('internal/partitions/:partition')
export class RewindsController {
  constructor(@Inject(OWNERS) private readonly owners: () => readonly PartitionOwner[]) {}

  /** R6: the partition goes on with the inputs as they are now; its next batch records who let it. */
  @Post('accept-rewind')
  @HttpCode(202)
  accept(
    @Param({ schema: Partition }) { partition }: z.output<typeof Partition>,
    @Body({ schema: AcceptBody }) by: z.output<typeof AcceptBody>,
  ) {
    const owner = this.owners().find((one) => one.partition === partition);
    if (owner === undefined)
      throw new Problem('not-found', `partition ${partition} is another process's`);
    const accepted = owner.acceptRewind(by);
    if (accepted === undefined)
      throw new Problem('not-stopped', `partition ${partition} waits for no rewind to be accepted`);
    return { partition, accepted };
  }
}
