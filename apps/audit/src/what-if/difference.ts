import type { Outcome } from './outcome';

/** A command that would have come to something else. */
export type WhatIfDifference = {
  readonly at: string;
  readonly command: string;
  readonly id: string;
  readonly accountId: string;
  readonly currency: string;
  readonly was: Outcome;
  readonly wouldBe: Outcome;
  /** What the house has of it, in minor units; null while it is not settled. Nothing accepted is 0. */
  readonly houseHas: number | null;
  readonly houseWouldHave: number | null;
};
