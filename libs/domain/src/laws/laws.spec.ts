import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  betId,
  limits,
  type BetAccepted,
  type BetCommand,
  type LimitPolicyChanged,
  type MarketId,
} from '@stakelog/contracts';
import { histories, type HistoryStep } from '@stakelog/testing';
import * as fc from 'fast-check';
import { covers } from '../settlement/leg-truth';
import { bettableStatuses } from '../market/market';
import { inBaseCurrency } from '../market/base-currency';
import { reservedStake } from '../bet/bet';
import type { Decision, PartitionState } from '../partition/partition-state';
import type { Desk } from './desk';
import { played, workedOff } from './played';
import { stateDump } from './state-dump';

const seed = Number(process.env['LAWS_SEED'] ?? 20_260_725);
const numRuns = Number(process.env['LAWS_RUNS'] ?? 40);
const wordsMax = 220;

/** Says the law of every history; a failure prints the seed and the shortest history found. */
const law = (says: (steps: readonly HistoryStep[]) => void, runs = numRuns) =>
  fc.assert(fc.property(histories(wordsMax), says), { seed, numRuns: runs });

const sum = (amounts: readonly number[]) => amounts.reduce((total, each) => total + each, 0);
const postingsOf = (event: Decision) => ('postings' in event ? event.postings : []);
const isKind =
  <Type extends Decision['type']>(type: Type) =>
  (event: Decision): event is Extract<Decision, { type: Type }> =>
    event.type === type;

const byPlayerAndHouse = (state: PartitionState) => ({
  accounts: [...state.accounts.values()].map(({ accountId, balances }) => [accountId, balances]),
  houses: stateDump(state).houses,
});

/** Small chunks, so that settlement work stays open between batches. */
const chunk = limits.settlementsPerBatchMax;
beforeAll(() => void Object.assign(limits, { settlementsPerBatchMax: 1 }));
afterAll(() => void Object.assign(limits, { settlementsPerBatchMax: chunk }));

describe('the log', () => {
  test('histories reach every decision that rules version 1 makes, and leave work open', () => {
    const seen = new Set<string>();
    let workOpen = 0;
    law((steps) => {
      const [desk] = played(steps);
      for (const event of desk?.events ?? [])
        seen.add('reasons' in event ? (event.reasons[0]?.code ?? '') : event.type);
      workOpen += desk?.batches.filter(({ opening }) => opening.workOpen > 0).length ?? 0;
    }, 80);
    expect(workOpen).toBeGreaterThan(10);
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'BetAccepted',
        'BetHeld',
        'BetSettled',
        'BetReopened',
        'CommandRepeated',
        'CommandRejected',
        'WithdrawalRequested',
        'WithdrawalFailed',
        'WithdrawalCompleted',
        'BalanceAdjusted',
        'MARKET_CHANGED',
        'SCORE_CHANGED',
        'ODDS_CHANGED',
        'MARKET_SUSPENDED',
        'MARKET_CLOSED',
        'OUTCOME_INACTIVE',
        'FEED_DOWN',
        'BETTOR_LIMIT',
        'LIABILITY_EXCEEDED',
        'INSUFFICIENT_FUNDS',
      ]),
    );
  });

  test('law 17: the fold of the log is the live state, wherever it is cut', () => {
    law((steps) => {
      for (const desk of played(steps, { partitions: 2, commandsMax: 3 })) {
        expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
      }
      const [cut] = played(steps, {
        commandsMax: 3,
        after: (desk) => {
          if (desk.batches.length % 7 === 0)
            expect(stateDump(desk.folded())).toEqual(stateDump(desk.state));
        },
      });
      expect(cut?.batches.length).toBeGreaterThan(0);
    });
  });

  test('law 16: deciding every batch again gives the identical events', () => {
    law((steps) => {
      for (const desk of played(steps, { partitions: 2, commandsMax: 2 }))
        expect(desk.redecided()).toEqual(desk.batches.map(({ decisions }) => decisions));
    });
  });
});

describe('money', () => {
  test('law 14: every event sums to zero, and so do all accounts, after every batch', () => {
    law((steps) => {
      played(steps, { after: checkLedger });
    });
  });

  function checkLedger({ state, batches }: Desk): void {
    for (const event of batches.at(-1)?.decisions ?? [])
      expect(sum(postingsOf(event).map(({ amount }) => amount))).toBe(0);
    for (const [currency, house] of state.houses) {
      const players = [...state.accounts.values()].filter((each) => each.currency === currency);
      const held = players.flatMap(({ balances }) => Object.values(balances));
      expect(sum([...held, ...Object.values(house)])).toBe(0);
    }
    for (const { accountId, balances } of state.accounts.values()) {
      const open = [...state.bets.values()].filter(
        ({ accepted, settlement }) => accepted.accountId === accountId && !settlement,
      );
      expect(balances.open).toBe(sum(open.map(({ accepted }) => accepted.stake)));
      const holds = [...state.holds.values()].filter(({ place }) => place.accountId === accountId);
      expect(balances.held).toBe(sum(holds.map(reservedStake)));
    }
  }

  test('law 15: no acceptance, hold or withdrawal takes cash below zero', () => {
    law((steps) => {
      const cash = new Map<string, number>();
      for (const event of played(steps)[0]?.events ?? []) {
        if (!('postings' in event)) continue;
        const moved = sum(
          event.postings.filter(({ code }) => code === 'cash').map(({ amount }) => amount),
        );
        const after = (cash.get(event.accountId) ?? 0) + moved;
        cash.set(event.accountId, after);
        const corrects = ['BetSettled', 'BetReopened', 'BalanceAdjusted'].includes(event.type);
        if (moved < 0 && !corrects) expect(after).toBeGreaterThanOrEqual(0);
      }
    });
  });

  test('law 11: a bet’s deltas sum to its payout in force; no work left means nothing to settle', () => {
    law((steps) => {
      const [desk] = played(steps).map(workedOff);
      const deltas = new Map<string, number>();
      for (const event of desk?.events ?? [])
        if (event.type === 'BetSettled' || event.type === 'BetReopened') {
          const id = betId(event.ticketId, event.bet);
          deltas.set(id, (deltas.get(id) ?? 0) + event.delta);
        }
      for (const [id, bet] of desk?.state.bets ?? [])
        expect(deltas.get(id) ?? 0).toBe(bet.settlement?.payout ?? 0);
      expect(desk?.decide()).toEqual([]);
    });
  });

  test('law 6 at acceptance: what is promised is what a win pays', () => {
    law((steps) => {
      for (const { accepted, settlement } of played(steps).map(workedOff)[0]?.state.bets.values() ??
        []) {
        expect(settlement?.payout ?? 0).toBeLessThanOrEqual(
          Math.max(accepted.potentialReturn, accepted.stake),
        );
      }
    });
  });
});

describe('answers', () => {
  test('law 18: each command gets exactly one answer, in one batch', () => {
    law((steps) => {
      const [desk] = played(steps, { commandsMax: 4 });
      const answers = new Map<string, number>();
      for (const { decisions } of desk?.batches ?? []) {
        const inBatch = new Set(decisions.flatMap((event) => answerOf(event) ?? []));
        for (const id of inBatch)
          if (!isLate(decisions, id) || !answers.has(id))
            answers.set(id, (answers.get(id) ?? 0) + 1);
        const tickets = new Map(
          decisions.filter(isKind('BetAccepted')).map(({ ticketId, bet }) => [ticketId, bet + 1]),
        );
        for (const [ticketId, count] of tickets) {
          const accepted = decisions.filter(isKind('BetAccepted'));
          expect(accepted.filter((each) => each.ticketId === ticketId)).toHaveLength(count);
          expect(desk?.commands.find((each) => idOf(each) === ticketId)).toMatchObject({
            command: { bets: { length: count } },
          });
        }
      }
      for (const id of new Set(desk?.commands.map(idOf))) {
        const held = [...(desk?.state.holds.keys() ?? [])].some((ticketId) => ticketId === id);
        expect((answers.get(id) ?? 0) + Number(held)).toBe(1);
      }
    });
  });

  const idOf = (input: Desk['commands'][number]): string =>
    'command' in input ? input.command.commandId : '';

  /** Once a key is forgotten, its command is stale: told so, and never executed again. */
  const isLate = (decisions: readonly Decision[], id: string) =>
    decisions
      .filter((event) => answerOf(event) === id)
      .every(
        (event) =>
          (event.type === 'BetRejected' && event.reasons[0]?.code === 'REQUEST_STALE') ||
          (event.type === 'CommandRejected' && event.code === 'REQUEST_STALE'),
      );

  function answerOf(event: Decision): string | undefined {
    if (event.type === 'BetHeld' || event.type === 'CommandRepeated') return undefined;
    if (event.type === 'CommandRejected' && event.code === 'IDEMPOTENCY_CONFLICT') return undefined;
    if ('ticketId' in event && 'bodyCheck' in event) return event.ticketId;
    return 'commandId' in event ? event.commandId : undefined;
  }

  test('law 9: every command sent twice, and every fact, moves the money once', () => {
    law((steps) => {
      const twice = <Value>(each: Value) => [each, each];
      const commands = steps.map((step) => ({ ...step, commands: step.commands.flatMap(twice) }));
      const facts = steps.map((step) => ({ ...step, facts: step.facts.flatMap(twice) }));
      const once = byPlayerAndHouse(played(steps).map(workedOff)[0]?.state as PartitionState);
      for (const more of [commands, facts])
        expect(byPlayerAndHouse(played(more).map(workedOff)[0]?.state as PartitionState)).toEqual(
          once,
        );
    });
  });
});

describe('acceptance', () => {
  test('law 20: only on tradable markets, and never before the delay', () => {
    law((steps) => {
      played(steps, {
        after: ({ state, batches }) => {
          const decisions = batches.at(-1)?.decisions ?? [];
          for (const bet of decisions.filter(isKind('BetAccepted'))) checkTradable(state, bet);
        },
      });
    });
    law((steps) => {
      const deadlines = new Map<string, number>();
      for (const event of played(steps)[0]?.events ?? []) {
        if (event.type === 'BetHeld') deadlines.set(event.ticketId, event.deadlineMs);
        if (event.type === 'BetAccepted')
          expect(event.acceptedAtMs).toBeGreaterThanOrEqual(deadlines.get(event.ticketId) ?? 0);
      }
    });
  });

  function checkTradable(
    { table, decidedAtMs }: PartitionState,
    { legs, acceptedAtMs }: BetAccepted,
  ) {
    expect(acceptedAtMs).toBe(decidedAtMs);
    for (const { marketId, outcomeId, odds, oddsAt } of legs) {
      const market = table.markets.get(marketId);
      expect(market).toMatchObject({ trading: 'OPEN', override: 'NONE', quarantined: false });
      expect(market?.outcomes.get(outcomeId)).toMatchObject({ state: 'ACTIVE', odds, oddsAt });
      expect(market?.results.has(outcomeId)).toBe(false);
      const windows = [...(market?.windows.values() ?? [])];
      expect(windows.some((range) => covers(range, decidedAtMs))).toBe(false);
      const fixture = market && table.fixtureOf(market);
      expect(bettableStatuses).toContain(fixture?.status);
      expect(table.producers.isUp(market?.partition ?? 0, 'feed', decidedAtMs, 20_000)).toBe(true);
    }
  }

  test('law 23: no acceptance takes a worst case above the quota, in any partition', () => {
    law((steps) => {
      for (const partitions of [1, 3]) {
        const open = new Map<string, Map<string, BetAccepted>>();
        played(steps, { partitions, after: (desk) => checkQuota(desk, open) });
      }
    });
  });

  /** The exposure counted again from the open bets alone, event by event. */
  function checkQuota({ state, batches }: Desk, open: Map<string, Map<string, BetAccepted>>): void {
    for (const event of batches.at(-1)?.decisions ?? []) {
      if (event.type === 'BetSettled' || event.type === 'BetReopened') {
        const id = betId(event.ticketId, event.bet);
        const accepted = state.bets.get(id)?.accepted;
        const bets = open.get(`${state.partition}/${accepted?.legs[0]?.marketId}`);
        if (event.type === 'BetSettled') bets?.delete(id);
        else if (accepted !== undefined) bets?.set(id, accepted);
      }
      if (event.type !== 'BetAccepted') continue;
      const marketId = event.legs[0]?.marketId;
      const key = `${state.partition}/${marketId}`;
      const bets = open.get(key) ?? new Map<string, BetAccepted>();
      open.set(key, bets);
      const before = worst(state, [...bets.values()]);
      bets.set(betId(event.ticketId, event.bet), event);
      const after = worst(state, [...bets.values()]);
      if (after > before) expect(after).toBeLessThanOrEqual(share(state, marketId));
    }
  }

  function worst({ accounts, table }: PartitionState, bets: readonly BetAccepted[]): number {
    const returns = new Map<string, number>();
    let stakes = 0;
    for (const { accountId, policyVersion, stake, potentialReturn, legs } of bets) {
      const policy = table.policies.get(policyVersion) as LimitPolicyChanged;
      const inBase = (amount: number) =>
        inBaseCurrency(amount, accounts.get(accountId)?.currency ?? '', policy) ?? 0;
      const outcome = legs[0]?.outcomeId ?? '';
      returns.set(outcome, (returns.get(outcome) ?? 0) + inBase(potentialReturn));
      stakes += inBase(stake);
    }
    return Math.max(0, ...returns.values()) - stakes;
  }

  function share(
    { table, partition, partitions, decidedAtMs }: PartitionState,
    _?: MarketId,
  ): number {
    const policies = [...table.policies.values()];
    const last = policies.findLastIndex(({ effectiveAtMs }) => effectiveAtMs <= decidedAtMs);
    const counting = policies.slice(last);
    return Math.min(
      ...counting.map(({ levels }) => {
        const limit = levels[0]?.marketLiabilityMax ?? 0;
        return Math.floor(limit / partitions) + (partition < limit % partitions ? 1 : 0);
      }),
    );
  }

  test('law 22: BETTER takes what NONE takes, a wider tolerance what a narrower takes, ANY all', () => {
    const tickets = (steps: readonly HistoryStep[], change: Partial<PlaceChange>) =>
      steps.map((step) => ({
        ...step,
        commands: step.commands.map((command): BetCommand =>
          command.type === 'PlaceBets'
            ? {
                ...command,
                onStakeLimit: 'REJECT',
                priceChange: { ...command.priceChange, ...change },
              }
            : command,
        ),
      }));
    type PlaceChange = Extract<BetCommand, { type: 'PlaceBets' }>['priceChange'];
    /** The first ticket that the price alone refuses or not: later ones differ in money. */
    const refusedByPrice = (steps: readonly HistoryStep[], change: Partial<PlaceChange>) => {
      const [desk] = played(tickets(steps, change).slice(0, 4));
      const first = desk?.events.find((event) => 'ticketId' in event);
      return first?.type === 'BetRejected' && first.reasons[0]?.code === 'ODDS_CHANGED';
    };
    law((steps) => {
      const refused = (policy: PlaceChange['policy'], toleranceBps: number | null = null) =>
        Number(refusedByPrice(steps, { policy, toleranceBps }));
      expect(refused('BETTER')).toBeLessThanOrEqual(refused('NONE'));
      expect(refused('TOLERANCE', 100)).toBeLessThanOrEqual(refused('BETTER'));
      expect(refused('TOLERANCE', 2_000)).toBeLessThanOrEqual(refused('TOLERANCE', 100));
      expect(refused('ANY')).toBe(0);
    });
  });
});
