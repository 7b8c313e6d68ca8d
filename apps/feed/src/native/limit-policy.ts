import {
  decimalOdds,
  limits,
  minorUnits,
  oddsMax,
  oddsMin,
  topics,
  words,
  type MarketId,
  type TradingLimit,
} from '@stakelog/contracts';
import { z } from 'zod';
import { market, optional, positive, text, time } from './native-values';

const LEVELS_MAX = 1_000;
const money = z.int().min(0).max(Number.MAX_SAFE_INTEGER).transform(minorUnits);
const currency = z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code');
const hasEachOnce = (names: readonly string[]) => new Set(names).size === names.length;

const Level = z
  .strictObject({
    level: z.enum(words['limit-level']),
    id: optional(text),
    stakeMin: optional(money),
    stakeMax: optional(money),
    liabilityMax: optional(money),
    payoutMax: optional(money),
    marketLiabilityMax: optional(money),
  })
  .refine(({ level, id }) => (level === 'GLOBAL') === (id === null), {
    path: ['id'],
    message: 'every level but GLOBAL names what it limits',
  })
  .refine(
    ({ stakeMin, stakeMax }) => stakeMin === null || stakeMax === null || stakeMin <= stakeMax,
    {
      path: ['stakeMin'],
      message: 'the least stake is at most the largest',
    },
  );

const Quota = z.strictObject({
  marketId: market,
  shares: z.array(money).length(topics['bet.commands'].partitions),
});

const Bonus = z.strictObject({
  promotionId: text,
  legsMin: z.int().min(2).max(limits.legsPerBetMax),
  legOddsMin: optional(z.int().min(oddsMin).max(oddsMax).transform(decimalOdds)),
  /** Of the winnings; at most as much again. */
  bonusBps: z.int().min(1).max(10_000),
});

const bps = z.int().min(0).max(10_000);
const ageMs = z.int().min(1_000).max(600_000);

/** The trading limits, whole: they replace those in force. Amounts in minor units of the base currency. */
export const LimitPolicy = z
  .strictObject({
    /** When raised shares begin to count: a minute after the fact at the earliest, and where it is left out. */
    effectiveAtMs: time.optional(),
    levels: z.array(Level).min(1).max(LEVELS_MAX),
    quotas: z.array(Quota).max(LEVELS_MAX).default([]),
    cashOutMarginBps: bps,
    quoteTtlMs: z.int().min(1_000).max(60_000),
    /** As in force, where they are left out: they go with the speed of a replay. */
    heartbeatAgeMsMax: ageMs.optional(),
    factsAgeMsMax: ageMs.optional(),
    baseCurrency: currency,
    rates: z.array(z.strictObject({ currency, rate: positive })).max(200),
    accumulatorBonuses: z.array(Bonus).max(32).default([]),
  })
  .superRefine(({ levels, quotas, rates, accumulatorBonuses }, context) => {
    const refuse = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    if (!hasEachOnce(levels.map(({ level, id }) => `${level} ${id}`)))
      refuse(['levels'], 'each level once');
    if (!hasEachOnce(quotas.map(({ marketId }) => marketId)))
      refuse(['quotas'], 'each market once');
    if (!hasEachOnce(rates.map((rate) => rate.currency))) refuse(['rates'], 'each currency once');
    if (!hasEachOnce(accumulatorBonuses.map((of) => `${of.promotionId} ${of.legsMin}`)))
      refuse(['accumulatorBonuses'], 'each promotion once per number of legs');
    for (const [index, { marketId, shares }] of quotas.entries())
      if (sum(shares) > marketLimit(marketId, levels))
        refuse(['quotas', index, 'shares'], 'the shares are more than the limit of the market');
  });
export type LimitPolicy = z.output<typeof LimitPolicy>;

/** BigInt, because a dozen amounts may pass 2^53. */
const sum = (amounts: readonly number[]): bigint =>
  amounts.reduce((total, amount) => total + BigInt(amount), 0n);

/** The smallest of the levels that are known to hold for it: the sport is the fixture's to say. */
function marketLimit(marketId: MarketId, levels: readonly TradingLimit[]): bigint {
  const holding = levels.filter(
    ({ level, id }) => level === 'GLOBAL' || (level === 'MARKET' && id === marketId),
  );
  const set = holding.map((of) => of.marketLiabilityMax).filter((amount) => amount !== null);
  return BigInt(Math.min(Number.MAX_SAFE_INTEGER, ...set));
}
