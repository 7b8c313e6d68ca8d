import { limits } from '@stakelog/contracts';
import type { BatchCheck } from './batch-check';

/** I13: decided time never goes back, nor ahead of the broker's by more than the clocks may differ. */
export function timeCheck(): BatchCheck {
  let previousMs = 0;
  return {
    take({ batch: { opening, openingRecord, baseOffset } }, report) {
      const { decidedAtMs } = opening;
      if (decidedAtMs < previousMs)
        report('time', baseOffset, `decided at ${decidedAtMs}, after a batch of ${previousMs}`);
      const aheadMs = decidedAtMs - openingRecord.appendedAtMs;
      if (aheadMs > limits.clockSkewMs)
        report('time', baseOffset, `decided ${aheadMs} ms ahead of the broker's time`);
      previousMs = Math.max(previousMs, decidedAtMs);
    },
  };
}
