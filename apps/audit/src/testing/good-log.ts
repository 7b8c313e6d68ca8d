import {
  decimalOdds,
  limits,
  marketId,
  minorUnits,
  outcomeId,
  ticketId,
  utcMs,
  type BetCommand,
  type PlaceBets,
} from '@stakelog/contracts';
import { rulesVersion } from '@stakelog/domain';
import { bettor, fixture, SyntheticLog } from './synthetic-log';

const market = marketId('m1');

const head = (log: SyntheticLog, id: string) => ({
  commandId: id.padEnd(26, 'x'),
  accountId: bettor,
  idempotencyKey: id,
  bodyHash: '1'.repeat(64),
  actor: { kind: 'BETTOR' as const, id: 'spec' },
  requestedAtMs: utcMs(log.nowMs),
  expiresAtMs: utcMs(log.nowMs + limits.commandLifeMs),
});

export const openAccount = (log: SyntheticLog): BetCommand => ({
  type: 'OpenAccount',
  ...head(log, 'open'),
  currency: 'EUR',
  jurisdiction: 'MT',
});

export const deposit = (log: SyntheticLog, id: string, amount: number): BetCommand => ({
  type: 'Deposit',
  ...head(log, id),
  amount: minorUnits(amount),
  paymentRef: id,
});

export function single(log: SyntheticLog, id: string, stake = 1_000, odds = 25_000): PlaceBets {
  const common = head(log, id);
  return {
    type: 'PlaceBets',
    ...common,
    ticketId: ticketId(common.commandId),
    quoteId: null,
    channel: 'spec',
    selections: [
      {
        marketId: market,
        outcomeId: outcomeId('1'),
        odds: decimalOdds(odds),
        fraction: null,
        marketVersion: null,
      },
    ],
    bets: [
      {
        kind: 'SINGLE',
        sizes: [],
        eachWay: false,
        positions: [{ selections: [0], banker: false }],
        stake: minorUnits(stake),
        stakeMode: 'TOTAL',
        lines: 1,
        funding: 'CASH',
        freeBetId: null,
      },
    ],
    priceChange: { policy: 'NONE', toleranceBps: null, minOdds: null },
    acceptPayoutCap: false,
    onStakeLimit: 'REJECT',
  };
}

/** Policy, session, heartbeat, fixture, and a market that is defined but not open yet. */
export function offer(log: SyntheticLog): void {
  for (const partition of log.table.vector.keys()) {
    log.fact({ type: 'ProducerSessionOpened' }, partition, 'producer:p');
    log.fact({ type: 'ProducerHeartbeat', subscribed: true }, partition, 'producer:p');
  }
  log.fact({
    type: 'LimitPolicyChanged',
    policyVersion: 1,
    effectiveAtMs: utcMs(log.nowMs),
    levels: [],
    quotas: [],
    cashOutMarginBps: 500,
    quoteTtlMs: 5_000,
    heartbeatAgeMsMax: 20_000,
    factsAgeMsMax: 30_000,
    baseCurrency: 'EUR',
    rates: [],
    accumulatorBonuses: [],
    actor: null,
  });
  const start = utcMs(log.nowMs + 3_600_000);
  const named = { sport: 'football', category: null, tournamentId: 't', name: 'A v B' };
  log.fact({
    type: 'FixtureDefined',
    fixtureId: fixture,
    ...named,
    competitors: [],
    scheduledStartMs: start,
  });
  defineMarket(log);
}

function defineMarket(log: SyntheticLog): void {
  log.fact({
    type: 'MarketDefined',
    marketId: market,
    fixtureId: fixture,
    marketType: '1X2',
    specifiers: {},
    name: 'Match odds',
    groups: ['all'],
    numberOfWinners: 1,
    placeTerms: null,
    settlement: 'DECLARED',
    scoreBasis: 'FULL',
    reductionMethod: 'NONE',
    antePost: false,
    singlesOnly: false,
    ruleSetId: 'default',
    outcomes: ['1', '2'].map((id, index) => ({
      outcomeId: outcomeId(id),
      name: id,
      competitorId: null,
      line4: null,
      sortPriority: index,
    })),
  });
}

/** A full state of the market, with prices. */
export function show(
  log: SyntheticLog,
  tradingState: 'OPEN' | 'SUSPENDED',
  marketVersion: number,
  betDelayMs = 0,
): number {
  return log.fact({
    type: 'MarketSnapshot',
    marketId: market,
    marketVersion,
    tradingState,
    inPlay: betDelayMs > 0,
    betDelayMs,
    cashOut: 'NOT_OFFERED',
    outcomes: ['1', '2'].map((id) => ({
      outcomeId: outcomeId(id),
      state: 'ACTIVE' as const,
      odds: decimalOdds(25_000),
      fraction: null,
      probPpb: null,
    })),
  });
}

export function result(log: SyntheticLog, winner: string, resultVersion: number): number {
  return log.fact({
    type: 'MarketResulted',
    marketId: market,
    resultVersion,
    certainty: 2,
    outcomes: ['1', '2'].map((id) => ({
      outcomeId: outcomeId(id),
      win: { num: id === winner ? 1 : 0, den: 1 },
      void: { num: 0, den: 1 },
      place: null,
      position: null,
      undecided: false,
    })),
    score: null,
    reason: null,
    actor: null,
  });
}

/** One account, a bet accepted, one refused, one held and accepted later, a result and its correction. */
export function goodLog(rules: number = rulesVersion, rulesLater = rules) {
  const log = new SyntheticLog();
  log.openEpoch(rules);
  offer(log);
  log.decide();
  log.command(openAccount(log));
  log.command(deposit(log, 'd1', 10_000));
  show(log, 'OPEN', 1);
  const funded = log.decide();
  log.command(single(log, 'ta'));
  log.command(single(log, 'tb', 1_000, 30_000));
  log.command(single(log, 'ta'));
  const betting = log.decide();
  show(log, 'OPEN', 2, 1_000);
  log.command(single(log, 'tc', 500));
  const holding = log.decide();
  log.openEpoch(rulesLater);
  const deadline = log.decide(1_500);
  show(log, 'SUSPENDED', 3);
  const suspended = log.decide();
  result(log, '1', 1);
  const settled = log.decide();
  result(log, '2', 2);
  const corrected = log.decide();
  return { log, funded, betting, holding, deadline, suspended, settled, corrected };
}
