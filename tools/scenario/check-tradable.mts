import type { AuditLine } from './audit-process.mts';
import type { Evidence, Faults } from './evidence.mts';
import { lineOf, positionOf } from './offer-seen.mts';
import { momentAt, type RecordedStream } from './recorded-stream.mts';

type Leg = {
  readonly marketId: string;
  readonly outcomeId: string;
  readonly oddsAt: { readonly partition: number };
};
type Adopted = { readonly partition: number; readonly next: number };
type PlacedLine = { readonly offset: number; readonly line: number };

/**
 * No acceptance while its market was not tradable: the file's own state of the market behind the last line whose
 * facts the acceptance's batch had adopted. Where only some facts of a line were adopted, the line before it counts
 * as well.
 */
export function checkTradable({ stream, facts, events }: Evidence): Faults {
  const lines = linesByPartition(facts);
  const adopted = new Map<string, number>();
  const faults: string[] = [];
  for (const event of events) {
    const own = positionOf(event)?.partition;
    if (event['type'] === 'InputsAdopted')
      for (const { partition, next } of event['oddsNext'] as Adopted[])
        adopted.set(`${own}/${partition}`, next);
    if (event['type'] !== 'BetAccepted') continue;
    for (const leg of event['legs'] as Leg[]) {
      const { partition } = leg.oddsAt;
      const next = adopted.get(`${own}/${partition}`) ?? 0;
      const fault = faultOf(stream, leg, lines.get(partition) ?? [], next);
      if (fault !== undefined) faults.push(`${String(event['position'])}: ${fault}`);
    }
  }
  return faults;
}

function linesByPartition(facts: readonly AuditLine[]): ReadonlyMap<number, PlacedLine[]> {
  const lines = new Map<number, PlacedLine[]>();
  for (const fact of facts) {
    const at = positionOf(fact);
    const line = lineOf(fact);
    if (at === undefined || line === undefined) continue;
    const known = lines.get(at.partition) ?? [];
    lines.set(at.partition, known);
    known.push({ offset: at.offset, line });
  }
  return lines;
}

function faultOf(
  stream: RecordedStream,
  { marketId, outcomeId }: Leg,
  lines: readonly PlacedLine[],
  next: number,
): string | undefined {
  const market = stream.markets.get(marketId);
  const last = lines.findLast(({ offset }) => offset < next);
  if (market === undefined || last === undefined) return `${marketId} is not in the file yet`;
  const isPart = lines.some(({ offset, line }) => offset >= next && line === last.line);
  const moments = [last.line, ...(isPart ? [last.line - 1] : [])].map((line) =>
    momentAt(market, line),
  );
  const tradable = moments.some(
    (moment) => moment?.status === 'OPEN' && moment.runners.get(outcomeId) === 'ACTIVE',
  );
  if (tradable) return undefined;
  const [moment] = moments;
  return `${marketId} ${outcomeId} was ${moment?.status}/${moment?.runners.get(outcomeId)} behind line ${last.line}`;
}
