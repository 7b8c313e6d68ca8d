import { positionToken } from '@stakelog/contracts';
import type { WalkedBatch } from '../walk/partition-walk';
import type { Rule, Violation } from './violation';

/** Where a check says what it found: by rule, the offset in the batch's partition, and words. */
export type Report = (rule: Rule, offset: number, detail: string) => void;

/** One concern of `verify` over one partition: it meets every counted batch, in order. */
export type BatchCheck = {
  take(step: WalkedBatch, report: Report): void;
};

/** Of one partition; behind the first ones nobody looks, and a broken log has millions. */
const violationsMax = 1_000;

export const reportTo =
  (partition: number, violations: Violation[]): Report =>
  (rule, offset, detail) => {
    if (violations.length >= violationsMax) return;
    const at = positionToken({ topic: 'bet.events', partition, offset });
    violations.push({ rule, at, detail });
  };
