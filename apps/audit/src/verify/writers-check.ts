import { limits, processOf } from '@stakelog/contracts';
import type { WalkStep } from '../walk/partition-walk';
import type { BatchCheck } from './batch-check';

/** The broker's clock may be set while a successor waits by its own. */
const CLOCK_TOLERANCE_MS = 500;

/** Of what was heard lately: so far apart, and a minute long. */
const HEARD_EVERY_MS = 100;
const HEARD_MAX = 600;

type Heard = {
  readonly epoch: number;
  readonly writer: string;
  /** Where its own next record would stand. */
  readonly nextOffset: number;
  /** Something stood between two of its batches: it must have stopped there. */
  readonly lost: boolean;
};

export type WritersCheck = BatchCheck & {
  takeEpoch(
    step: Extract<WalkStep, { status: 'epoch' }>,
    report: Parameters<BatchCheck['take']>[1],
  ): void;
};

/**
 * I9, R12: no epoch is sent over another process's writer that was heard within `takeoverAfterMs`; what is under way
 * cannot be called back. After an unknown outcome its own process opens the next one at once. I10: a writer that finds
 * something between its own records decides nothing more.
 */
export function writersCheck(): WritersCheck {
  let heard: Heard | undefined;
  const heardAtMs: number[] = [];
  return {
    takeEpoch({ opened, effective, offset, appendedAtMs }, report) {
      if (!effective) return;
      const { epoch, writer } = opened;
      const sentAtMs = Math.min(opened.openedAtMs, appendedAtMs);
      const silentMs = sentAtMs - (heardAtMs.findLast((atMs) => atMs <= sentAtMs) ?? -Infinity);
      const goesOn = heard !== undefined && processOf(heard.writer) === processOf(writer);
      if (!goesOn && silentMs < limits.takeoverAfterMs - CLOCK_TOLERANCE_MS)
        report(
          'writers',
          offset,
          `epoch ${epoch} opens ${silentMs} ms after a batch of epoch ${heard?.epoch}`,
        );
      // The silence counts from batches: an epoch that nobody decided in may be opened over at once.
      if (heard !== undefined)
        heard = { ...heard, epoch, writer, nextOffset: offset + 1, lost: false };
    },
    take({ batch: { opening, openingRecord, baseOffset, nextOffset } }, report) {
      const { epoch, writer, batch } = opening;
      const isSame = heard?.epoch === epoch && heard.writer === writer;
      const lost = isSame && batch > 1 && baseOffset !== heard?.nextOffset;
      if (isSame && heard?.lost === true)
        report('writers', baseOffset, `epoch ${epoch} goes on behind a gap in its own records`);
      hear(heardAtMs, openingRecord.appendedAtMs);
      heard = {
        epoch,
        writer,
        nextOffset,
        lost: lost || (isSame && heard?.lost === true),
      };
    },
  };
}

function hear(heardAtMs: number[], atMs: number): void {
  if (atMs - (heardAtMs.at(-2) ?? -Infinity) < HEARD_EVERY_MS) heardAtMs.pop();
  heardAtMs.push(atMs);
  if (heardAtMs.length > HEARD_MAX) heardAtMs.shift();
}
