import { topics, type TopicName } from '@stakelog/contracts';
import { grouped, seconds, type Output } from '../report/output';
import { Progress } from '../report/progress';
import type { Ends, Recording } from '../walk/partition-walk';
import { withPerformer } from '../workers/open-workers';
import { partitionsOf, type Performer } from '../workers/tasks';
import { mergeTotals, unbalanced, type LedgerTotals } from './ledger-check';
import type { PartitionVerdict } from './verify-partition';
import type { TopicVerdict } from './verify-topic';
import { rules, type Rule, type Violation } from './violation';

export type VerifyScope = {
  readonly topics: readonly TopicName[];
  /** Undefined: all of them. */
  readonly partition: number | undefined;
  readonly workers?: number;
};

/** Holds topics to their rules and says so, topic by topic. True where every rule holds. */
export function verify(
  source: Pick<Recording, 'log' | 'codec'>,
  scope: VerifyScope,
  out: Output,
): Promise<boolean> {
  const { partition, workers = 1 } = scope;
  return withPerformer(source, partition === undefined ? workers : 1, async (performer, ends) => {
    let holds = true;
    // Its walk reads the commands as well, so that they are read once.
    const first = scope.topics.includes('bet.events')
      ? await verifyBetEvents(performer, ends, scope, out)
      : undefined;
    for (const topic of scope.topics)
      if (topic === 'bet.events') holds &&= first?.holds === true;
      else {
        const walked = topic === 'bet.commands' ? first?.commands : undefined;
        const good = await verifyInputs(performer, topic, { ...scope, walked }, out);
        holds &&= good;
      }
    return holds;
  });
}

async function verifyBetEvents(
  performer: Performer,
  { events }: Ends,
  { partition: only, topics: asked }: VerifyScope,
  out: Output,
) {
  const startedAtMs = performance.now();
  const commands = asked.includes('bet.commands');
  const partitions = partitionsOf(topics['bet.events'].partitions, only);
  const progress = new Progress(
    'bet.events',
    sum(partitions, (of) => events.get(of) ?? 0),
  );
  const answers = await Promise.all(
    partitions.map((partition) =>
      performer.perform('verify', { partition, commands }, (offset) =>
        progress.at(`${partition}`, offset),
      ),
    ),
  ).finally(() => progress.end());
  const totals = mergeTotals(answers.map((answer) => answer.totals));
  const off = unbalanced(totals);
  const holds = off.length === 0 && answers.every(({ violations }) => violations.length === 0);
  if (out.json) await out.value(betEventsAnswer(answers, totals, holds));
  else tellBetEvents(answers, totals, startedAtMs, out);
  return {
    holds,
    commands: commands ? answers.flatMap((answer) => answer.commands ?? []) : undefined,
  };
}

const sum = <Of>(items: readonly Of[], count: (item: Of) => number) =>
  items.reduce((total, item) => total + count(item), 0);

function betEventsAnswer(
  verdicts: readonly PartitionVerdict[],
  totals: LedgerTotals,
  holds: boolean,
) {
  const violations = verdicts.flatMap((verdict) => verdict.violations);
  return {
    topic: 'bet.events',
    verified: holds,
    partitions: verdicts.length,
    records: sum(verdicts, ({ records }) => records),
    batches: sum(verdicts, ({ batches }) => batches),
    decisions: sum(verdicts, ({ decisions }) => decisions),
    epochs: sum(verdicts, ({ epochs }) => epochs),
    dropped: verdicts.flatMap(({ dropped }) => dropped),
    rules: rulesHeld(violations),
    first: violations[0] ?? null,
    violations,
    ledger: ledgerOf(totals),
  };
}

const rulesHeld = (violations: readonly Violation[]): Record<string, boolean> =>
  Object.fromEntries(
    ruleNames.map((name) => [name, !violations.some(({ rule }) => rule === name)]),
  );

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of the table above
const ruleNames = Object.keys(rules) as Rule[];

/** Amounts as text: sums over a whole log may pass what a JSON number holds exactly. */
const ledgerOf = (totals: LedgerTotals) =>
  Object.fromEntries(
    [...totals].map(([currency, codes]) => [
      currency,
      Object.fromEntries([...codes].map(([code, amount]) => [code, `${amount}`])),
    ]),
  );

function tellBetEvents(
  verdicts: readonly PartitionVerdict[],
  totals: LedgerTotals,
  startedAtMs: number,
  out: Output,
): void {
  const violations = verdicts.flatMap((verdict) => verdict.violations);
  const dropped = verdicts.flatMap((verdict) => verdict.dropped);
  const records = grouped(sum(verdicts, (verdict) => verdict.records));
  const epochs = grouped(sum(verdicts, (verdict) => verdict.epochs));
  out.text(
    `bet.events  ${verdicts.length} partitions  ${records} records  epochs ${epochs}  dropped ${dropped.length} batches (fence)   ${seconds(startedAtMs)}`,
  );
  for (const name of ruleNames) {
    const broken = violations.filter(({ rule }) => rule === name).length;
    const currencies = name === 'postings' ? `: ${[...totals.keys()].toSorted().join(' ')}` : '';
    out.text(`  ${broken === 0 ? '✓' : `✗ ${broken} ×`} ${rules[name]}${currencies}`);
  }
  const off = unbalanced(totals);
  if (off.length > 0) out.text(`  ✗ the ledger of ${off.join(' ')} does not sum to zero`);
  for (const { at, reason, epoch, batch } of dropped)
    out.text(`  dropped ${at}  batch ${batch} of epoch ${epoch}: ${reason}`);
  tellViolations(violations, out);
}

const shownMax = 20;

function tellViolations(violations: readonly Violation[], out: Output): void {
  for (const { at, rule, detail } of violations.slice(0, shownMax))
    out.text(`  ✗ ${at}  ${rule}: ${detail}`);
  if (violations.length > shownMax)
    out.text(`  … and ${violations.length - shownMax} more behind the first`);
}

async function verifyInputs(
  performer: Performer,
  topic: Exclude<TopicName, 'bet.events'>,
  {
    partition: only,
    walked,
  }: VerifyScope & { readonly walked: readonly TopicVerdict[] | undefined },
  out: Output,
): Promise<boolean> {
  const startedAtMs = performance.now();
  const verdicts =
    walked ??
    (await Promise.all(
      partitionsOf(topics[topic].partitions, only).map((partition) =>
        topic === 'odds.events'
          ? performer.perform('facts', { partition }, () => undefined)
          : performer.perform('topic', { partition, topic }, () => undefined),
      ),
    ));
  const violations = verdicts.flatMap((verdict) => verdict.violations);
  const records = sum(verdicts, (verdict) => verdict.records);
  const withoutEffect = countsOf(verdicts);
  const verified = violations.length === 0;
  const undecodable = verdicts.flatMap(({ firstUndecodable }) => firstUndecodable ?? []);
  const answer = { topic, verified, partitions: verdicts.length, records, withoutEffect };
  if (out.json)
    await out.value({ ...answer, undecodable, first: violations[0] ?? null, violations });
  else {
    const passed = Object.entries(withoutEffect).map(([why, count]) => `${why} ${grouped(count)}`);
    const without = passed.length === 0 ? '' : `  without effect: ${passed.join(', ')}`;
    out.text(
      `${topic}  ${verdicts.length} partitions  ${grouped(records)} records${without}   ${seconds(startedAtMs)}`,
      verified ? '  ✓ offsets contiguous, every record decoded or counted' : '',
    );
    for (const at of undecodable) out.text(`  undecodable from ${at} on`);
    tellViolations(violations, out);
  }
  return verified;
}

function countsOf(verdicts: readonly TopicVerdict[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { withoutEffect } of verdicts)
    for (const [why, count] of Object.entries(withoutEffect))
      counts[why] = (counts[why] ?? 0) + count;
  return counts;
}
