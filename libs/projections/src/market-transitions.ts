import type { TradingState } from '@stakelog/contracts';
import type { MarketView } from './market-view';

/** Where a market may go from each trading state (domain.md §2); repeating a state changes nothing. */
const nextStates: Readonly<Record<TradingState, readonly TradingState[]>> = {
  INACTIVE: ['INACTIVE', 'OPEN', 'SUSPENDED', 'CLOSED'],
  OPEN: ['OPEN', 'SUSPENDED', 'INACTIVE', 'HANDED_OVER', 'CLOSED'],
  SUSPENDED: ['SUSPENDED', 'OPEN', 'INACTIVE', 'HANDED_OVER', 'CLOSED'],
  HANDED_OVER: ['HANDED_OVER', 'OPEN', 'SUSPENDED', 'CLOSED'],
  CLOSED: ['CLOSED', 'OPEN', 'SUSPENDED', 'INACTIVE'],
};

const firstStates: readonly TradingState[] = ['INACTIVE', 'OPEN', 'SUSPENDED'];

/** Only its own producer hands a market over, only another takes it, and only an undecided one opens again. */
export function mayBecome(view: MarketView, next: TradingState, producerId: string): boolean {
  const { tradingState } = view;
  if (tradingState === undefined) return firstStates.includes(next);
  if (!nextStates[tradingState].includes(next)) return false;
  if (next === 'HANDED_OVER') return producerId === view.producerId;
  if (tradingState === 'HANDED_OVER') return producerId !== view.producerId;
  if (tradingState === 'CLOSED' && next !== 'CLOSED')
    return view.outcomes.every(({ result }) => result === undefined);
  return true;
}
