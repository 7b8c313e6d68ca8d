import { stream, streamMarkets, type StreamCommand } from './bet-stream';

/** What a command of the stream is answered, by ours and by every peer. */
export type StreamAnswer = {
  /** 0 accepted, 1 suspended, 2 odds, 3 funds. */
  readonly code: number;
  /** Of the account behind an accepted bet, or before one that it had no funds for; else 0. Minor units. */
  readonly balance: number;
  /** The first answer once more: nothing is debited. */
  readonly repeated: boolean;
};

/** What was answered, counted by everybody alike, with a checksum that no order of the answers changes. */
export class AnswerTally {
  debited = 0;
  commands = 0;
  private accepted = 0;
  private repeated = 0;
  private readonly rejected = [0, 0, 0, 0];
  private checksum = 0;

  /** `stake` in minor units. */
  add(id: string, stake: number, { code, balance, repeated }: StreamAnswer): void {
    this.commands++;
    this.checksum = (this.checksum + hashOf(id, code, balance, repeated)) >>> 0;
    if (repeated) this.repeated++;
    else if (code === 0) {
      this.accepted++;
      this.debited += stake;
    } else this.rejected[code] = (this.rejected[code] ?? 0) + 1;
  }

  get text(): string {
    const [, suspended, odds, funds] = this.rejected;
    const sum = this.checksum.toString(16).padStart(8, '0');
    const balance = stream.accounts * stream.balance - this.debited;
    return `${this.accepted} accepted, ${suspended} suspended, ${odds} odds, ${funds} funds, ${this.repeated} repeated, ${sum}@${balance}`;
  }
}

/** Of all 300,000 commands. */
export const expected =
  '232140 accepted, 9854 suspended, 5666 odds, 43329 funds, 9011 repeated, b8131a92@19934559749';

/** The right answer to each command, found in the plainest way. */
export function rightAnswers(commands: readonly StreamCommand[]): readonly StreamAnswer[] {
  const markets = streamMarkets();
  const balances = new Map<number, number>();
  const first = new Map<string, StreamAnswer>();
  return commands.map(({ id, account, market, outcome, stake, odds }) => {
    const before = first.get(id);
    if (before !== undefined) return { ...before, repeated: true };
    const on = markets[market];
    const funds = balances.get(account) ?? stream.balance;
    const code = on?.suspended ? 1 : on?.odds[outcome] !== odds ? 2 : funds < stake ? 3 : 0;
    const balance = code === 0 ? funds - stake : code === 3 ? funds : 0;
    if (code === 0) balances.set(account, balance);
    const answer = { code, balance, repeated: false };
    first.set(id, answer);
    return answer;
  });
}

function hashOf(id: string, code: number, balance: number, repeated: boolean): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++)
    hash = Math.imul(hash ^ id.charCodeAt(index), 16_777_619);
  for (const part of [code, repeated ? 1 : 0, balance | 0])
    hash = Math.imul(hash ^ part, 16_777_619);
  return hash >>> 0;
}
