import type { PartitionState } from '../partition/partition-state';
import { addExposure, type LegExposure } from './exposure';

/** Puts shares on their markets, or takes them off. */
export function moveExposures(
  state: PartitionState,
  shares: readonly LegExposure[],
  sign: 1 | -1,
): void {
  for (const share of shares) {
    const exposure = state.exposureOf(share.marketId);
    addExposure(exposure, share.outcomeId, share, sign);
    if (exposure.returns.size === 0 && exposure.stakes === 0) state.exposure.delete(share.marketId);
  }
}
