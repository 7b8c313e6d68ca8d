/** What this process knows of one partition of bet.events. */
export type PartitionState = {
  readonly partition: number;
  readonly epoch: number;
  readonly writer: string;
  readonly batch: number;
  readonly nextOffset: number;
  readonly commandsNext: number | null;
  readonly decidedAtMs: number | null;
  /** For how long it is proved that no batch counted. */
  readonly silentMs: number;
};

export type PartitionStates = () => readonly PartitionState[];

/** Injection tokens. */
export const PARTITION_STATES = Symbol('partition states');
export const SHOWN_CONFIG = Symbol('shown config');
