import { decimalOdds, type DecimalOdds } from '@stakelog/contracts';

/** Ten-thousandths up to which prices move in this step. */
const steps = [
  [20_000, 100],
  [30_000, 200],
  [40_000, 500],
  [60_000, 1_000],
  [100_000, 2_000],
  [200_000, 5_000],
  [300_000, 10_000],
  [500_000, 20_000],
  [1_000_000, 50_000],
] as const;
const OFFERED_MIN = 10_200;
const OFFERED_MAX = 1_000_000;
/** What the book keeps of each price. */
const MARGIN = 1.05;

/**
 * The odds offered on something this likely, on the steps that bettors know; null where it is too
 * sure or too unlikely to be offered. Only + − × ÷ on floats, so that every machine agrees.
 */
export function offeredOdds(probability: number): DecimalOdds | null {
  if (probability <= 0) return null;
  const exact = 10_000 / (probability * MARGIN);
  if (exact < OFFERED_MIN || exact > OFFERED_MAX) return null;
  const step = steps.find(([most]) => exact <= most)?.[1] ?? 50_000;
  return decimalOdds(Math.round(exact / step) * step);
}

export const probPpb = (probability: number): number =>
  Math.round(Math.min(1, Math.max(0, probability)) * 1_000_000_000);
