import { utcMs, type FixtureId, type UtcMs } from '@stakelog/contracts';
import type { FixtureStatement, Statement } from '../fact';

type Untimed<Said> = Said extends Statement ? Omit<Said, 'sourceAtMs'> : never;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;

/** A statement at its time on the clock of the match day, which begins at 0. */
export type TimedStatement = FixtureStatement & { readonly atMs: number };

/** What is said about one fixture, in order. Time only goes forward. */
export class Script {
  readonly said: TimedStatement[] = [];
  #atMs = 0;

  constructor(readonly fixtureId: FixtureId) {}

  get atMs(): number {
    return this.#atMs;
  }

  /** Moves on to this time of the day; a time that has passed stays now. */
  until(atMs: number): this {
    this.#atMs = Math.max(this.#atMs, atMs);
    return this;
  }

  after(ms: number): this {
    return this.until(this.#atMs + ms);
  }

  now(): UtcMs {
    return utcMs(this.#atMs);
  }

  say(statement: Untimed<Statement>): void {
    const sourceAtMs = utcMs(this.#atMs);
    this.said.push({
      atMs: this.#atMs,
      fixtureId: this.fixtureId,
      statement: { ...statement, sourceAtMs },
    });
  }
}
