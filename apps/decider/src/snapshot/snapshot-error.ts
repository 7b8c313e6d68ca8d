/** Why a snapshot is not used; each is one warning, and the one before it is tried. */
export type SnapshotFault =
  /** Cut short, or bytes of it are others. */
  | 'torn'
  /** Of another log. */
  | 'cluster'
  /** Of code that may fold the same log to another state. */
  | 'build'
  /** The log ends before it: the log went back. */
  | 'newer-than-log'
  /** Another record stands where its last batch was (R5). */
  | 'position'
  /** Facts that it adopted are not in the log any more (R6): whoever folds the log has another state. */
  | 'facts'
  /** The store does not give it out. */
  | 'unreadable';

export class SnapshotError extends Error {
  readonly fault: SnapshotFault;

  constructor(fault: SnapshotFault, detail: string, cause?: unknown) {
    super(`${fault}: ${detail}`, { cause });
    this.name = 'SnapshotError';
    this.fault = fault;
  }
}
