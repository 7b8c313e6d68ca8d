import type { LimitPolicyChanged } from '@stakelog/contracts';

/**
 * An amount in minor units of the base currency, rounded up, at the rate of the policy (domain.md §10).
 * Undefined where the policy has no rate. BigInt, because amount × rate passes 2^53.
 */
export function inBaseCurrency(
  amount: number,
  currency: string,
  policy: LimitPolicyChanged,
): number | undefined {
  if (currency === policy.baseCurrency) return amount;
  const rate = rateOf(currency, policy);
  if (rate === undefined) return undefined;
  const num = BigInt(rate.num);
  return Number((BigInt(amount) * BigInt(rate.den) + num - 1n) / num);
}

/**
 * The largest amount in the currency that is at most this much in the base currency: a limit as the account
 * knows it. Undefined where the policy has no rate.
 */
export function largestWithin(
  base: number,
  currency: string,
  policy: LimitPolicyChanged,
): number | undefined {
  if (currency === policy.baseCurrency) return base;
  const rate = rateOf(currency, policy);
  if (rate === undefined) return undefined;
  const amount = (BigInt(base) * BigInt(rate.num)) / BigInt(rate.den);
  const largest = BigInt(Number.MAX_SAFE_INTEGER);
  return Number(amount < largest ? amount : largest);
}

const rateOf = (currency: string, { rates }: LimitPolicyChanged) =>
  rates.find((known) => known.currency === currency)?.rate;
