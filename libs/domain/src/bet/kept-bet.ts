import { defined, minorUnits, utcMs, type LegOverride, type MinorUnits } from '@stakelog/contracts';
import type { Bet, Settlement } from './bet';
import { column, type BetPage, type Column } from './bet-page';
import type { LegExposure } from './exposure';
import type { KeptAcceptance } from './kept-acceptance';

const noOverrides: Bet['overrides'] = [];

/** A kept bet as its row says now; what is set here is written there. Changed by `evolve` alone. */
export class KeptBet implements Bet {
  /** By which it stands in lists. No other kept bet has it. */
  readonly place: number;
  private readonly page: BetPage;
  private readonly row: number;
  private readonly overridesByPlace: Map<number, readonly LegOverride[]>;
  private acceptance: KeptAcceptance | undefined;

  constructor(
    place: number,
    page: BetPage,
    row: number,
    overridesByPlace: Map<number, readonly LegOverride[]>,
  ) {
    this.place = place;
    this.page = page;
    this.row = row;
    this.overridesByPlace = overridesByPlace;
  }

  get accepted(): KeptAcceptance {
    this.acceptance ??= this.readAcceptance();
    return this.acceptance;
  }

  get heldExcess(): number | null {
    const excess = this.number(column.heldExcess);
    return Number.isNaN(excess) ? null : excess;
  }

  get acceptedOffset(): number {
    return this.number(column.acceptedOffset);
  }

  get settlement(): Settlement | undefined {
    const legs = this.page.settledLegs[this.row];
    if (legs === undefined) return undefined;
    return { legs, payout: this.money(column.payout), bonus: this.money(column.bonus) };
  }

  set settlement(now: Settlement | undefined) {
    this.page.settledLegs[this.row] = now?.legs;
    this.page.setNumber(this.row, column.payout, now?.payout ?? 0);
    this.page.setNumber(this.row, column.bonus, now?.bonus ?? 0);
  }

  get version(): number {
    return this.number(column.version);
  }

  set version(now: number) {
    this.page.setNumber(this.row, column.version, now);
  }

  get settledAtMs(): number {
    return this.number(column.settledAtMs);
  }

  set settledAtMs(now: number) {
    this.page.setNumber(this.row, column.settledAtMs, now);
  }

  get overrides(): readonly LegOverride[] {
    return this.overridesByPlace.get(this.place) ?? noOverrides;
  }

  set overrides(now: readonly LegOverride[]) {
    if (now.length === 0) this.overridesByPlace.delete(this.place);
    else this.overridesByPlace.set(this.place, now);
  }

  get cashedBps(): number {
    return this.number(column.cashedBps);
  }

  set cashedBps(now: number) {
    this.page.setNumber(this.row, column.cashedBps, now);
  }

  get exposed(): readonly LegExposure[] | undefined {
    return this.page.exposed[this.row];
  }

  set exposed(now: readonly LegExposure[] | undefined) {
    this.page.exposed[this.row] = now;
  }

  /** Everything as plain data. */
  asRow(): Bet {
    const { accepted, heldExcess, acceptedOffset, settlement, version } = this;
    const { settledAtMs, overrides, cashedBps, exposed } = this;
    const acceptance = { accepted, heldExcess, acceptedOffset };
    return { ...acceptance, settlement, version, settledAtMs, overrides, cashedBps, exposed };
  }

  private readAcceptance(): KeptAcceptance {
    const { page, row } = this;
    const terms = defined(page.terms[row], kept);
    return {
      type: terms.type,
      accountId: defined(page.accountIds[row], kept),
      ticketId: defined(page.ticketIds[row], kept),
      bodyCheck: this.number(column.bodyCheck),
      bet: this.number(column.bet),
      quoteId: terms.quoteId,
      kind: terms.kind,
      sizes: terms.sizes,
      positions: terms.positions,
      eachWay: terms.eachWay,
      lines: terms.lines,
      unitStake: terms.unitStake,
      stake: this.money(column.stake),
      funding: terms.funding,
      freeBetId: terms.freeBetId,
      legs: defined(page.legs[row], kept),
      potentialReturn: this.money(column.potentialReturn),
      maxPayout: terms.maxPayout,
      rounding: terms.rounding,
      acceptedAtMs: utcMs(this.number(column.acceptedAtMs)),
      policyVersion: terms.policyVersion,
      factorBps: terms.factorBps,
      bonusTerms: terms.bonusTerms,
    };
  }

  private number(of: Column): number {
    return this.page.number(this.row, of);
  }

  private money(of: Column): MinorUnits {
    return minorUnits(this.number(of));
  }
}

const kept = 'a bet is read while it is kept';
