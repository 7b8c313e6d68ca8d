import { Body, Controller, Inject, Param } from '@nestjs/common';
import { CallerOf, Health, Problem, type Caller, type ShownSetting } from '@stakelog/runtime';
import type { z } from 'zod';
import { COMMAND_LOG, type CommandLog } from '../commands/command-log';
import { Commands } from '../commands/commands';
import { Serves } from '../http/route';
import { AcceptRewindBody, operationsRoutes } from './operations.routes';
import { SYSTEM_DOOR, type SystemDoor } from './system-door';
import { PARTITION_STATES, SHOWN_CONFIG, type PartitionStates } from './partition-states';

const { acceptRewind } = operationsRoutes;

/** What operators see of this process and of the others. */
@Controller()
export class OperationsController {
  constructor(
    @Inject(Health) private readonly state: Health,
    @Inject(Commands) private readonly commands: Commands,
    @Inject(COMMAND_LOG) private readonly log: CommandLog,
    @Inject(PARTITION_STATES) private readonly states: PartitionStates,
    @Inject(SYSTEM_DOOR) private readonly system: SystemDoor,
    @Inject(SHOWN_CONFIG) private readonly settings: Readonly<Record<string, ShownSetting>>,
  ) {}

  @Serves(operationsRoutes.health)
  async health() {
    const { requestsInFlight } = this.commands;
    return { ...this.state.readiness(), requestsInFlight, apps: await this.system.health() };
  }

  @Serves(operationsRoutes.partitions)
  partitions() {
    return { partitions: this.states() };
  }

  /** Commands appended but not decided, as far as this process has read. */
  @Serves(operationsRoutes.lag)
  async lag() {
    const partitions = this.states().map(async ({ partition, commandsNext, silentMs }) => {
      const commandsEnd = await this.log.endOffset(partition);
      const waiting = commandsNext === null ? null : Math.max(0, commandsEnd - commandsNext);
      return { partition, commandsEnd, commandsNext, waiting, silentMs };
    });
    return {
      partitions: await Promise.all(partitions).catch((cause: unknown) => {
        throw new Problem('log-unavailable', undefined, { retryAfterSeconds: 1, cause });
      }),
    };
  }

  @Serves(operationsRoutes.config)
  config() {
    return { settings: this.settings };
  }

  /** R6: an operator has looked, and takes the inputs as they are now. */
  @Serves(acceptRewind)
  async acceptRewind(
    @CallerOf() { subject: actor }: Caller,
    @Param({ schema: acceptRewind.params }) { partition }: z.output<typeof acceptRewind.params>,
    @Body({ schema: AcceptRewindBody }) { reason }: z.output<typeof AcceptRewindBody>,
  ) {
    const accepted = await this.system.acceptRewind(partition, { actor, reason });
    return { accepted, progress: '/v1/ops/partitions' };
  }
}
