import type { BetSettled } from '@stakelog/contracts';
import type { Output } from '../report/output';
import { openRecording, type Recording } from '../walk/partition-walk';
import type { AcceptanceLook } from './acceptance-look';
import { explainBet, type ExplainedEvent, type Explanation } from './explain-bet';

/** Tells a bet's life. True where every payout, worked out again, is the recorded one. */
export async function explain(
  source: Pick<Recording, 'log' | 'codec'>,
  bet: string,
  out: Output,
): Promise<boolean> {
  const recording = await openRecording(source.log, source.codec);
  const explanation = await explainBet(recording, bet);
  const agrees = explanation.events.every(({ arithmetic }) => arithmetic?.agrees !== false);
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
        ({ kind, stake }) => `    ${kind}, stake ${stake}, price policy ${priceChange.policy}`,
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

function tellEvent(
  { at, eventId, type, event, postings, arithmetic }: ExplainedEvent,
  out: Output,
) {
  out.text('', `${at}  ${type}  event ${eventId}`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- by its type
  if (type === 'BetSettled') out.text(`    version ${(event as BetSettled).version}`);
  for (const step of arithmetic?.steps ?? []) out.text(`    ${step}`);
  if (arithmetic?.agrees === false) out.text('    ✗ the recorded payout is another');
  if (postings.length > 0)
    out.text(`    postings ${postings.map(({ code, amount }) => `${code} ${amount}`).join(', ')}`);
}
