import type { BetId, CashOut, CashOutQuoted } from '@stakelog/contracts';

/** A cash-out quote, known for a while beyond its deadline. */
export type CashOutQuote = {
  readonly quoted: CashOutQuoted;
  readonly betId: BetId;
  readonly quotedAtMs: number;
  /** The share that was cashed out before: the amount is for what comes on top of it. */
  readonly fromBps: number;
  /** By leg: what a decided one returned per unit, null of an open one. */
  readonly standings: readonly (string | null)[];
};

/** A cash-out in play that waits for its delay. */
export type CashOutHold = {
  readonly command: Pick<CashOut, 'commandId' | 'accountId' | 'quoteId'>;
  readonly bodyCheck: number;
  readonly deadlineMs: number;
  readonly quote: CashOutQuote;
};
