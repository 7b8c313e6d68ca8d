import type { TopicName } from '@stakelog/contracts';
import type { Chance } from '../world/chance';
import type { StoreFault } from '../stores/store-faults';
import type { TroubleKind } from '../world/network';

/** Something that goes wrong at a time, in milliseconds from the beginning. */
export type Fault = { readonly atMs: number } & (
  | { readonly kind: 'kill'; readonly target: string; readonly restartMs: number }
  /** With `replaced`, its supervisor starts another one meanwhile: it wakes as a zombie. */
  | {
      readonly kind: 'freeze';
      readonly target: string;
      readonly forMs: number;
      readonly replaced: boolean;
    }
  | {
      readonly kind: 'trouble';
      readonly trouble: TroubleKind;
      readonly target: string | undefined;
      readonly topic: TopicName | undefined;
      readonly leader: string | undefined;
      readonly percent: number;
      readonly delayMs: number;
      readonly forMs: number;
    }
  | { readonly kind: 'brokers'; readonly downMs: number; readonly recoveryMs: number }
  | { readonly kind: 'clock'; readonly target: string; readonly aheadMs: number }
  /** Another process of the same kind and ordinal, for a while. */
  | { readonly kind: 'twin'; readonly target: string; readonly forMs: number }
  | { readonly kind: 'silence'; readonly forMs: number }
  | { readonly kind: 'rubbish'; readonly topic: 'bet.commands' | 'odds.events' }
  | { readonly kind: 'again'; readonly topic: 'bet.commands' | 'odds.events' }
  /** A fact of before under the name of another one, as only a feed with a fault of its own writes it (F43). */
  | { readonly kind: 'renamed' }
  | { readonly kind: 'file' }
  /** All processes are down for so long, and start again. */
  | { readonly kind: 'outage'; readonly forMs: number }
  /** The brokers start again without the newest batches of a topic; then it may grow by others at once. */
  | {
      readonly kind: 'cut';
      readonly topic: 'bet.commands' | 'odds.events';
      readonly batches: number;
      readonly grown: number;
    }
  | StoreFault
);

type Kind = Exclude<Fault['kind'], 'store' | 'cut' | 'renamed'>;

/** How often a fault stands among the others. */
const weights: Readonly<Record<Kind, number>> = {
  kill: 22,
  freeze: 14,
  trouble: 34,
  brokers: 4,
  clock: 6,
  twin: 8,
  silence: 4,
  rubbish: 4,
  again: 6,
  file: 3,
  outage: 1,
};

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the entries of the table above
const kinds = (Object.entries(weights) as [Kind, number][]).flatMap(([kind, weight]) =>
  Array.from({ length: weight }, () => kind),
);

const troubles: readonly TroubleKind[] = [
  'append-lost',
  'append-unanswered',
  'append-unanswered',
  'append-late',
  'append-late',
  'append-reset',
  'append-reset',
  'append-refused',
  'bytes-refused',
  'fetch-held',
  'fetch-held',
  'slow',
  'cut-off',
];

const troubledTopics = [
  'bet.events',
  'bet.events',
  'bet.commands',
  'odds.events',
  undefined,
] as const;

/** The faults of a run, in the order of their times. */
export function planFaults(
  chance: Chance,
  targets: readonly string[],
  lastMs: number,
): readonly Fault[] {
  const count = chance.percent(8) ? 0 : chance.between(1, 12);
  const faults = Array.from({ length: count }, () => oneFault(chance, targets, lastMs));
  const cuts = planCuts(chance.fork('cuts'), lastMs);
  return [...faults, ...cuts].toSorted((one, other) => one.atMs - other.atMs);
}

// oxlint-disable-next-line eslint/max-lines-per-function -- one branch for each kind
function oneFault(chance: Chance, targets: readonly string[], lastMs: number): Fault {
  const atMs = 3_000 + chance.below(lastMs - 3_000);
  const kind = chance.pick(kinds);
  const target = chance.pick(targets);
  /** Short, about the time of a takeover, or long. */
  const forMs =
    chance.pick([300, 1_500, 2_500, 3_500, 5_000, 8_000, 20_000]) * (0.5 + chance.unit());
  switch (kind) {
    case 'kill':
      return {
        atMs,
        kind,
        target,
        restartMs: chance.percent(80) ? 200 + chance.below(2_000) : forMs,
      };
    case 'freeze':
      return { atMs, kind, target, forMs, replaced: chance.percent(50) };
    case 'trouble':
      return {
        atMs,
        kind,
        trouble: chance.pick(troubles),
        target: chance.percent(50) ? target : undefined,
        topic: chance.pick(troubledTopics),
        leader: chance.percent(50) ? String(chance.below(3)) : undefined,
        percent: chance.pick([10, 30, 60, 100]),
        delayMs: chance.pick([50, 500, 3_500, 8_000, 20_000]),
        forMs: Math.min(forMs, 12_000),
      };
    case 'brokers':
      return { atMs, kind, downMs: forMs / 2, recoveryMs: chance.below(600) };
    case 'clock':
      return {
        atMs,
        kind,
        target,
        aheadMs: chance.pick([-3_600_000, -700, -300, 300, 450, 700, 3_600_000]),
      };
    case 'twin':
      return { atMs, kind, target, forMs: forMs + 4_000 };
    case 'silence':
      return { atMs, kind, forMs: forMs + 10_000 };
    case 'rubbish':
    case 'again':
      return { atMs, kind, topic: chance.percent(60) ? 'bet.commands' : 'odds.events' };
    case 'file':
      return { atMs, kind };
    case 'outage':
      return { atMs, kind, forMs: chance.pick([30_000, 23 * 3_600_000, 25 * 3_600_000]) };
  }
}

/** In some runs inputs are cut: apart from the others, which stay as they are without it. */
function planCuts(chance: Chance, lastMs: number): readonly Fault[] {
  if (!chance.percent(25)) return [];
  return Array.from({ length: chance.between(1, 2) }, () => {
    const batches = chance.between(1, 4);
    return {
      atMs: 3_000 + chance.below(lastMs - 3_000),
      kind: 'cut',
      topic: chance.pick(['bet.commands', 'odds.events']),
      batches,
      grown: chance.percent(50) ? 0 : batches + chance.below(4),
    };
  });
}
