import type { HistoryEntry, ModelChanges, ModelKey, QueuedNotice, Rank } from '@stakelog/contracts';

/**
 * The values a fold starts from and, over them, what it has written so far.
 * Nothing is stored before the whole slice is folded, so a slice is one write.
 */
export type WorkingSet = {
  readonly get: <View extends object>(key: ModelKey<View>) => View | undefined;
  put<View extends object>(key: ModelKey<View>, value: View): void;
  rank(key: string, member: string, score: number | null): void;
  append(entry: HistoryEntry): void;
  notify(notice: QueuedNotice): void;
  touch(channel: string): void;
  readonly changes: () => ModelChanges;
};

/** Starts from the stored values of the keys that the slice touches. */
export function workingSet(before: ReadonlyMap<string, object>): WorkingSet {
  const values = new Map<string, object>();
  const ranks = new Map<string, Rank>();
  const entries: HistoryEntry[] = [];
  const notices: QueuedNotice[] = [];
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
