import { stream, streamCommands, type StreamCommand } from '../../decide/bet-stream';
import { AnswerTally, expected, type StreamAnswer } from '../../decide/stream-answers';
import { runLevels } from '../../roundtrip/levels';
import { at, besideBacklog, levelFigures, type PeerFigure } from '../peer-figure';
import { Database } from './database';

const ONE = 'PostgreSQL, one call a bet';
const MANY = 'PostgreSQL, 100 bets a call';
const BETS_PER_CALL = 100;
/** More connections only wait for the two processors. */
const CONNECTIONS = { one: 32, backlog: 4, gathered: 2 };
const ALL = stream.accounts * stream.balance;

/** The backlog by hundreds; beside it, what one call a bet reaches at its best. */
export async function decide(port: number, ms: number): Promise<readonly PeerFigure[]> {
  return [await backlog(port), ...besideBacklog(await oneCallABet(port, ms, [64]))];
}

export async function roundtrip(port: number, ms: number): Promise<readonly PeerFigure[]> {
  return [...(await oneCallABet(port, ms)), ...(await gathered(port, ms))];
}

async function oneCallABet(port: number, ms: number, inFlights?: readonly number[]) {
  const database = await Database.create(port, 'one', CONNECTIONS.one);
  const submit = (command: StreamCommand) => database.placeBet(command);
  const asking = { submit, byAccount: true };
  const { levels } = await runLevels(streamCommands(), ms, asking, undefined, inFlights);
  const isRight = (await database.balance()) === ALL - (levels.at(-1)?.debited ?? 0);
  await database.close();
  return levelFigures(ONE, levels, isRight);
}

/** Commands divided by account among the connections, a hundred a transaction, which is what the times are of. */
async function backlog(port: number): Promise<PeerFigure> {
  const database = await Database.create(port, 'backlog', CONNECTIONS.backlog);
  const commands = streamCommands();
  const lanes = Array.from({ length: CONNECTIONS.backlog }, (_, lane) =>
    commands.filter(({ account }) => account % CONNECTIONS.backlog === lane),
  );
  const tally = new AnswerTally();
  const latencies: number[] = [];
  const startMs = performance.now();
  await Promise.all(
    lanes.map(async (lane) => {
      for (let from = 0; from < lane.length; from += BETS_PER_CALL) {
        const batch = lane.slice(from, from + BETS_PER_CALL);
        const sentAtMs = performance.now();
        const answers = await database.placeBets(batch);
        latencies.push(performance.now() - sentAtMs);
        for (const [index, { id, stake }] of batch.entries()) {
          const answer = answers[index];
          if (answer !== undefined) tally.add(id, stake, answer);
        }
      }
    }),
  );
  const seconds = (performance.now() - startMs) / 1_000;
  const isRight = (await database.balance()) === ALL - tally.debited;
  await database.close();
  latencies.sort((a, b) => a - b);
  return {
    peer: MANY,
    against: 'decide warm',
    perSecond: Math.round(commands.length / seconds),
    p50Ms: at(latencies, 0.5),
    p99Ms: at(latencies, 0.99),
    errors: (tally.text === expected ? 0 : 1) + (isRight ? 0 : 1),
  };
}

type Waiting = { readonly command: StreamCommand; readonly settle: (answer: StreamAnswer) => void };

/** A service that gathers what its users ask while the last transaction commits. */
async function gathered(port: number, ms: number): Promise<readonly PeerFigure[]> {
  const database = await Database.create(port, 'gathered', CONNECTIONS.gathered);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const lanes = Array.from({ length: CONNECTIONS.gathered }, () => ({
    queue: [] as Waiting[],
    busy: false,
  }));
  const pump = async (lane: { queue: Waiting[]; busy: boolean }) => {
    if (lane.busy) return;
    lane.busy = true;
    while (lane.queue.length > 0) {
      const batch = lane.queue.splice(0, BETS_PER_CALL);
      const answers = await database.placeBets(batch.map(({ command }) => command));
      for (const [index, { settle }] of batch.entries()) {
        const answer = answers[index];
        if (answer !== undefined) settle(answer);
      }
    }
    lane.busy = false;
  };
  const submit = (command: StreamCommand) => {
    const { promise, resolve } = Promise.withResolvers<StreamAnswer>();
    const lane = lanes[command.account % lanes.length];
    lane?.queue.push({ command, settle: resolve });
    if (lane !== undefined) queueMicrotask(() => void pump(lane).catch(failed.reject));
    return promise;
  };
  const { levels } = await Promise.race([
    runLevels(streamCommands(), ms, { submit }),
    failed.promise,
  ]);
  const isRight = (await database.balance()) === ALL - (levels.at(-1)?.debited ?? 0);
  await database.close();
  return levelFigures(MANY, levels, isRight);
}
