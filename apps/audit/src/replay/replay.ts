import { AuditError } from '../audit-error';
import type { Output } from '../report/output';
import { Progress } from '../report/progress';
import { betEventsPartitions, openRecording, type Recording } from '../walk/partition-walk';
import { withPerformer } from '../workers/open-workers';
import { accountAt, type AccountAt } from './account-at';
import { exposureSum, type ExposureAt } from './exposure-at';
import { marketAt, type MarketAt } from './market-at';
import type { Point } from './point';

export type ReplayAsked = {
  readonly account?: string;
  readonly market?: string;
  readonly exposure?: string;
  readonly point: Point;
  readonly hash: boolean;
  readonly workers: number;
};

type Source = Pick<Recording, 'log' | 'codec'>;

/** Says what an account, a market or an exposure looked like at a point. False where it was not known then. */
export async function replay(source: Source, asked: ReplayAsked, out: Output): Promise<boolean> {
  const { account, market, exposure, point } = asked;
  const named = [account, market, exposure].filter((id) => id !== undefined);
  if (named.length !== 1)
    throw new AuditError('usage', 'name one of --account, --market and --exposure');
  if (exposure !== undefined) return replayExposure(source, exposure, asked, out);
  const recording = await openRecording(source.log, source.codec);
  if (account !== undefined) {
    const found = await accountAt(recording, account, point, asked.hash);
    if (out.json) await out.value(found);
    else tellAccount(found, out);
    return found.open;
  }
  const found = await marketAt(recording, market ?? '', point);
  if (out.json) await out.value(found);
  else tellMarket(found, out);
  return found.known;
}

function tellAccount(found: AccountAt, out: Output): void {
  const { account, position, decidedAtMs, oddsKnown, hash } = found;
  const when = decidedAtMs === null ? 'never' : new Date(decidedAtMs).toISOString();
  if (!found.open) out.text(`account ${account} is not open  position ${position}`);
  else {
    const { balances, currency, openBets, status } = found;
    const staked = openBets.reduce((sum, { stake }) => sum + stake, 0);
    out.text(
      `balance ${money(balances.cash, currency)}  open bets ${openBets.length} (stake ${money(staked, currency)})  ${status}`,
      `held ${money(balances.held, currency)}  bonus ${money(balances.bonus, currency)}  being withdrawn ${money(balances.withdrawing, currency)}`,
      ...found.gamblingLimits.map(
        ({ kind, period, amount }) =>
          `limit ${kind} ${period} ${kind === 'SESSION' ? `${amount} min` : money(amount, currency)}`,
      ),
      ...found.exclusions.map((exclusion) => `excluded ${JSON.stringify(exclusion)}`),
      ...openBets.map(
        ({ bet, kind, stake, legs }) =>
          `  ${bet}  ${kind}  stake ${money(stake, currency)}  ${legs.map((leg) => `${leg.marketId}/${leg.outcomeId} ${leg.odds / 10_000}`).join('  ')}`,
      ),
    );
  }
  out.text(`position ${position}  decided ${when}  knows odds up to ${oddsKnown.join(' ')}`);
  if (hash !== null) out.text(`state ${hash}`);
}

function tellMarket(found: MarketAt, out: Output): void {
  const odds = `knows odds up to ${found.oddsKnown.join(' ')}`;
  if (!found.known) return out.text(`market ${found.market} is not known`, odds);
  const { market, name, trading, override, version, fixtureId, fixtureStatus, results } = found;
  out.text(
    `${market}  ${name ?? 'not defined'}  ${trading ?? 'no state'}  version ${version}  fixture ${fixtureId} ${fixtureStatus ?? 'unknown'}${override === 'NONE' ? '' : `  overridden: ${override}`}${found.quarantined ? '  quarantined' : ''}`,
    ...found.outcomes.map(
      ({ outcomeId, state, odds: price, oddsAt }) =>
        `  ${outcomeId}  ${state}  ${price === null ? 'no price' : price / 10_000}  ${oddsAt ?? ''}`,
    ),
    ...results.map(
      ({ outcomeId, win, certainty, version: of, at }) =>
        `  result ${outcomeId}  wins ${win.num}/${win.den}  certainty ${certainty}  version ${of}  ${at}`,
    ),
    odds,
  );
}

async function replayExposure(
  source: Source,
  market: string,
  { point, workers }: ReplayAsked,
  out: Output,
): Promise<boolean> {
  if ('topic' in point && point.topic !== 'bet.events')
    throw new AuditError(
      'usage',
      'exposure is of bet.events: name a time, or a point such as b3:5',
    );
  const partitions = 'topic' in point ? [point.partition] : betEventsPartitions;
  const parts = await withPerformer(
    source,
    Math.min(workers, partitions.length),
    (performer, { events }) => {
      const total = partitions.reduce((sum, of) => sum + (events.get(of) ?? 0), 0);
      const progress = new Progress('exposure', total);
      return Promise.all(
        partitions.map((partition) =>
          performer.perform('exposure', { partition, market, point }, () => undefined),
        ),
      ).finally(() => progress.end());
    },
  );
  const all = exposureSum(parts);
  if (out.json) await out.value({ market, ...all, partitions: parts });
  else {
    for (const part of parts.filter(({ bets, quotes }) => bets + quotes > 0)) tellPart(part, out);
    const returns = Object.entries(all.returns).map(([id, amount]) => `${id} ${amount}`);
    out.text(
      `${market}  ${all.bets} open bets, ${all.quotes} quotes  stakes ${all.stakes}  returns ${returns.join('  ')}  worst cases ${all.worstCases}`,
    );
  }
  return true;
}

const tellPart = (
  { position, bets, quotes, stakes, returns, worstCase }: ExposureAt,
  out: Output,
) =>
  out.text(
    `  ${position}  ${bets} bets, ${quotes} quotes  stakes ${stakes}  ${Object.entries(returns)
      .map(([id, amount]) => `${id} ${amount}`)
      .join('  ')}  worst case ${worstCase}`,
  );

/** As people write it: the currency's own number of digits. */
function money(amount: number, currency: string): string {
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  const sign = amount < 0 ? '-' : '';
  const text = `${Math.abs(amount)}`.padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${sign}${whole}${digits === 0 ? '' : `.${text.slice(-digits)}`} ${currency}`;
}
