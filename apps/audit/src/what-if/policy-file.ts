import {
  decimalOdds,
  limits,
  marketId,
  minorUnits,
  oddsMax,
  oddsMin,
  topics,
  words,
  type LimitPolicyChanged,
} from '@stakelog/contracts';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { AuditError } from '../audit-error';

const money = z.int().min(0).max(Number.MAX_SAFE_INTEGER).transform(minorUnits);
const optionalMoney = money.nullable().default(null);
const odds = z.int().min(oddsMin).max(oddsMax).transform(decimalOdds);
const bps = z.int().min(0).max(10_000);
const ageMs = z.int().min(1_000).max(600_000);
const currency = z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code');

const Level = z
  .strictObject({
    level: z.enum(words['limit-level']),
    id: z.string().min(1).nullable().default(null),
    stakeMin: optionalMoney,
    stakeMax: optionalMoney,
    liabilityMax: optionalMoney,
    payoutMax: optionalMoney,
    marketLiabilityMax: optionalMoney,
  })
  .refine(({ level, id }) => (level === 'GLOBAL') === (id === null), {
    path: ['id'],
    message: 'every level but GLOBAL names what it limits',
  });

const Quota = z.strictObject({
  marketId: z.string().min(1).transform(marketId),
  shares: z.array(money).length(topics['bet.events'].partitions),
});

const Bonus = z.strictObject({
  promotionId: z.string().min(1),
  legsMin: z.int().min(2).max(limits.legsPerBetMax),
  legOddsMin: odds.nullable().default(null),
  bonusBps: z.int().min(1).max(10_000),
});

const Rate = z.strictObject({
  currency,
  rate: z.strictObject({ num: z.int().min(1), den: z.int().min(1) }),
});

const PriceChange = z.strictObject({
  policy: z.enum(words['price-policy']),
  toleranceBps: bps.nullable().default(null),
  minOdds: odds.nullable().default(null),
});

/**
 * What a what-if decides with instead: only what the file states replaces the recorded. Most of it has the shape of
 * `LimitPolicyChanged`; amounts are in minor units of the base currency.
 */
const PolicyFile = z.strictObject({
  levels: z.array(Level).min(1).optional(),
  quotas: z.array(Quota).optional(),
  cashOutMarginBps: bps.optional(),
  quoteTtlMs: z.int().min(1_000).max(60_000).optional(),
  heartbeatAgeMsMax: ageMs.optional(),
  factsAgeMsMax: ageMs.optional(),
  baseCurrency: currency.optional(),
  rates: z.array(Rate).optional(),
  accumulatorBonuses: z.array(Bonus).optional(),
  /** What price moves every bettor accepts, instead of what each ticket says. */
  priceChange: PriceChange.optional(),
  /** Bettor factors in ten-thousandths, by account. */
  factors: z.record(z.string(), z.int().min(0).max(1_000_000)).optional(),
});

export type PolicyFile = z.output<typeof PolicyFile>;

/** Throws `bad_data` with the path of everything that is wrong. */
export function readPolicyFile(path: string): PolicyFile {
  let written: unknown;
  try {
    written = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new AuditError('bad_data', `${path}: ${String(error)}`, error);
  }
  const parsed = PolicyFile.safeParse(written);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path: at, message }) => `${at.length === 0 ? 'the whole' : at.join('.')}: ${message}`,
  );
  throw new AuditError('bad_data', `${path}: ${faults.join('; ')}`, parsed.error);
}

/** The recorded policy with what the file states. It keeps its version, so that nothing differs by that alone. */
export function overlaid(recorded: LimitPolicyChanged, file: PolicyFile): LimitPolicyChanged {
  const { priceChange: _price, factors: _factors, ...stated } = file;
  const replaced = Object.fromEntries(
    Object.entries(stated).filter(([, value]) => value !== undefined),
  );
  return { ...recorded, ...replaced };
}
