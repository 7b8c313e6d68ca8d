import { describe, expect, test } from '@jest/globals';
import type { MarketId } from '@stakelog/contracts';
import { exposuresOf } from '@stakelog/domain';
import { law } from '@stakelog/testing';
import { played } from '../../domain/src/laws/played';
import { accountKey, type GamblingLimitView } from './account-view';
import { foldEvents } from './bet-events-projection';
import { betKey } from './bet-view';
import { exposureKey, summedExposure } from './exposure-view';
import type { PlacedEvent } from './placed-event';
import { walletKey } from './wallet-view';
import { workingSet } from './working-set';

type Played = ReturnType<typeof played>[number];

/** The read models of a partition, folded from its log alone. */
function projected({ batches }: Played) {
  const working = workingSet(new Map());
  for (const { baseOffset, opening, decisions } of batches) {
    const placed: PlacedEvent[] = decisions.map((event, index) => ({
      partition: 0,
      offset: baseOffset + 1 + index,
      eventId: `${baseOffset}-${index}`,
      decidedAtMs: opening.decidedAtMs,
      event,
    }));
    foldEvents(working, placed);
  }
  return working;
}

/** Says a law of the decider's state beside the read models of its log, at the end of each history. */
const compared = (says: (desk: Played, models: ReturnType<typeof projected>) => void) =>
  law((steps) => {
    for (const desk of played(steps)) says(desk, projected(desk));
  });

const withoutSince = ({ kind, period, amount, scheduled }: GamblingLimitView) => ({
  kind,
  period,
  amount,
  ...(scheduled && { scheduled }),
});

const isInForce = (nowMs: number) => (of: { readonly untilMs?: number | null }) =>
  of.untilMs === undefined || of.untilMs === null || nowMs < of.untilMs;

const byName = (one: { kind: string }, other: { kind: string }) =>
  JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;

describe('at the end of every history the read models show', () => {
  test('the balances that the decider has', () => {
    compared(({ state }, models) => {
      for (const [id, { balances }] of state.accounts)
        expect(models.get(walletKey(id))?.balances).toEqual(balances);
    });
  });

  test('the limits, exclusions, sessions and standing that it decides with', () => {
    compared(({ state }, models) => {
      const inForce = isInForce(state.decidedAtMs);
      for (const [id, account] of state.accounts) {
        const view = models.get(accountKey(id));
        const { status, verification, location, factorBps, delayOffsetMs, session } = account;
        expect(view).toMatchObject({ status, verification, location, factorBps, delayOffsetMs });
        expect(view?.session).toEqual(session);
        expect(view?.limits.map(withoutSince).toSorted(byName)).toEqual(
          account.gamblingLimits
            .map(({ scheduled, ...limit }) => ({ ...limit, ...(scheduled && { scheduled }) }))
            .toSorted(byName),
        );
        const kinds = (all: readonly { kind: string; untilMs?: number | null }[] = []) =>
          all.filter(inForce).map(({ kind, untilMs = null }) => ({ kind, untilMs }));
        expect(kinds(view?.exclusions).toSorted(byName)).toEqual(
          kinds(account.exclusions).toSorted(byName),
        );
      }
    });
  });

  test('the free bets that can be used', () => {
    compared(({ state }, models) => {
      for (const [id, { freeBets }] of state.accounts)
        for (const [freeBetId, { amount, expiresAtMs, uses }] of freeBets) {
          const shown = models
            .get(accountKey(id))
            ?.freeBets.find((token) => token.freeBetId === freeBetId);
          expect(shown).toMatchObject({ amount, expiresAtMs });
          expect(shown?.usedBy).toHaveLength(uses);
        }
    });
  });

  test('each kept bet as it stands', () => {
    compared(({ state }, models) => {
      for (const [id, { settlement, version, cashedBps, overrides }] of state.bets) {
        const isCashedOut = cashedBps === 10_000;
        const status = isCashedOut ? 'CASHED_OUT' : settlement === undefined ? 'OPEN' : 'SETTLED';
        const view = models.get(betKey(id));
        expect(view).toMatchObject({ status, settlementVersion: version, cashedOutBps: cashedBps });
        expect(view?.settlement?.payout).toBe(settlement?.payout);
        expect(view?.legs.map(({ override }) => override?.result ?? 'NONE')).toEqual(
          view?.legs.map((_, leg) => overrides[leg] ?? 'NONE'),
        );
      }
    });
  });

  test('the exposure that its open bets put on each market', () => {
    compared(({ state }, models) => {
      const markets = new Set([...state.bets.values()].flatMap(marketsOf));
      for (const market of markets) {
        const bets = [...state.bets.values()].filter(({ accepted }) =>
          isBase(state.accounts.get(accepted.accountId)?.currency),
        );
        const shares = bets.flatMap((bet) =>
          exposuresOf(bet, state.exposureShare(bet.accepted)).filter(
            ({ marketId }) => marketId === market,
          ),
        );
        const view = models.get(exposureKey(market));
        const shown = summedExposure(view === undefined ? [] : [view], 1).find(({ currency }) =>
          isBase(currency),
        );
        expect(shown?.stakes ?? 0).toBe(shares.reduce((sum, { stake }) => sum + stake, 0));
        const returns = (outcome: string) =>
          shares
            .filter(({ outcomeId }) => outcomeId === outcome)
            .reduce((sum, { winReturn }) => sum + winReturn, 0);
        for (const { outcomeId, returns: amount } of shown?.outcomes ?? [])
          expect(amount).toBe(returns(outcomeId));
      }
    });
  });
});

const isBase = (currency: string | undefined) => currency === 'EUR';

const marketsOf = ({ accepted }: { accepted: { legs: readonly { marketId: MarketId }[] } }) =>
  accepted.legs.map(({ marketId }) => marketId);
