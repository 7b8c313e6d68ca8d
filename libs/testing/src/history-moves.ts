import {
  minorUnits,
  outcomeId,
  utcMs,
  words,
  type OutcomeResult,
  type Score,
} from '@stakelog/contracts';
import { ended, facts, offered, wideLimits } from './build-facts';
import { accountMoves } from './history-accounts';
import type { HistoryMarket } from './history-markets';
import { oddsOf, outcomeOf, quoteCashOut, ticketMoves } from './history-tickets';
import { at, recent, type HistoryWriter } from './history-writer';

type Move = (history: HistoryWriter, pick: number, size: number) => void;

const status: Move = (history, pick, size) => {
  const market = history.market(pick);
  market.version += size % 2;
  market.betDelayMs = size % 3 === 0 ? 0 : 2_000;
  const state = size % 8 === 7 ? at(words['trading-state'], pick) : 'OPEN';
  const { marketId, version: marketVersion, betDelayMs } = market;
  const inPlay = betDelayMs > 0;
  history.fact(
    market.fixtureId,
    facts.status(state, { marketId, marketVersion, betDelayMs, inPlay }),
  );
};

const snapshot: Move = (history, pick, size) => {
  const market = history.market(pick);
  market.version++;
  const { marketId, version: marketVersion, betDelayMs } = market;
  const outcomes = market.outcomes.map((name, place) => ({
    ...offered(name, oddsOf(market, place), size % 7 === place + 4 ? 'INACTIVE' : 'ACTIVE'),
    probPpb: size % 3 === 2 ? at([300_000_000, 500_000_000, 0], size) : null,
  }));
  const cashOut = size % 9 === 8 ? at(words['cash-out-state'], pick) : 'AVAILABLE';
  const shown = { marketId, marketVersion, betDelayMs, cashOut, outcomes };
  history.fact(market.fixtureId, facts.snapshot(shown));
};

const price: Move = (history, pick, size) => {
  const market = history.market(pick);
  market.odds = 12_000 + size * 7;
  const { marketId, version: marketVersion } = market;
  for (const [place, name] of market.outcomes.entries()) {
    const odds = size % 23 === place + 20 ? null : oddsOf(market, place);
    history.fact(market.fixtureId, facts.odds(name, odds, { marketId, marketVersion }));
  }
};

/** How the outcomes of a market ended: a winner, all void, a third each, by position, or half each way. */
function endings({ outcomes, hasPlaces }: HistoryMarket, size: number): OutcomeResult[] {
  const winner = at(outcomes, size);
  const ranks = at(
    [
      [1, 2, 3],
      [1, 1, 3],
      [1, 2, 2],
      [1, 1, 1],
    ],
    size >> 2,
  );
  return outcomes.map((name, place): OutcomeResult => {
    const rank = at(ranks, place + size);
    const tied = ranks.filter((each) => each === rank).length;
    if (size % 5 === 4) return ended(name, [0, 1], [1, 1]);
    if (size % 11 === 10) return ended(name, [1, 3]);
    if (size % 11 === 9) return ended(name, [0, 1], [1, 2]);
    if (size % 3 === 2) return { ...ended(name, [0, 1]), position: { rank, tied } };
    const won = ended(name, name === winner ? [1, 1] : [0, 1]);
    const isPlaced = hasPlaces && size % 7 === 3 && name !== winner;
    return isPlaced
      ? { ...won, place: { win: { num: 1, den: 1 }, void: { num: 0, den: 1 } } }
      : won;
  });
}

const result: Move = (history, pick, size) => {
  const market = history.market(pick);
  market.resultVersion++;
  const { marketId, resultVersion, settlement } = market;
  const outcomes = endings(market, size);
  const decided = size % 4 === 3 ? outcomes.slice(0, 1) : outcomes;
  const stops = size % 13 === 12;
  const score: Score | null =
    settlement === 'DECLARED' && !stops ? null : { home: size % 4, away: (size >> 2) % 3 };
  history.fact(
    market.fixtureId,
    facts.resulted(settlement !== 'DECLARED' && size % 3 > 0 ? [] : decided, {
      marketId,
      resultVersion,
      certainty: size % 6 === 5 ? 1 : 2,
      score,
      reason: stops ? at(['WALKOVER', 'RETIRED'], pick) : null,
    }),
  );
};

const rollback: Move = (history, pick, size) => {
  const { fixtureId, marketId, resultVersion } = history.market(pick);
  history.fact(fixtureId, facts.rolledBack(resultVersion - (size % 3 === 2 ? 1 : 0), { marketId }));
};

/** Bounds are times at which bets were accepted, most of the time: one of them is in the window, the other not. */
const window: Move = (history, pick, size) => {
  const market = history.market(pick);
  const windowId = `w${market.windows++ % 3}`;
  const decidedAt = (back: number) => recent(history.decidedAts, back, 12) ?? history.nowMs;
  const [one, other] = [decidedAt(pick), decidedAt(size)];
  const from = size % 5 === 4 ? null : Math.min(one, other) - Number(size % 3 === 2);
  const to = size % 13 === 12 ? null : Math.max(one, other);
  history.fact(market.fixtureId, facts.window(from, to, { marketId: market.marketId, windowId }));
};

const windowRollback: Move = (history, pick, size) => {
  const { fixtureId, marketId } = history.market(pick);
  const windowId = size % 2 === 0 ? null : `w${size % 3}`;
  history.fact(fixtureId, facts.windowRolledBack(windowId, { marketId }));
};

const withdrawal: Move = (history, pick, size) => {
  const market = history.market(pick);
  const { marketId, version: marketVersion } = market;
  const runner = { marketId, marketVersion, outcomeId: outcomeOf(market, size) };
  const removedAtMs = utcMs(history.nowMs - (size % 3_000));
  const deductionPpm = (size * 97) % 900_000;
  history.fact(market.fixtureId, facts.withdrawn({ ...runner, removedAtMs, deductionPpm }));
};

const reinstatement: Move = (history, pick, size) => {
  const market = history.market(pick);
  const { fixtureId, marketId, version: marketVersion } = market;
  const runner = { marketId, marketVersion, outcomeId: outcomeOf(market, size) };
  history.fact(fixtureId, facts.reinstated(runner));
};

/** Takes back whatever keeps the markets of a fixture from trading. */
const reopening: Move = (history, pick) => {
  const { fixtureId } = history.market(pick);
  history.fact(fixtureId, facts.fixtureStatus('LIVE', { fixtureId }));
  for (const [index, market] of history.markets.entries()) {
    if (market.fixtureId !== fixtureId) continue;
    const { marketId, resultVersion } = market;
    history.fact(fixtureId, facts.rolledBack(resultVersion, { marketId }));
    history.fact(fixtureId, facts.windowRolledBack(null, { marketId }));
    history.fact(fixtureId, facts.overridden('NONE', { marketId }));
    for (const name of market.outcomes)
      history.fact(fixtureId, facts.reinstated({ marketId, outcomeId: outcomeId(name) }));
    snapshot(history, index, 0);
  }
};

const score: Move = (history, pick, size) => {
  const { fixtureId } = history.market(pick);
  const goals = { home: size % 3, away: (size >> 2) % 3 };
  history.fact(fixtureId, facts.score(++history.scoreVersion, { fixtureId, ...goals }));
};

const bonuses = [2, 3].map((legsMin) => ({
  promotionId: 'accumulator',
  legsMin,
  legOddsMin: null,
  bonusBps: 300 * legsMin,
}));

const policy: Move = (history, pick, size) => {
  history.policyVersion++;
  const effectiveAtMs = utcMs(history.nowMs + (pick % 2) * 5_000);
  const limit = {
    ...wideLimits,
    liabilityMax: minorUnits(2_000 + size * 10),
    marketLiabilityMax: minorUnits(5_000 + size * 20),
    payoutMax: minorUnits(size % 3 === 2 ? 10_000 + size : (wideLimits.payoutMax ?? 0)),
  };
  const { policyVersion } = history;
  history.fact(
    'policy',
    facts.policy({
      policyVersion,
      effectiveAtMs,
      levels: [limit],
      cashOutMarginBps: (size % 5) * 200,
      accumulatorBonuses: size % 2 === 0 ? bonuses : [],
    }),
  );
};

const repeat: Move = (history, pick, size) => {
  const command = at(history.sent, pick);
  const { bodyHash } = command;
  history.command(size % 3 === 2 ? { ...command, bodyHash: `f${bodyHash.slice(1)}` } : command);
};

/** Everything that can happen, by name. */
export const historyMoves = {
  price,
  status,
  snapshot,
  betStop: (history, pick, size) => {
    if (size % 3 < 2) return;
    const { fixtureId } = history.market(pick);
    history.fact(fixtureId, facts.betStopped(['all'], { fixtureId }));
  },
  score,
  fixture: (history, pick, size) => {
    const { fixtureId } = history.market(pick);
    const next = size % 7 === 6 ? at(words['fixture-status'], pick) : 'LIVE';
    history.fact(fixtureId, facts.fixtureStatus(next, { fixtureId }));
  },
  override: (history, pick, size) => {
    const { fixtureId, marketId } = history.market(pick);
    const word = size % 6 === 5 ? 'SUSPENDED' : 'NONE';
    history.fact(fixtureId, facts.overridden(word, { marketId }));
  },
  feedLost: (history, pick) => {
    if (pick % 12 === 11) history.everywhere(facts.down());
  },
  reopening,
  result,
  rollback,
  window,
  windowRollback,
  withdrawal,
  reinstatement,
  policy,
  ...ticketMoves,
  cashOutAtOnce: (history, pick, size) => {
    ticketMoves.quoteCashOut(history, pick, size);
    history.batch(size % 5 === 4 ? 6_000 : 0);
    if (size % 5 === 3) score(history, pick, size);
    if (size % 5 === 2) snapshot(history, pick, 0);
    ticketMoves.cashOut(history, 0);
  },
  quoteOften: (history, pick, size) => {
    for (let more = 0; more < size % 5; more++) ticketMoves.quote(history, pick, size + more * 4);
  },
  ...accountMoves,
  /** Cash-outs of an account around its exclusion. */
  excludeBetweenCashOuts: (history, pick, size) => {
    const accountId = history.account(pick);
    const own = history.tickets.filter((ticket) => ticket.accountId === accountId);
    quoteCashOut(history, recent(own, size, 3), size);
    accountMoves.exclude(history, pick, size);
    quoteCashOut(history, recent(own, size, 3), size);
    ticketMoves.cashOut(history, 1);
  },
  repeat,
  batch: (history, pick, size) => {
    history.batch(size % 2_500);
    if (pick % 9 !== 8) history.everywhere(facts.recoveryCompleted(history.nowMs));
  },
  batchSoon: (history, _pick, size) => history.batch(size % 50),
  longPause: (history, pick) => {
    if (pick % 4 === 3) history.batch(26 * 3_600_000);
    history.everywhere(facts.heartbeat(history.nowMs));
  },
} as const satisfies Record<string, Move>;

export type HistoryMove = keyof typeof historyMoves;

/** How often a move stands among the others, once unless told: places and batches are what the others live on. */
export const moveWeights: Partial<Record<HistoryMove, number>> = {
  place: 14,
  batch: 5,
  reopening: 4,
  snapshot: 2,
  score: 2,
  result: 4,
  withdrawMoney: 2,
  quoteCashOut: 2,
  cashOut: 2,
  cashOutAtOnce: 3,
  excludeBetweenCashOuts: 2,
};
