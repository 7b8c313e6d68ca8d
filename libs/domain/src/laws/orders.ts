import { defined, utcMs, type BetCommand, type OddsEvent } from '@stakelog/contracts';
import type { Decision } from '../partition/partition-state';
import type { Desk } from './desk';

/** Commands to a desk, a batch and a key for each: what specs of account rules are written in. */
export class Orders {
  readonly desk: Desk;
  private readonly alive: (ms: number) => OddsEvent;
  private keys = 0;

  /** `alive` is the heartbeat that keeps the feed up wherever the clock is moved. */
  constructor(desk: Desk, alive: (ms: number) => OddsEvent) {
    this.desk = desk;
    this.alive = alive;
  }

  /** Moves the clock to this time. */
  at(ms: number): this {
    this.desk.nowMs = utcMs(ms);
    this.desk.adopt(this.alive(ms));
    return this;
  }

  /** The answer to a command of a new key, requested now. */
  ask(build: (key: string, nowMs: number) => BetCommand): Decision {
    const answers = this.desk.decide(build(`k${++this.keys}`, this.desk.nowMs));
    return defined(answers.at(-1), 'a command is answered');
  }

  /** The same in a word: what happened, or why it was refused. */
  tell(build: (key: string, nowMs: number) => BetCommand): string {
    const answer = this.ask(build);
    if (answer.type === 'CommandRejected') return said(answer);
    return answer.type === 'BetRejected'
      ? said(defined(answer.reasons[0], 'a rejection has a reason'))
      : answer.type;
  }
}

const said = ({ code, detail }: { readonly code: string; readonly detail: string | null }) =>
  detail === null ? code : `${code} ${detail}`;
