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
  const rate = policy.rates.find((known) => known.currency === currency)?.rate;
  if (rate === undefined) return undefined;
  const num = BigInt(rate.num);
  return Number((BigInt(amount) * BigInt(rate.den) + num - 1n) / num);
}
