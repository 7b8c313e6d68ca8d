import type { AccountId } from '@stakelog/contracts';
import { Answers } from '../../../apps/api/src/commands/answers';
import { Commands } from '../../../apps/api/src/commands/commands';
import { DecisionTail } from '../../../apps/api/src/commands/decision-tail';
import { openCommandLog } from '../../../apps/api/src/commands/kafka-command-log';
import { openTail } from '../../../apps/api/src/commands/open-tail';
import type { ReadModels } from '../../../apps/api/src/reading/read-models';
import type { SimulatedProcess } from '../world/process';
import type { World } from '../world/world';
import type { Exit } from './service';

/** The read models that an api asks when its memory of answers is not enough. */
export type AnswerModels = Pick<ReadModels, 'answer' | 'reaches'>;

export type RunningApi = {
  readonly process: SimulatedProcess;
  readonly commands: Commands;
  readonly answers: Answers;
  /** Undefined until it has read to the end of the log. */
  ready: boolean;
};

export type ApiSurroundings = {
  readonly world: World;
  readonly process: SimulatedProcess;
  readonly models: AnswerModels;
  readonly exit: Exit;
};

/** The command side of apps/api/src/main.ts, without HTTP. */
export function startApi({ world, process, models, exit }: ApiSurroundings): RunningApi {
  const { codec } = world;
  const { clock } = process;
  const topics = world.log(process);
  const chance = world.chance.fork(`api ${process.name}`);
  const log = openCommandLog(topics, clock, () => undefined);
  const tail = new DecisionTail(clock);
  const commands = new Commands(log, tail, codec, undefined, clock, () => chance.unit());
  const running: RunningApi = {
    process,
    commands,
    answers: new Answers(tail, models, log),
    ready: false,
  };
  openTail({
    log: topics,
    codec,
    tail,
    positions: world.files.of(process),
    onDropped: (reason) => world.say(`${process.name} drops a batch: ${reason}`),
    onError: (error) => exit(error.message),
  })
    .then(async (reader) => {
      await reader.waitForEnd();
      running.ready = true;
      world.say(`${process.name} is ready`);
    })
    .catch((error: unknown) => exit(String(error)));
  return running;
}

/** The account whose request it is, for the status URL. */
export type Status = { readonly account: AccountId; readonly commandId: string };
