import type { DecimalOdds } from '@stakelog/contracts';
import type { Scheme } from '../ticket/scheme';
import { log2 } from './log2';

/** What is staked, in minor units, and what comes back if it wins. */
export type ExposureShare = { readonly stake: number; readonly winReturn: number };

/** One line's weight, shared among its legs: small enough that every product below stays exact. */
const LINE = 2 ** 22;
/** From 32 fractional bits of a logarithm to the 20 that a line's sharing needs. */
const COARSER = 2 ** 12;

/**
 * How much each leg bears of a bet, as whole numbers that count by their ratio (domain.md §10). In one line
 * A_k = ln o_k / Σ ln o_i. In a system, and among alternatives, every line is shared so, and a leg bears the sum
 * of its shares over the lines that it is in: the weights sum to the number of lines.
 */
export function legWeights(scheme: Scheme, odds: readonly DecimalOdds[]): readonly number[] {
  if (odds.length === 1) return [1];
  const logs = odds.map(log2);
  return isOneLine(scheme) ? logs : systemWeights(scheme, logs);
}

const isOneLine = ({ positions, sizes }: Scheme) =>
  sizes.length === 1 &&
  sizes[0] === positions.length &&
  positions.every(({ selections }) => selections.length === 1);

/** Lines are walked one by one: acceptance caps them before (limits.linesPerBetMax). Typed arrays, for speed. */
function systemWeights({ positions, sizes }: Scheme, logs: readonly number[]): readonly number[] {
  const shared = Float64Array.from(logs, (log) => Math.floor(log / COARSER));
  const weights = new Float64Array(logs.length);
  const ordered = [...positions].toSorted((one, other) => +other.banker - +one.banker);
  const bankers = positions.filter(({ banker }) => banker).length;
  /** By the length of a line: the least size still to come. */
  const nextSizes = Array.from({ length: ordered.length + 1 }, (_, length) =>
    Math.min(ordered.length + 1, ...sizes.filter((size) => size > length)),
  );
  const line = new Uint8Array(ordered.length);

  function extend(length: number, from: number, total: number): void {
    if (length > 0 && length >= bankers && nextSizes[length - 1] === length)
      shareLine(line, length, total, shared, weights);
    // Bankers are never left out, and of the others enough are left for the next size.
    const missing = (nextSizes[length] ?? 0) - length;
    const last = length < bankers ? from : ordered.length - missing;
    for (let place = from; place <= last; place++)
      for (const leg of ordered[place]?.selections ?? []) {
        line[length] = leg;
        extend(length + 1, place + 1, total + (shared[leg] ?? 0));
      }
  }
  extend(0, 0, 0);
  return [...weights];
}

/** In proportion, rounded down; the last leg gets what is left, so that a line weighs exactly one. */
function shareLine(
  line: Uint8Array,
  length: number,
  total: number,
  shared: Float64Array,
  weights: Float64Array,
): void {
  let left = LINE;
  for (let index = 0; index < length - 1; index++) {
    const leg = line[index] ?? 0;
    const share = Math.floor(((shared[leg] ?? 0) * LINE) / total);
    weights[leg] = (weights[leg] ?? 0) + share;
    left -= share;
  }
  const last = line[length - 1] ?? 0;
  weights[last] = (weights[last] ?? 0) + left;
}

/**
 * An amount in minor units split by weights: largest remainder, ties to the lower leg, so the parts sum to it.
 * BigInt, because amount × weight passes 2^53.
 */
export function apportioned(amount: number, weights: readonly number[]): readonly number[] {
  if (weights.length === 1) return [amount];
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  const exact = weights.map((weight) => BigInt(amount) * BigInt(weight));
  const parts = exact.map((part) => Number(part / total));
  const remainders = exact.map((part) => part % total);
  const largestFirst = parts
    .map((_, leg) => leg)
    .toSorted((one, other) => descending(remainders[one] ?? 0n, remainders[other] ?? 0n));
  const left = amount - parts.reduce((sum, part) => sum + part, 0);
  for (const leg of largestFirst.slice(0, left)) parts[leg] = (parts[leg] ?? 0) + 1;
  return parts;
}

const descending = (one: bigint, other: bigint) => (one === other ? 0 : one > other ? -1 : 1);

/** What each leg bears of a bet's stake and of its liability; where the book cannot lose, of its return. */
export function legShares(
  { stake, winReturn }: ExposureShare,
  weights: readonly number[],
): readonly ExposureShare[] {
  if (weights.length === 1) return [{ stake, winReturn }];
  const stakes = apportioned(stake, weights);
  if (winReturn < stake)
    return apportioned(winReturn, weights).map((part, leg) => ({
      stake: stakes[leg] ?? 0,
      winReturn: part,
    }));
  return apportioned(winReturn - stake, weights).map((liability, leg) => {
    const part = stakes[leg] ?? 0;
    return { stake: part, winReturn: part + liability };
  });
}
