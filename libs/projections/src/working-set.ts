declare const view: unique symbol;

/** The name of a read model's value inside its partition; it knows the shape that stands there. */
export type ModelKey<View> = string & { readonly [view]?: View };

/** A member of an ordered index; score null takes it out. */
export type Rank = { readonly key: string; readonly member: string; readonly score: number | null };

/** An entry of a bounded history, identified by its offset in the log. */
export type Entry = {
  readonly key: string;
  readonly offset: number;
  readonly entry: object;
  readonly entriesMax: number;
};

/** What the notifier has to tell somebody. */
export type Notice = { readonly offset: number; readonly notice: object };

/** All that a slice of the log changes in the read models of its partition. */
export type ModelChanges = {
  readonly values: ReadonlyMap<string, object>;
  readonly ranks: readonly Rank[];
  readonly entries: readonly Entry[];
  readonly notices: readonly Notice[];
  /** Channels of the stream whose value changed. */
  readonly channels: ReadonlySet<string>;
};

/**
 * The values a fold starts from and, over them, what it has written so far.
 * Nothing is stored before the whole slice is folded, so a slice is one write.
 */
export type WorkingSet = {
  get<View extends object>(key: ModelKey<View>): View | undefined;
  put<View extends object>(key: ModelKey<View>, value: View): void;
  rank(key: string, member: string, score: number | null): void;
  append(entry: Entry): void;
  notify(notice: Notice): void;
  touch(channel: string): void;
  changes(): ModelChanges;
};

/** Starts from the stored values of the keys that the slice touches. */
export function workingSet(before: ReadonlyMap<string, object>): WorkingSet {
  const values = new Map<string, object>();
  const ranks = new Map<string, Rank>();
  const entries: Entry[] = [];
  const notices: Notice[] = [];
  const channels = new Set<string>();
  return {
    get: <View extends object>(key: ModelKey<View>) =>
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same fold wrote it under this key
      (values.get(key) ?? before.get(key)) as View | undefined,
    put: (key, value) => void values.set(key, value),
    rank: (key, member, score) => void ranks.set(`${key} ${member}`, { key, member, score }),
    append: (entry) => void entries.push(entry),
    notify: (notice) => void notices.push(notice),
    touch: (channel) => void channels.add(channel),
    changes: () => ({ values, ranks: [...ranks.values()], entries, notices, channels }),
  };
}
