import { setTimeout as pause } from 'node:timers/promises';
import { audit, type AuditLine } from '../../../tools/scenario/audit-process.mts';
import { sendUntilTold } from '../../../tools/scenario/client.mts';
import { exchange, type Answer } from './ask.mts';
import { checkRecord } from './check-record.mts';
import type { FaultSystem } from './fault-system.mts';
import type { Load } from './load.mts';

/** By name, what does not hold, in words; empty where it does. */
export type Findings = Readonly<Record<string, readonly string[]>>;

const settledWithinMs = 60_000;
const copiedWithinMs = 90_000;
const readAlongMs = 20_000;
/** Idle partitions adopt every second, so a copy that keeps up is a few records behind. */
const behindMax = 200;
/** While a feed goes on, which heartbeats into every partition. */
export const behindFeedMax = 5_000;

/** Everything is told, settled and copied, as far as it will be. */
export async function settleDown(system: FaultSystem, load: Load): Promise<readonly string[]> {
  await load.finish();
  for (const market of load.offer.markets) if (!market.resulted) await load.offer.result(market);
  await resolveUnknown(system, load);
  const open = () => openBets(system.log.counted, load.offer.markets);
  await system.log.until(() => open().length === 0, settledWithinMs);
  return open().map((bet) => `${bet} is open though resulted`);
}

/** I3, I5, I6, I14: what the clients of a load were told, against the log. */
export async function checkClients(system: FaultSystem, load: Load): Promise<Findings> {
  const repeats = await repeatedOtherwise(system, load);
  // Whoever reads along may be a moment behind what clients were told.
  const untilMs = performance.now() + readAlongMs;
  let clients = checkRecord(load.operations, system.log.counted);
  while (clients.length > 0 && performance.now() < untilMs) {
    await pause(500);
    clients = checkRecord(load.operations, system.log.counted);
  }
  return { clients, repeats };
}

/** I1 to I16 over the whole log, Redis and ClickHouse. */
export async function checkLog(system: FaultSystem): Promise<Findings> {
  const addresses = await system.auditAddresses();
  const [redis, clickhouse, verified, redecided] = await Promise.all([
    copyFaults(system, 'redis', addresses),
    copyFaults(system, 'clickhouse', addresses),
    audit(['verify', '--json'], addresses),
    audit(['redecide', '--json'], addresses),
  ]);
  return {
    verify: foundBy(verified),
    ledger: ledgerFaults(verified.lines),
    redecide: foundBy(redecided),
    redis,
    clickhouse,
  };
}

/** A repeat under the same key ends what was left without an answer. */
async function resolveUnknown(system: FaultSystem, load: Load): Promise<void> {
  for (const operation of load.operations) {
    if (operation.told.at(-1)?.outcome !== 'unknown') continue;
    const token = load.tokenOf(operation.accountId);
    operation.told.push(
      await sendUntilTold(system.app('api').url, { ...operation, token }, 30_000),
    );
  }
}

/** Bets on these markets alone that the log leaves open. */
export function openBets(
  events: readonly AuditLine[],
  of: Load['offer']['markets'],
): readonly string[] {
  const markets = new Set(of.map(({ marketId }) => marketId));
  const open = new Set<string>();
  const known = new Set<string>();
  for (const event of events) {
    const bet = `${String(event['ticketId'])}-${String(event['bet'])}`;
    const legs = event['legs'] as readonly { readonly marketId: string }[] | undefined;
    if (event['type'] === 'BetAccepted' && legs?.every((leg) => markets.has(leg.marketId)) === true)
      for (const bets of [open, known]) bets.add(bet);
    if (event['type'] === 'BetReopened' && known.has(bet)) open.add(bet);
    if (event['type'] === 'BetSettled') open.delete(bet);
    if (event['type'] === 'BetCashedOut' && event['toShareBps'] === 10_000) open.delete(bet);
  }
  return [...open];
}

/** Late is not wrong: the copy may take its time, but in the end it has everything and the same. */
export async function copyFaults(
  system: FaultSystem,
  copy: keyof typeof lags,
  addresses: Readonly<Record<string, string>>,
  mayBeBehind = behindMax,
): Promise<readonly string[]> {
  const { app, metric } = lags[copy];
  const untilMs = performance.now() + copiedWithinMs;
  for (;;) {
    const lag = (await system.app(app).metric(metric)) ?? Infinity;
    const isLate = performance.now() > untilMs;
    if (lag > mayBeBehind && !isLate) {
      await pause(200);
      continue;
    }
    const { exitCode, lines } = await audit(['diff', copy, '--json'], addresses);
    const [answer] = lines;
    const behind = Number(answer?.['behind'] ?? Infinity);
    if (exitCode === 0 && behind <= mayBeBehind) return [];
    if (isLate && exitCode === 0) return [`behind by ${behind} records`];
    if (isLate) return [JSON.stringify(answer ?? `exit ${exitCode}`).slice(0, 400)];
  }
}

const lags = {
  redis: { app: 'projector', metric: 'stakelog_projection_lag_records' },
  clickhouse: { app: 'recorder', metric: 'stakelog_recorder_lag_records' },
} as const;

function foundBy({ exitCode, lines }: Awaited<ReturnType<typeof audit>>): readonly string[] {
  if (exitCode === 0) return [];
  const found = lines.flatMap(foundIn);
  return found.length > 0 ? found : [`exit ${exitCode}`];
}

/** Each by itself; the whole answer where it names nothing. */
function foundIn(line: AuditLine): readonly string[] {
  const found = ['violations', 'differences', 'broken'].flatMap((name) => line[name] ?? []);
  const holds = line['verified'] === true || line['equal'] === true;
  const all = found.length > 0 || holds ? found : [line];
  return all.map((one) => JSON.stringify(one).slice(0, 400));
}

function ledgerFaults(lines: readonly AuditLine[]): readonly string[] {
  const answer = lines.find(({ topic }) => topic === 'bet.events');
  const ledger = answer?.['ledger'] as Record<string, Record<string, string>> | undefined;
  if (ledger === undefined) return ['no ledger'];
  return Object.entries(ledger).flatMap(([currency, codes]) => {
    const sum = Object.values(codes).reduce((total, amount) => total + BigInt(amount), 0n);
    return sum === 0n ? [] : [`${currency} sums to ${sum}`];
  });
}

const repeatsMax = 20;

/** I14: asked once more at the end, a decided key answers with the same bytes. */
async function repeatedOtherwise(system: FaultSystem, load: Load): Promise<readonly string[]> {
  const decided = load.operations.filter(
    ({ conflicting, told }) => !conflicting && told.at(-1)?.outcome === 'decided',
  );
  const step = Math.max(1, Math.floor(decided.length / repeatsMax));
  const faults: string[] = [];
  for (const operation of decided.filter((_, index) => index % step === 0)) {
    const { accountId, key, told } = operation;
    const first = told.at(-1);
    const url = `${system.app('api').url}/v1/requests?key=${encodeURIComponent(key)}`;
    const { status, text: body } = await oncePossible(url, load.tokenOf(accountId));
    if (first?.outcome === 'decided' && body !== first.body)
      faults.push(
        `${key}: first ${first.body.slice(0, 160)}, then ${status} ${body.slice(0, 160)}`,
      );
  }
  return faults;
}

/** A read model may still be on its way behind a fault. */
async function oncePossible(url: string, token: string): Promise<Answer> {
  const untilMs = performance.now() + copiedWithinMs;
  for (;;) {
    const answer = await exchange(url, token, 'GET');
    if ((answer.status !== 503 && answer.status !== 0) || performance.now() > untilMs)
      return answer;
    await pause(200);
  }
}
