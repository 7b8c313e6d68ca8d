import { grouped, seconds, type Output } from '../report/output';
import { Progress } from '../report/progress';
import { betEventsPartitions, type Recording } from '../walk/partition-walk';
import { withPerformer } from '../workers/open-workers';
import { outcomeText } from './outcome';
import { readPolicyFile } from './policy-file';
import { mergeWhatIf, type WhatIfTotals } from './totals';
import type { WhatIf } from './what-if-partition';

export type WhatIfScope = {
  /** Undefined: all of them. */
  readonly partition: number | undefined;
  readonly policy: string;
  readonly workers: number;
};

const shownMax = 50;

/** Says what would have been decided differently under the policy of a file. False where the log is broken. */
export async function whatIf(
  source: Pick<Recording, 'log' | 'codec'>,
  scope: WhatIfScope,
  out: Output,
): Promise<boolean> {
  const startedAtMs = performance.now();
  const file = readPolicyFile(scope.policy);
  const partitions = betEventsPartitions.filter(
    (index) => scope.partition === undefined || scope.partition === index,
  );
  const answers = await withPerformer(
    source,
    Math.min(scope.workers, partitions.length),
    (performer, { events }) => {
      const total = partitions.reduce((sum, of) => sum + (events.get(of) ?? 0), 0);
      const progress = new Progress('what if', total);
      return Promise.all(
        partitions.map((partition) =>
          performer.perform('whatIf', { partition, file }, (offset) =>
            progress.at(`${partition}`, offset),
          ),
        ),
      ).finally(() => progress.end());
    },
  );
  const totals = mergeWhatIf(answers.map((answer) => answer.totals));
  const broken = answers.flatMap((answer) => answer.broken ?? []);
  if (out.json) await asJson(answers, totals, broken, out);
  else asText(answers, totals, broken, startedAtMs, out);
  return broken.length === 0;
}

/** The totals last: a line for each difference may be many. */
async function asJson(
  answers: readonly WhatIf[],
  totals: WhatIfTotals,
  broken: readonly string[],
  out: Output,
): Promise<void> {
  for (const { differences } of answers)
    for (const difference of differences) await out.value(difference);
  const { decided, differing } = totals;
  await out.value({
    decided,
    differing,
    currencies: Object.fromEntries(totals.currencies),
    broken,
  });
}

function asText(
  answers: readonly WhatIf[],
  { decided, differing, currencies }: WhatIfTotals,
  broken: readonly string[],
  startedAtMs: number,
  out: Output,
): void {
  const differences = answers.flatMap((answer) => answer.differences);
  for (const { at, command, id, was, wouldBe, houseHas, houseWouldHave } of differences.slice(
    0,
    shownMax,
  ))
    out.text(
      `${at}  ${command} ${id}  ${outcomeText(was)} → ${outcomeText(wouldBe)}  house ${houseHas ?? 'open'} → ${houseWouldHave ?? 'open'}`,
    );
  if (differing > shownMax)
    out.text(`… and ${grouped(differing - shownMax)} more; --json lists them`);
  out.text(
    `${grouped(decided)} decisions  ${grouped(differing)} would be others   ${seconds(startedAtMs)}`,
  );
  for (const [currency, of] of currencies)
    out.text(
      `  ${currency}  accepted → refused ${grouped(of.acceptedToRefused)} (stakes ${of.stakeLost})  refused → accepted ${grouped(of.refusedToAccepted)} (stakes ${of.stakeGained})  accepted otherwise ${grouped(of.acceptedOtherwise)}  other ${grouped(of.otherwise)}`,
      `       the house would have ${of.houseDifference} more, of settled bets; ${grouped(of.open)} are not settled`,
    );
  for (const why of broken) out.text(`✗ ${why}`);
}
