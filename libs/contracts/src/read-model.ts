declare const shape: unique symbol;

/** The name of a read model's value inside its partition; it knows the shape that stands there. */
export type ModelKey<View> = string & { readonly [shape]?: View };

/** A member of an ordered index; score null takes it out. */
export type Rank = { readonly key: string; readonly member: string; readonly score: number | null };

/** An entry of a bounded history, identified by its offset in the log. */
export type HistoryEntry = {
  readonly key: string;
  readonly offset: number;
  readonly entry: object;
  readonly entriesMax: number;
};

/** What the notifier has to tell somebody. */
export type QueuedNotice = { readonly offset: number; readonly notice: object };

/** All that a slice of the log changes in the read models of its partition. */
export type ModelChanges = {
  readonly values: ReadonlyMap<string, object>;
  readonly ranks: readonly Rank[];
  readonly entries: readonly HistoryEntry[];
  readonly notices: readonly QueuedNotice[];
  /** Channels of the stream whose value changed. */
  readonly channels: ReadonlySet<string>;
};
