import type { CashOut, CashOutQuoted } from '@stakelog/contracts';

/** A cash-out quote that lives until its deadline. */
export type CashOutQuote = { readonly quoted: CashOutQuoted; readonly betId: string };

/** A cash-out in play that waits for its delay. */
export type CashOutHold = {
  readonly command: Pick<CashOut, 'commandId' | 'accountId' | 'quoteId'>;
  readonly bodyCheck: number;
  readonly deadlineMs: number;
};
