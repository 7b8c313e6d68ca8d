import type { SettleCode } from '@stakelog/contracts';

/** Why a line is not settled: a stable code, a sentence, and where in the line. */
export class Refusal extends Error {
  readonly code: SettleCode;
  /** A path in the line such as `ticket.bets[0].stake`; empty where it is the line itself. */
  readonly at: string;
  /** What would have been right, where one value is. */
  readonly expected: number | undefined;

  constructor(code: SettleCode, message: string, at = '', expected?: number) {
    super(message);
    this.code = code;
    this.at = at;
    this.expected = expected;
  }
}
