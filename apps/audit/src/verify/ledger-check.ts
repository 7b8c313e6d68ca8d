import type { LedgerCode, Posting } from '@stakelog/contracts';
import type { DecisionEvent } from '@stakelog/kafka';
import type { BatchCheck } from './batch-check';

/** Sums of all postings, by currency, then account of the ledger. In minor units. */
export type LedgerTotals = Map<string, Map<LedgerCode, bigint>>;

/** What takes money that must be there. */
const spends = new Set<DecisionEvent['type']>(['BetAccepted', 'BetHeld', 'WithdrawalRequested']);

/** A player's accounts. No event takes what is set aside below zero: it was there. */
const playerCodes = ['cash', 'bonus', 'held', 'open', 'withdrawing'] as const;

/** A player's balances, in the order of the codes above. */
type Player = { readonly currency: string; readonly balances: number[] };

/**
 * I1 and I2: each event's postings sum to zero, and nothing is staked or withdrawn that is not there. Corrections
 * may take cash below zero, and bonus money where its payout had been staked again.
 */
export function ledgerCheck(totals: LedgerTotals): BatchCheck {
  const players = new Map<string, Player>();
  return {
    take({ batch: { records } }, report) {
      for (const { event, offset } of records) {
        if (event.type === 'AccountOpened')
          players.set(event.accountId, {
            currency: event.currency,
            balances: playerCodes.map(() => 0),
          });
        if (!('postings' in event)) continue;
        const { accountId, postings, type } = event;
        const sum = postings.reduce((total, { amount }) => total + amount, 0);
        if (sum !== 0) report('postings', offset, `${type} posts ${sum} out of nowhere`);
        const player = players.get(accountId);
        if (player === undefined) {
          if (postings.length > 0) report('postings', offset, `${accountId} was never opened`);
          continue;
        }
        const { currency, balances } = player;
        for (const [at, code] of playerCodes.entries()) {
          const moved = posted(postings, code);
          if (moved === 0) continue;
          const after = (balances[at] ?? 0) + moved;
          balances[at] = after;
          const mayOwe = code === 'cash' || code === 'bonus';
          if (after < 0 && moved < 0 && (!mayOwe || spends.has(type)))
            report('postings', offset, `${type} leaves ${accountId} at ${after} of ${code}`);
        }
        for (const { code, amount } of postings) add(totals, currency, code, amount);
      }
    },
  };
}

/** What the postings move of one account of the ledger. */
export function posted(postings: readonly Posting[], of: LedgerCode): number {
  let sum = 0;
  for (const { code, amount } of postings) if (code === of) sum += amount;
  return sum;
}

/** BigInt, because a whole log's sums may pass 2^53. */
function add(
  totals: LedgerTotals,
  currency: string,
  code: LedgerCode,
  amount: number | bigint,
): void {
  const ofCurrency = totals.get(currency) ?? new Map<LedgerCode, bigint>();
  totals.set(currency, ofCurrency);
  ofCurrency.set(code, (ofCurrency.get(code) ?? 0n) + BigInt(amount));
}

/** The sums of several partitions as one. */
export function mergeTotals(of: readonly LedgerTotals[]): LedgerTotals {
  const merged: LedgerTotals = new Map();
  for (const [currency, codes] of of.flatMap((totals) => [...totals]))
    for (const [code, amount] of codes) add(merged, currency, code, amount);
  return merged;
}

/** Currencies whose postings do not sum to zero over the whole log. */
export const unbalanced = (totals: LedgerTotals): readonly string[] =>
  [...totals].flatMap(([currency, codes]) =>
    [...codes.values()].reduce((sum, amount) => sum + amount, 0n) === 0n ? [] : [currency],
  );
