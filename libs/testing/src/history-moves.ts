import {
  decimalOdds,
  minorUnits,
  outcomeId,
  utcMs,
  words,
  type PricePolicy,
} from '@stakelog/contracts';
import { commands, placeBets, selection, single } from './build-commands';
import { ended, facts, offered, wideLimits } from './build-facts';
import { at, outcomeNames, type HistoryMarket, type HistoryWriter } from './history-writer';

type Move = (history: HistoryWriter, pick: number, size: number) => void;

/** Odds of an outcome, from the market's: each its own. */
const oddsOf = ({ odds }: HistoryMarket, outcome: number) => odds + (outcome % 3) * 2_500;
const outcomeOf = (pick: number) => outcomeId(at(outcomeNames, pick));

const status: Move = (history, pick, size) => {
  const market = history.market(pick);
  market.version += size % 2;
  market.betDelayMs = size % 3 === 0 ? 0 : 2_000;
  const state = size % 4 === 3 ? at(words['trading-state'], pick) : 'OPEN';
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
  const outcomes = outcomeNames.map((name, place) =>
    offered(name, oddsOf(market, place), size % 7 === place + 4 ? 'INACTIVE' : 'ACTIVE'),
  );
  history.fact(market.fixtureId, facts.snapshot({ marketId, marketVersion, betDelayMs, outcomes }));
};

const price: Move = (history, pick, size) => {
  const market = history.market(pick);
  market.odds = 12_000 + size * 7;
  const { marketId, version: marketVersion } = market;
  for (const [place, name] of outcomeNames.entries()) {
    const odds = size % 23 === place + 20 ? null : oddsOf(market, place);
    history.fact(market.fixtureId, facts.odds(name, odds, { marketId, marketVersion }));
  }
};

const result: Move = (history, pick, size) => {
  const market = history.market(pick);
  market.resultVersion++;
  const winner = at(outcomeNames, size);
  const outcomes = outcomeNames.map((name) => {
    if (size % 5 === 4) return ended(name, [0, 1], [1, 1]);
    return size % 11 === 10 ? ended(name, [1, 3]) : ended(name, name === winner ? [1, 1] : [0, 1]);
  });
  const { marketId, resultVersion } = market;
  const decided = size % 4 === 3 ? outcomes.slice(0, 1) : outcomes;
  const certainty = size % 6 === 5 ? 1 : 2;
  history.fact(market.fixtureId, facts.resulted(decided, { marketId, resultVersion, certainty }));
};

const rollback: Move = (history, pick, size) => {
  const { fixtureId, marketId, resultVersion } = history.market(pick);
  history.fact(fixtureId, facts.rolledBack(resultVersion - (size % 3 === 2 ? 1 : 0), { marketId }));
};

const window: Move = (history, pick, size) => {
  const market = history.market(pick);
  const windowId = `w${market.windows++ % 3}`;
  const from = size % 5 === 4 ? null : history.nowMs - size;
  const to = size % 7 === 6 ? null : history.nowMs - (size >> 1);
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
  const runner = { marketId, marketVersion, outcomeId: outcomeOf(size) };
  const removedAtMs = utcMs(history.nowMs - (size % 3_000));
  const deductionPpm = (size * 97) % 900_000;
  history.fact(market.fixtureId, facts.withdrawn({ ...runner, removedAtMs, deductionPpm }));
};

const reinstatement: Move = (history, pick, size) => {
  const { fixtureId, marketId, version: marketVersion } = history.market(pick);
  const runner = { marketId, marketVersion, outcomeId: outcomeOf(size) };
  history.fact(fixtureId, facts.reinstated(runner));
};

/** Takes back whatever keeps a market from trading. */
const reopening: Move = (history, pick) => {
  const market = history.market(pick);
  const { fixtureId, marketId, resultVersion } = market;
  history.fact(fixtureId, facts.rolledBack(resultVersion, { marketId }));
  history.fact(fixtureId, facts.windowRolledBack(null, { marketId }));
  history.fact(fixtureId, facts.overridden('NONE', { marketId }));
  history.fact(fixtureId, facts.fixtureStatus('LIVE', { fixtureId }));
  snapshot(history, pick, 0);
};

const score: Move = (history, pick) => {
  const { fixtureId } = history.market(pick);
  history.fact(fixtureId, facts.score(++history.scoreVersion, { fixtureId }));
};

const policy: Move = (history, pick, size) => {
  history.policyVersion++;
  const effectiveAtMs = utcMs(history.nowMs + (pick % 2) * 5_000);
  const limit = {
    ...wideLimits,
    liabilityMax: minorUnits(2_000 + size * 10),
    marketLiabilityMax: minorUnits(5_000 + size * 20),
  };
  const { policyVersion } = history;
  history.fact('policy', facts.policy({ policyVersion, effectiveAtMs, levels: [limit] }));
};

const place: Move = (history, pick, size) => {
  const markets =
    size % 3 === 2 ? [history.market(pick), history.market(pick + 1)] : [history.market(pick)];
  const selections = markets.map((market, index) =>
    selection({
      marketId: market.marketId,
      outcomeId: outcomeOf(size + index),
      odds: decimalOdds(oddsOf(market, size + index) + (pick % 5 === 4 ? 500 : 0)),
      marketVersion: size % 4 === 3 ? market.version : null,
    }),
  );
  const key = history.newKey();
  const stake = (10 + ((size * 13) % 9_000)) * (size % 7 === 6 ? 20 : 1);
  const change: PricePolicy = at(words['price-policy'], pick + size);
  history.command(
    placeBets(key, history.nowMs, stake, {
      accountId: history.account(pick),
      selections,
      bets: selections.map((_, index) => single(stake + index, index)),
      priceChange: {
        policy: change,
        toleranceBps: change === 'TOLERANCE' ? 500 : null,
        minOdds: null,
      },
      onStakeLimit: size % 2 === 0 ? 'FILL_MAX' : 'REJECT',
    }),
  );
};

const repeat: Move = (history, pick, size) => {
  const command = at(history.sent, pick);
  const { bodyHash } = command;
  history.command(size % 3 === 2 ? { ...command, bodyHash: `f${bodyHash.slice(1)}` } : command);
};

const withdrawMoney: Move = (history, pick, size) => {
  const account = { accountId: history.account(pick), withdrawalId: `out-${size % 4}` };
  const key = history.newKey();
  const amount = 1_000 * (1 + (size % 4));
  const ends = [
    commands.withdraw(key, history.nowMs, amount, account),
    commands.endWithdrawal('CompleteWithdrawal', key, history.nowMs, amount, account),
    commands.endWithdrawal('FailWithdrawal', key, history.nowMs, amount, account),
  ];
  history.command(at(ends, pick + size));
};

/** Everything that can happen, by name. Places and batches stand more often, since the others live on them. */
export const historyMoves = {
  price,
  status,
  snapshot,
  betStop: (history, pick) => {
    const { fixtureId } = history.market(pick);
    history.fact(fixtureId, facts.betStopped(['all'], { fixtureId }));
  },
  score,
  scoreAgain: score,
  fixture: (history, pick, size) => {
    const { fixtureId } = history.market(pick);
    const next = size % 5 === 4 ? at(words['fixture-status'], pick) : 'LIVE';
    history.fact(fixtureId, facts.fixtureStatus(next, { fixtureId }));
  },
  override: (history, pick, size) => {
    const { fixtureId, marketId } = history.market(pick);
    const word = size % 3 === 2 ? 'SUSPENDED' : 'NONE';
    history.fact(fixtureId, facts.overridden(word, { marketId }));
  },
  feedLost: (history, pick) => {
    if (pick % 6 === 5) history.everywhere(facts.down());
  },
  reopening,
  reopeningAgain: reopening,
  result,
  rollback,
  window,
  windowRollback,
  withdrawal,
  reinstatement,
  policy,
  place,
  placeOften: place,
  placeMore: place,
  placeMost: place,
  repeat,
  withdrawMoney,
  deposit: (history, pick, size) => {
    const over = { accountId: history.account(pick) };
    history.command(commands.deposit(history.newKey(), history.nowMs, 1 + size * 3, over));
  },
  adjust: (history, pick, size) => {
    const over = { accountId: history.account(pick) };
    history.command(commands.adjust(history.newKey(), history.nowMs, size - 5_000, over));
  },
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
