import type { FaultSystem } from './fault-system.mts';
import { ask } from './ask.mts';

export type Level = { readonly level: string; readonly [field: string]: unknown };

export type PolicyChange = {
  readonly levels?: readonly Level[];
  readonly quotas?: readonly { readonly marketId: string; readonly shares: readonly number[] }[];
  readonly quoteTtlMs?: number;
  readonly effectiveAtMs?: number;
};

/** Wide enough for every load. Minor units of the base currency. */
const everywhere: Level = {
  level: 'GLOBAL',
  stakeMin: 10,
  stakeMax: 1_000_000,
  liabilityMax: 50_000_000,
  payoutMax: 100_000_000,
  marketLiabilityMax: 10_000_000_000,
};

/** Replaces the trading limits; what is not named is as the feed starts with. Throws unless it is recorded. */
export async function changeLimits(
  system: FaultSystem,
  { levels = [], quotas = [], ...others }: PolicyChange,
): Promise<void> {
  const body = {
    levels: [everywhere, ...levels],
    quotas,
    cashOutMarginBps: 500,
    quoteTtlMs: 5_000,
    baseCurrency: 'EUR',
    rates: [{ currency: 'EUR', rate: { num: 1, den: 1 } }],
    ...others,
  };
  const { status, text } = await ask(system, {
    scope: 'trader',
    method: 'PUT',
    path: '/v1/limit-policy',
    body,
  });
  if (status !== 201) throw new Error(`the limits are refused: ${status} ${text.slice(0, 300)}`);
}
