import type { Level } from '../roundtrip/levels';

/** What a peer reached, and the case of ours that it stands beside. */
export type PeerFigure = {
  readonly peer: string;
  readonly against: string;
  readonly perSecond: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** Wrong answers, counts, checksums and stored balances. */
  readonly errors: number;
};

/** `isStoredRight`: whether the peer itself holds the balances that its answers told. */
export function levelFigures(
  peer: string,
  levels: readonly Level[],
  isStoredRight: boolean,
): readonly PeerFigure[] {
  return levels.map(({ inFlight, perSecond, latencies, wrong, text, expected }) => ({
    peer,
    against: `roundtrip ${inFlight} in flight, one partition`,
    perSecond,
    p50Ms: at(latencies, 0.5),
    p99Ms: at(latencies, 0.99),
    errors: wrong + (text === expected ? 0 : 1) + (isStoredRight ? 0 : 1),
  }));
}

/** Who takes one command at a time has no backlog: what it reaches with 64 on their way stands beside ours. */
export const besideBacklog = (figures: readonly PeerFigure[]): readonly PeerFigure[] =>
  figures
    .filter(({ against }) => against.startsWith('roundtrip 64 '))
    .map((figure) => ({ ...figure, against: 'decide warm' }));

/** To a hundredth of a millisecond. */
export function at(sorted: readonly number[], share: number): number {
  const index = Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1);
  return Math.round((sorted[Math.max(0, index)] ?? 0) * 100) / 100;
}
