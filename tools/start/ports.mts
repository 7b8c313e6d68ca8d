/** Where everything listens, counted from the API's port: the one table of it. */
export const portOffsets = {
  api: 0,
  streamer: 1,
  recorder: 2,
  feed: 3,
  decider: 4,
  projector: 5,
  notifier: 6,
  reconciler: 7,
  audit: 8,
  kafka: 10,
  controller: 11,
  registry: 12,
  redis: 13,
  'decider-1': 14,
  'decider-2': 15,
  standby: 16,
} as const;

export type Listener = keyof typeof portOffsets;

/** By ordinal. */
const deciderNames = ['decider', 'decider-1', 'decider-2'] as const satisfies Listener[];

/** Which deciders a system has: so many that share the partitions, and a standby that follows them all. */
export type DeciderFlags = { readonly deciders?: number; readonly standby?: boolean };

export const deciderListeners = (flags: DeciderFlags): readonly Listener[] => [
  ...deciderNames.slice(0, flags.deciders ?? 1),
  ...(flags.standby === true ? (['standby'] as const) : []),
];

/** How many neighbouring ports one system takes. */
export const portSpan = Math.max(...Object.values(portOffsets)) + 1;

export const portOf = (listener: Listener, first: number) => first + portOffsets[listener];

export const origin = (listener: Listener, first: number, scheme = 'http') =>
  `${scheme}://127.0.0.1:${portOf(listener, first)}`;
