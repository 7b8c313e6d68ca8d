import type { PartitionState } from '../partition/partition-state';
import type { Account } from './account';

/** What waits for a verified identity. */
type Act = 'deposit' | 'bet' | 'withdrawal';

/** What a jurisdiction demands of an account before it may act. */
type Demands = {
  readonly verifiedFor: readonly Act[];
  /** True: a bet needs a location that is known to be licensed. */
  readonly locationKnown: boolean;
};

const none: Demands = { verifiedFor: [], locationKnown: false };

/** ISO 3166. Jurisdictions that are not named here demand nothing that the engine decides. */
const demandsOf: ReadonlyMap<string, Demands> = new Map([
  // Great Britain: identity and age before the first deposit and bet (LCCP 17.1.1).
  ['GB', { verifiedFor: ['deposit', 'bet'], locationKnown: false }],
  // New Jersey: the same, and the bettor inside the state (N.J.A.C. 13:69O).
  ['US-NJ', { verifiedFor: ['deposit', 'bet', 'withdrawal'], locationKnown: true }],
]);

const demands = ({ rules }: PartitionState, { jurisdiction }: Account): Demands =>
  // Rules version 1 asked no jurisdiction.
  rules === 1 ? none : (demandsOf.get(jurisdiction) ?? none);

export const lacksVerification = (state: PartitionState, account: Account, act: Act): boolean =>
  account.verification !== 'VERIFIED' && demands(state, account).verifiedFor.includes(act);

/** Whether the bettor is where no bet may be taken from, or may be. */
export const isLocationRefused = (state: PartitionState, account: Account): boolean =>
  account.location === 'NOT_ALLOWED' ||
  (account.location === 'UNKNOWN' && demands(state, account).locationKnown);
