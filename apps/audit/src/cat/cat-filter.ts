import type { Message } from '@stakelog/kafka';

/** What `cat` shows; what is undefined lets everything through. */
export type CatFilter = {
  readonly from: number;
  readonly until: number;
  /** By the record's append time, in milliseconds. */
  readonly sinceMs: number | undefined;
  readonly beforeMs: number | undefined;
  readonly account: string | undefined;
  readonly bet: string | undefined;
  readonly market: string | undefined;
  readonly type: string | undefined;
};

export type Shown = {
  readonly offset: number;
  readonly appendedAtMs: number;
  readonly key: string | null;
  /** Undefined where the bytes cannot be read. */
  readonly message: Message | undefined;
};

/** Whether a record is one of those asked for. */
export function isShown(filter: CatFilter, { offset, appendedAtMs, key, message }: Shown): boolean {
  const { from, until, sinceMs, beforeMs, account, bet, market, type } = filter;
  if (offset < from || offset >= until) return false;
  if (sinceMs !== undefined && appendedAtMs < sinceMs) return false;
  if (beforeMs !== undefined && appendedAtMs >= beforeMs) return false;
  if (type !== undefined && message?.type !== type) return false;
  if (account !== undefined && !isOfAccount(account, key, message)) return false;
  if (bet !== undefined && (message === undefined || !isOfBet(bet, message))) return false;
  return market === undefined || (message !== undefined && isOfMarket(market, message));
}

const isOfAccount = (account: string, key: string | null, message: Message | undefined) =>
  key === account ||
  (message !== undefined && 'accountId' in message && message.accountId === account);

/** A bet's own events, and those of its whole ticket. */
function isOfBet(bet: string, message: Message): boolean {
  const [ticket] = bet.split('-');
  if ('ticketId' in message && 'bet' in message && typeof message.bet === 'number')
    return `${message.ticketId}-${message.bet}` === bet;
  if ('ticketId' in message) return message.ticketId === ticket;
  return 'commandId' in message && message.commandId === ticket;
}

function isOfMarket(market: string, message: Message): boolean {
  if ('marketId' in message) return message.marketId === market;
  if (message.type === 'BetAccepted')
    return message.legs.some(({ marketId }) => marketId === market);
  return 'selections' in message && message.selections.some(({ marketId }) => marketId === market);
}
