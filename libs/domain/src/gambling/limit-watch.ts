import type { GamblingLimitKind } from '@stakelog/contracts';
import type { Decision } from '../partition/partition-state';
import { dayOf, periodOf, periodStartMs } from './calendar';

type LimitFact = Extract<Decision, { type: 'GamblingLimitSet' }>;
type Counted = 'deposited' | 'staked' | 'returned';

const minuteMs = 60_000;
const dayMs = 86_400_000;

const nameOf = ({ kind, period }: LimitFact) => `${kind} of a ${period}`;

/** What the log alone says of limits and exclusions, kept as plainly as it can be: every rule is counted anew. */
export class LimitWatch {
  readonly seen = new Set<string>();
  private readonly excluded = new Map<string, number>();
  private readonly limits = new Map<string, LimitFact>();
  private readonly scheduled = new Map<
    string,
    Extract<Decision, { type: 'LimitIncreaseScheduled' }>
  >();
  private readonly counted: { what: Counted; amount: number; ms: number }[] = [];
  private readonly sessions: { startMs: number; endMs: number }[] = [];
  private readonly cashBets = new Set<string>();

  /** The rules that this event breaks, decided at `ms`. */
  broken(event: Decision, ms: number): readonly string[] {
    this.seen.add('code' in event ? event.code : event.type);
    if (event.type === 'AccountExcluded') return this.excludes(event);
    if (event.type === 'GamblingLimitSet') return this.sets(event, ms);
    if (event.type === 'LimitIncreaseScheduled') return this.schedules(event, ms);
    if (event.type === 'FundsDeposited') {
      this.counted.push({ what: 'deposited', amount: event.amount, ms });
      return [...this.barred(ms), ...this.over('DEPOSIT', ms)];
    }
    if (event.type === 'FreeBetGranted' || event.type === 'BonusGranted') return this.barred(ms);
    if (event.type === 'BetHeld') return [...this.barred(ms), ...this.outOfSession(ms)];
    if (event.type === 'BetAccepted')
      return [...this.barred(ms), ...this.outOfSession(ms), ...this.stakes(event, ms)];
    this.note(event, ms);
    return [];
  }

  /** What breaks no limit, but counts. */
  private note(event: Decision, ms: number): void {
    if (event.type === 'SessionStarted') this.sessions.push({ startMs: ms, endMs: Infinity });
    else if (event.type === 'SessionEnded')
      Object.assign(this.sessions.at(-1) ?? {}, { endMs: ms });
    else if (event.type === 'BetRejected') this.seen.add(event.reasons[0]?.code ?? '');
    else if (event.type === 'BetSettled' || event.type === 'BetReopened')
      if (this.cashBets.has(event.ticketId))
        this.counted.push({ what: 'returned', amount: event.delta, ms });
  }

  private schedules(event: Extract<Decision, { type: 'LimitIncreaseScheduled' }>, ms: number) {
    this.scheduled.set(`${event.kind}/${event.period}`, event);
    return event.effectiveAtMs === ms + dayMs ? [] : ['an increase waits a day'];
  }

  private excludes({ kind, untilMs }: Extract<Decision, { type: 'AccountExcluded' }>) {
    const before = this.excluded.get(kind) ?? 0;
    const until = untilMs ?? Infinity;
    this.excluded.set(kind, until);
    return kind !== 'OPERATOR' && until < before ? ['an exclusion is not shortened'] : [];
  }

  private sets(event: LimitFact, ms: number) {
    const key = `${event.kind}/${event.period}`;
    const before = this.limits.get(key)?.amount ?? Infinity;
    const now = event.amount ?? Infinity;
    const waited = this.scheduled.get(key);
    this.limits.set(key, event);
    this.scheduled.delete(key);
    if (now <= before || before === Infinity) return [];
    this.seen.add('increase');
    return waited !== undefined &&
      (waited.amount ?? Infinity) === now &&
      waited.effectiveAtMs <= ms &&
      ms <= waited.confirmByMs
      ? []
      : ['an increase is scheduled, due and confirmed'];
  }

  private stakes(
    { funding, stake, ticketId }: Extract<Decision, { type: 'BetAccepted' }>,
    ms: number,
  ) {
    if (funding !== 'CASH') return [];
    this.cashBets.add(ticketId);
    this.counted.push({ what: 'staked', amount: stake, ms });
    return [...this.over('STAKE', ms), ...this.over('LOSS', ms)];
  }

  private barred(ms: number) {
    return [...this.excluded].filter(([, until]) => ms < until).map(([kind]) => kind);
  }

  private over(kind: GamblingLimitKind, ms: number) {
    const inPeriod = (limit: LimitFact, what: Counted) =>
      this.counted
        .filter((each) => each.what === what)
        .filter(
          (each) => periodOf(limit.period, dayOf(each.ms)) === periodOf(limit.period, dayOf(ms)),
        )
        .reduce((sum, { amount }) => sum + amount, 0);
    const used = (limit: LimitFact) => {
      if (kind === 'DEPOSIT') return inPeriod(limit, 'deposited');
      const staked = inPeriod(limit, 'staked');
      return kind === 'STAKE' ? staked : staked - inPeriod(limit, 'returned');
    };
    return this.ofKind(kind)
      .filter((limit) => used(limit) > (limit.amount ?? 0))
      .map(nameOf);
  }

  private outOfSession(ms: number) {
    const limits = this.ofKind('SESSION');
    if (limits.length === 0) return [];
    const usedMs = ({ period }: LimitFact) =>
      this.sessions.reduce((sum, { startMs, endMs }) => {
        const fromMs = Math.max(startMs, periodStartMs(period, ms));
        return sum + Math.max(0, Math.min(endMs, ms) - fromMs);
      }, 0);
    const runs = this.sessions.at(-1)?.endMs === Infinity;
    const over = limits.filter((limit) => usedMs(limit) >= (limit.amount ?? 0) * minuteMs);
    return [...(runs ? [] : ['a session runs']), ...over.map(nameOf)];
  }

  private ofKind(kind: GamblingLimitKind) {
    return [...this.limits.values()].filter(
      (limit) => limit.kind === kind && limit.amount !== null,
    );
  }
}
