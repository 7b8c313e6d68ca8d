/** Where a copy of the log says something else than the log. */
export type Difference = {
  /** The key in Redis, or the table and row in ClickHouse. */
  readonly where: string;
  /** What the copy holds; null: nothing. */
  readonly copy: unknown;
  /** What the log makes of it; null: nothing. */
  readonly log: unknown;
  /** Position of the newest record that made it. */
  readonly at: string | null;
};

/** One copy against the log. `behind` counts records that it has still to take: late is not wrong. */
export type Diff = {
  readonly compared: number;
  readonly behind: number;
  readonly differences: readonly Difference[];
};

/** Of one copy; behind the first ones nobody looks. */
export const differencesMax = 100;
