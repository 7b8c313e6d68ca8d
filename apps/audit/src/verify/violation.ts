/** The rules that a log is held to, by their names in docs; I is an invariant, R a rule of the protocol. */
export const rules = {
  schemas: 'schemas decode',
  batches: 'batches contiguous and numbered',
  writers: 'one writer at a time, and none over a living one',
  routing: 'records in the partition of their account',
  inputs: 'inputs adopted once, and still there',
  time: 'decided time never back, never ahead',
  postings: 'postings zero, no overdraft',
  decisions: 'one decision per command',
  life: 'legal life of every bet',
  payouts: 'one payout per version',
  acceptance: 'accepted only while tradable, at the price and terms of the facts',
  exposure: 'exposure within the quotas in force',
  promises: 'quotes honoured, and ended once',
  protection: 'limits and exclusions of bettors respected',
  sessions: 'sessions of producers rise',
} as const;

export type Rule = keyof typeof rules;

/** A record that breaks a rule. */
export type Violation = {
  readonly rule: Rule;
  /** Of the record: `b3:184223`. */
  readonly at: string;
  readonly detail: string;
};
