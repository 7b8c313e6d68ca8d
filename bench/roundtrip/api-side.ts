import { topicNames, type BetCommand } from '@stakelog/contracts';
import { connectCodec, directoryPositions, kafkaLog } from '@stakelog/kafka';
import { systemClock } from '@stakelog/runtime';
import { Commands, type CommandReply } from '../../apps/api/src/commands/commands';
import { DecisionTail } from '../../apps/api/src/commands/decision-tail';
import { openCommandLog } from '../../apps/api/src/commands/kafka-command-log';
import { openTail } from '../../apps/api/src/commands/open-tail';
import type { Servers } from '../audit/write-log';

/** Nobody is told "pending" here: what takes longer counts with all its time. */
const WAIT_MS = 60_000;

export type ApiSide = {
  /** Appends the command and waits until the tail has read its decision. */
  ask(command: BetCommand): Promise<CommandReply>;
  /** Rejects when the log cannot be read on. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
};

/** The api from behind its HTTP: its own command log, tail and waiting, reading all of bet.events. */
export async function openApiSide(
  { brokers, registryUrl }: Servers,
  positionsDir: string,
): Promise<ApiSide> {
  const log = kafkaLog({ brokers, clientId: 'bench-api' });
  const codec = await connectCodec(registryUrl, topicNames);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const tail = new DecisionTail();
  const positions = directoryPositions(positionsDir);
  const reader = await openTail({
    log,
    codec,
    positions,
    tail,
    onDropped: (reason) => failed.reject(new Error(`a batch was dropped: ${reason}`)),
    onError: failed.reject,
  });
  await Promise.race([reader.waitForEnd(), failed.promise]);
  const commandLog = openCommandLog(log, systemClock, () => undefined);
  const commands = new Commands(commandLog, tail, codec, WAIT_MS);
  return {
    ask: (command) => commands.ask(command),
    failed: failed.promise,
    close: async () => void (await Promise.all([reader.close(), commandLog.close()])),
  };
}
