import type { Output } from '../report/output';
import { openRecording, type Recording } from '../walk/partition-walk';
import type { AcceptanceLook } from './acceptance-look';
import { eventText } from './event-text';
import { explainBet, type ExplainedEvent, type Explanation } from './explain-bet';

/** Tells a bet's life. True where every payout, worked out again, is the recorded one. */
export async function explain(
  source: Pick<Recording, 'log' | 'codec'>,
  bet: string,
  out: Output,
): Promise<boolean> {
  const recording = await openRecording(source.log, source.codec);
  const explanation = await explainBet(recording, bet);
  const agrees = explanation.events.every(({ proof }) => proof?.agrees !== false);
  if (out.json) await out.value({ ...explanation, agrees });
  else tell(explanation, out);
  return agrees;
}

const time = (ms: number) => new Date(ms).toISOString();

function tell({ bet, command, looks, facts, events }: Explanation, out: Output): void {
  out.text(`bet ${bet}`, '');
  if (command !== undefined) {
    const { idempotencyKey, requestedAtMs, selections, bets, priceChange } = command.content;
    out.text(
      `${command.at}  PlaceBets  key ${idempotencyKey}  requested ${time(requestedAtMs)}`,
      ...selections.map(
        ({ marketId, outcomeId, odds, marketVersion }) =>
          `    ${marketId} ${outcomeId} at ${odds / 10_000}${marketVersion === null ? '' : `, version ${marketVersion}`}`,
      ),
      ...bets.map(
        ({ kind, sizes, stake, stakeMode, lines, eachWay, funding }) =>
          `    ${kind}${sizes.length === 0 ? '' : ` ${sizes.join('+')}`}${eachWay ? ' each-way' : ''}, ${stakeMode === 'UNIT' ? 'unit ' : ''}stake ${stake}, ${lines} lines, ${funding}, price policy ${priceChange.policy}`,
      ),
    );
  }
  for (const look of looks) tellLook(look, out);
  for (const event of events) tellEvent(event, out);
  out.text('', 'facts');
  for (const [at, fact] of Object.entries(facts)) out.text(`  ${at}  ${JSON.stringify(fact)}`);
}

function tellLook({ at, decidedAtMs, adopted, rows }: AcceptanceLook, out: Output): void {
  out.text('', `${at}  looked at ${time(decidedAtMs)} on the facts before ${adopted.join(' ')}`);
  for (const { row, codes, passed, reasons } of rows) {
    const mark = passed === undefined ? '·' : passed ? '✓' : '✗';
    const details = reasons.map(({ code, detail }) =>
      detail === null ? code : `${code} ${detail}`,
    );
    out.text(`    ${mark} ${row.padStart(5)}  ${passed === false ? details.join(', ') : codes}`);
  }
}

function tellEvent({ at, eventId, type, event, postings, proof }: ExplainedEvent, out: Output) {
  out.text('', `${at}  ${type}  event ${eventId}`);
  for (const line of eventText(event)) out.text(`    ${line}`);
  for (const leg of proof?.legs ?? []) {
    out.text(`    leg ${leg.leg} ${leg.agrees ? '' : '✗ '}${leg.steps[0] ?? ''}`);
    for (const step of leg.steps.slice(1)) out.text(`          ${step}`);
  }
  for (const step of proof?.steps ?? []) out.text(`    ${step}`);
  if (proof?.agrees === false)
    out.text('    ✗ what was worked out again is another than what is recorded');
  if (postings.length > 0)
    out.text(`    postings ${postings.map(({ code, amount }) => `${code} ${amount}`).join(', ')}`);
}
