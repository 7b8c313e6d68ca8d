const DAY_MS = 24 * 60 * 60 * 1_000;
const MEGABYTE = 1_048_576;

type Topic = {
  readonly keyedBy: string;
  /** Infinity keeps records for good. */
  readonly retentionMs: number;
  /** At set-up; never changed afterwards, because the key's partition is part of every receipt. */
  readonly partitions: number;
  /** `broker`: append time; `writer`: create time. */
  readonly timestamps: 'broker' | 'writer';
  /** The topic's max.message.bytes: one record batch. */
  readonly batchBytesMax: number;
  /** The letter of a position token: `b3:184223`. */
  readonly letter: string;
};

export const topics = {
  'odds.events': {
    keyedBy: 'fixture id',
    retentionMs: Infinity,
    partitions: 6,
    timestamps: 'broker',
    batchBytesMax: 4 * MEGABYTE,
    letter: 'o',
  },
  'bet.commands': {
    keyedBy: 'account id',
    retentionMs: Infinity,
    partitions: 12,
    timestamps: 'broker',
    batchBytesMax: 4 * MEGABYTE,
    letter: 'c',
  },
  'bet.events': {
    keyedBy: 'account id',
    retentionMs: Infinity,
    partitions: 12,
    timestamps: 'broker',
    batchBytesMax: 4 * MEGABYTE,
    letter: 'b',
  },
  'dead.letters': {
    keyedBy: 'source coordinate',
    retentionMs: 90 * DAY_MS,
    partitions: 1,
    timestamps: 'writer',
    batchBytesMax: 8 * MEGABYTE,
    letter: 'd',
  },
  'audit.events': {
    keyedBy: 'what was checked',
    retentionMs: 90 * DAY_MS,
    partitions: 1,
    timestamps: 'writer',
    batchBytesMax: MEGABYTE,
    letter: 'a',
  },
} as const satisfies Record<string, Topic>;

export type TopicName = keyof typeof topics;
export const topicNames = [
  'odds.events',
  'bet.commands',
  'bet.events',
  'dead.letters',
  'audit.events',
] as const;
