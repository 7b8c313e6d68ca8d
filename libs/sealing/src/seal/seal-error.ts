const meanings = {
  disagrees: 'the log is not the one that was sealed',
  damaged: 'a file of the seals does not hold what was signed',
  locked: 'another process seals into this directory',
  not_dense: 'the partition does not begin at offset 0, so no tree can stand over it',
} as const;

/** The only error that leaves this library. Nothing more is sealed before somebody has looked. */
export class SealError extends Error {
  constructor(
    readonly code: keyof typeof meanings,
    /** Which partition and offsets, or which file. */
    readonly detail: string,
  ) {
    super(`${code}: ${meanings[code]} (${detail})`);
    this.name = 'SealError';
  }
}
