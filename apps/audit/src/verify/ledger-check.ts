import type { LedgerCode } from '@stakelog/contracts';
import type { DecisionEvent } from '@stakelog/kafka';
import type { BatchCheck } from './batch-check';

/** Sums of all postings, by currency, then account of the ledger. In minor units. */
export type LedgerTotals = Map<string, Map<LedgerCode, bigint>>;

/** What takes money that must be there. */
const spends = new Set<DecisionEvent['type']>(['BetAccepted', 'BetHeld', 'WithdrawalRequested']);

/** A player's accounts. No event takes what is set aside below zero: it was there. */
const playerCodes = ['cash', 'bonus', 'held', 'open', 'withdrawing'] as const;

/**
 * I1 and I2: each event's postings sum to zero, and nothing is staked or withdrawn that is not there. Corrections
 * may take cash below zero, and bonus money where its payout had been staked again.
 */
export function ledgerCheck(totals: LedgerTotals): BatchCheck {
  const currencies = new Map<string, string>();
  const balances = new Map<string, number>();
  return {
    take({ batch: { records } }, report) {
      for (const { event, offset } of records) {
        if (event.type === 'AccountOpened') currencies.set(event.accountId, event.currency);
        if (!('postings' in event)) continue;
        const { accountId, postings, type } = event;
        const sum = postings.reduce((total, { amount }) => total + amount, 0);
        if (sum !== 0) report('postings', offset, `${type} posts ${sum} out of nowhere`);
        const currency = currencies.get(accountId);
        if (currency === undefined) {
          if (postings.length > 0) report('postings', offset, `${accountId} was never opened`);
          continue;
        }
        for (const code of playerCodes) {
          const key = `${accountId}/${code}`;
          const before = balances.get(key) ?? 0;
          const moved = postings.filter((posting) => posting.code === code);
          const after = moved.reduce((balance, { amount }) => balance + amount, before);
          balances.set(key, after);
          const mayOwe = code === 'cash' || code === 'bonus';
          if (after < 0 && after < before && (!mayOwe || spends.has(type)))
            report('postings', offset, `${type} leaves ${accountId} at ${after} of ${code}`);
        }
        for (const { code, amount } of postings) add(totals, currency, code, amount);
      }
    },
  };
}

/** BigInt, because a whole log's sums may pass 2^53. */
function add(totals: LedgerTotals, currency: string, code: LedgerCode, amount: number): void {
  const ofCurrency = totals.get(currency) ?? new Map<LedgerCode, bigint>();
  totals.set(currency, ofCurrency);
  ofCurrency.set(code, (ofCurrency.get(code) ?? 0n) + BigInt(amount));
}

/** Currencies whose postings do not sum to zero over the whole log. */
export const unbalanced = (totals: LedgerTotals): readonly string[] =>
  [...totals].flatMap(([currency, codes]) =>
    [...codes.values()].reduce((sum, amount) => sum + amount, 0n) === 0n ? [] : [currency],
  );
