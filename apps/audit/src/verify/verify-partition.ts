import { topics } from '@stakelog/contracts';
import type { DropReason } from '@stakelog/kafka';
import type { CommandsTally } from '../walk/adopted-commands';
import { walkPartition, type Recording, type WalkStep } from '../walk/partition-walk';
import { acceptanceCheck } from './acceptance-check';
import { reportTo, type BatchCheck, type Report } from './batch-check';
import { betLifeCheck } from './bet-life-check';
import { BetNumbers } from './bet-numbers';
import { decisionsCheck } from './decisions-check';
import { exposureCheck, Exposures } from './exposure-check';
import { ledgerCheck, type LedgerTotals } from './ledger-check';
import { priceCheck } from './price-check';
import { promisesCheck } from './promises-check';
import { protectionCheck } from './protection-check';
import { routingCheck } from './routing-check';
import { timeCheck } from './time-check';
import { Counts, type TopicVerdict } from './verify-topic';
import type { Violation } from './violation';
import { writersCheck } from './writers-check';

export type DroppedBatch = {
  readonly at: string;
  readonly reason: DropReason;
  readonly epoch: number;
  readonly batch: number;
  readonly records: number;
};

/** What `verify` found in one partition of bet.events. */
export type PartitionVerdict = {
  readonly partition: number;
  readonly records: number;
  readonly batches: number;
  readonly epochs: number;
  readonly decisions: number;
  readonly dropped: readonly DroppedBatch[];
  readonly violations: readonly Violation[];
  /** Of its commands, where they were asked for. */
  readonly commands: TopicVerdict | undefined;
};

/** Batches of these were never counted where they should have been, or came out of nowhere. */
const alarming = new Set<DropReason>(['jump', 'unknown_epoch']);

/** Holds one partition to every rule; `totals` collects its ledger. */
export async function verifyPartition(
  recording: Recording,
  partition: number,
  totals: LedgerTotals,
  progress: (offset: number) => void = () => undefined,
  withCommands = false,
): Promise<PartitionVerdict> {
  const violations: Violation[] = [];
  const report = reportTo(partition, violations);
  const writers = writersCheck();
  const bets = new BetNumbers();
  const checks = [
    writers,
    routingCheck(),
    timeCheck(),
    ledgerCheck(totals),
    decisionsCheck(),
    betLifeCheck(bets),
    acceptanceCheck(),
    priceCheck(),
    exposureCheck(partition, topics['bet.events'].partitions, new Exposures(bets)),
    promisesCheck(),
    protectionCheck(bets),
  ];
  const dropped: DroppedBatch[] = [];
  const counts = { batches: 0, epochs: 0, decisions: 0 };
  const commands = withCommands ? new Counts('bet.commands', partition) : undefined;
  const tally: CommandsTally | undefined =
    commands && ((offset, code) => commands.take(offset, code));
  for await (const step of walkPartition(recording, partition, tally)) {
    if (step.status === 'batch') {
      counts.batches++;
      counts.decisions += step.batch.records.length;
      progress(step.batch.nextOffset);
    } else if (step.status === 'epoch') {
      if (step.effective) counts.epochs++;
      writers.takeEpoch(step, report);
    }
    takeStep(step, checks, report, violations, dropped);
  }
  const records = recording.eventEnds.get(partition) ?? 0;
  const commandsEnd = recording.commandEnds.get(partition) ?? 0;
  const ofCommands = commands?.verdict(0, commandsEnd);
  return { partition, records, ...counts, dropped, violations, commands: ofCommands };
}

function takeStep(
  step: WalkStep,
  checks: readonly BatchCheck[],
  report: Report,
  violations: Violation[],
  dropped: DroppedBatch[],
): void {
  switch (step.status) {
    case 'batch':
      violations.push(...step.faults);
      for (const check of checks) check.take(step, report);
      return;
    case 'dropped': {
      const { at, reason, opening } = step;
      const { epoch, batch, records } = opening;
      dropped.push({ at, reason, epoch, batch, records });
      if (alarming.has(reason))
        violations.push({
          rule: 'batches',
          at,
          detail: `batch ${batch} of epoch ${epoch}: ${reason}`,
        });
      return;
    }
    case 'broken':
      violations.push(step.violation);
      return;
    case 'epoch':
      return;
  }
}
