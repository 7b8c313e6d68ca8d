import type { StreamCommand } from '../decide/bet-stream';
import type { StreamAnswer } from '../decide/stream-answers';

/** How an answer that was asked for at this place of the stream came. */
export type Submit = (command: StreamCommand, index: number) => Promise<StreamAnswer>;

export type Loop = {
  readonly commands: readonly StreamCommand[];
  /** The first command that nobody has asked yet. */
  readonly from: number;
  readonly commandsMax: number;
  readonly inFlight: number;
  readonly ms: number;
  readonly submit: Submit;
  /**
   * Where a server works in parallel, an account's commands wait for one another, or their answers could not be
   * compared. The wait is part of the latency, as it is where one writer decides.
   */
  readonly byAccount?: boolean;
};

export type Looped = {
  readonly next: number;
  readonly perSecond: number;
  /** Milliseconds, ascending. */
  readonly latencies: readonly number[];
  /** By place in the stream, from `from` on. */
  readonly answers: readonly StreamAnswer[];
};

/** So many users take the next command of the stream, send it and wait for its answer; the same for every peer. */
export async function closedLoop(loop: Loop): Promise<Looped> {
  const { commands, from, inFlight, ms } = loop;
  const submit = loop.byAccount === true ? byAccount(loop.submit) : loop.submit;
  const end = Math.min(commands.length, from + loop.commandsMax);
  const latencies: number[] = [];
  const answers: StreamAnswer[] = [];
  const startMs = performance.now();
  let next = from;
  const user = async () => {
    while (next < end && performance.now() - startMs < ms) {
      const index = next++;
      const command = commands[index];
      if (command === undefined) return;
      const sentAtMs = performance.now();
      answers[index - from] = await submit(command, index);
      latencies.push(performance.now() - sentAtMs);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, user));
  const seconds = (performance.now() - startMs) / 1_000;
  latencies.sort((a, b) => a - b);
  return { next, perSecond: Math.round(latencies.length / seconds), latencies, answers };
}

function byAccount(submit: Submit): Submit {
  const last = new Map<number, Promise<StreamAnswer>>();
  return async (command, index) => {
    const before = last.get(command.account);
    const send = () => submit(command, index);
    const answer = before === undefined ? send() : before.then(send);
    last.set(command.account, answer);
    try {
      return await answer;
    } finally {
      if (last.get(command.account) === answer) last.delete(command.account);
    }
  };
}
