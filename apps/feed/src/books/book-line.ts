import type { MarketBook } from '../betfair/market-book';
import type { RunnerBook } from '../betfair/runner-book';

/** A runner as `feed books` prints it: the numbers of the stream, null where it has none. */
const runnerLine = (runner: RunnerBook) => ({
  selectionId: /^\d{1,15}$/u.test(runner.id) ? Number(runner.id) : runner.id,
  handicap: runner.handicap,
  status: runner.definition?.status ?? null,
  adjustmentFactor: runner.definition?.adjustmentFactor ?? null,
  lastPriceTraded: runner.lastPriceTraded,
  tradedVolume: runner.tradedVolume,
  availableToBack: runner.availableToBack,
  availableToLay: runner.availableToLay,
  startingPrice: typeof runner.definition?.bsp === 'number' ? runner.definition.bsp : null,
});

/** The whole book of a market, which has a definition, after a message of that time. */
export function bookLine(book: MarketBook, publishTimeMs: number) {
  const { definition } = book;
  return {
    publishTimeMs,
    marketId: book.id,
    status: definition?.status ?? null,
    inPlay: definition?.inPlay ?? null,
    version: definition?.version ?? null,
    betDelaySeconds: definition?.betDelay ?? null,
    runners: book.runners().map(runnerLine),
  };
}

export type BookLine = ReturnType<typeof bookLine>;
