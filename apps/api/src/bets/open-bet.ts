import {
  shownBet,
  waitingOf,
  type BetView,
  type LegBook,
  type WaitingView,
} from '@stakelog/projections';
import type { ReadModels } from '../reading/read-models';

/** A bet with what it waits for. */
export type BetNow = BetView & { readonly waitingOn: readonly WaitingView[] };

/** The market and the fixture of each leg, as the read models have them now; a closed bet needs none. */
export async function withWaiting(models: ReadModels, bet: BetView): Promise<BetNow> {
  if (bet.status !== 'OPEN') return { ...bet, waitingOn: [] };
  const books = await Promise.all(bet.legs.map(({ marketId }) => bookOf(models, marketId)));
  return { ...bet, waitingOn: waitingOf(bet, books) };
}

async function bookOf(models: ReadModels, marketId: string): Promise<LegBook> {
  const { value: market } = await models.market(marketId);
  if (market === undefined) return { market, fixture: undefined };
  const { value: fixture } = await models.fixture(market.fixtureId);
  return { market, fixture };
}

/** Changes with the bet, and with what it waits for. */
export const versionOf = ({ asOf, waitingOn }: BetNow): string =>
  [asOf, ...waitingOn.map(({ leg, what, sinceMs }) => `${leg}${what}${sinceMs}`)].join('+');

export const shownBetNow = ({ waitingOn, ...view }: BetNow) => ({ ...shownBet(view), waitingOn });
