import { assert, minorDelta, type LedgerCode, type Posting } from '@stakelog/contracts';
import type { Account, PlayerCode } from '../account/account';

/** House accounts of one partition, summed over partitions for the whole. In minor units, by currency. */
export type House = Record<HouseCode, number>;
export type HouseCode = Exclude<LedgerCode, PlayerCode>;

export const newHouse = (): House => ({ book: 0, promo: 0, adjust: 0, payments: 0 });

const isHouse = (code: LedgerCode): code is HouseCode =>
  code === 'book' || code === 'promo' || code === 'adjust' || code === 'payments';

/** Double entry from pairs of account and amount; what moves nothing is left out. Asserts a zero sum. */
export function postings(
  ...lines: readonly (readonly [code: LedgerCode, amount: number])[]
): readonly Posting[] {
  const moved: Posting[] = [];
  let sum = 0;
  for (const [code, amount] of lines) {
    sum += amount;
    if (amount !== 0) moved.push({ code, amount: minorDelta(amount) });
  }
  assert(sum === 0, 'postings sum to zero');
  return moved;
}

/** Posts an event's lines to the player's accounts and the house's. Asserts a zero sum and safe balances. */
export function post(account: Account, house: House, lines: readonly Posting[]): void {
  let sum = 0;
  for (const { code, amount } of lines) {
    sum += amount;
    if (isHouse(code)) house[code] += amount;
    else {
      account.balances[code] += amount;
      assert(Number.isSafeInteger(account.balances[code]), 'a balance is a safe integer');
      assert(
        code === 'cash' || code === 'bonus' || account.balances[code] >= 0,
        'only what payouts go to may be corrected below zero',
      );
    }
  }
  assert(sum === 0, 'postings sum to zero');
}
