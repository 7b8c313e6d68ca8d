import { Controller, Inject } from '@nestjs/common';
import { Health, Problem, type ShownSetting } from '@stakelog/runtime';
import { COMMAND_LOG, type CommandLog } from '../commands/command-log';
import { Commands } from '../commands/commands';
import { Serves } from '../http/route';
import { operationsRoutes } from './operations.routes';
import { PARTITION_STATES, SHOWN_CONFIG, type PartitionStates } from './partition-states';

/** What operators see of this process. */
@Controller()
export class OperationsController {
  constructor(
    @Inject(Health) private readonly state: Health,
    @Inject(Commands) private readonly commands: Commands,
    @Inject(COMMAND_LOG) private readonly log: CommandLog,
    @Inject(PARTITION_STATES) private readonly states: PartitionStates,
    @Inject(SHOWN_CONFIG) private readonly settings: Readonly<Record<string, ShownSetting>>,
  ) {}

  @Serves(operationsRoutes.health)
  health() {
    return { ...this.state.readiness(), requestsInFlight: this.commands.requestsInFlight };
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
}
