/** A place in a replay: which entry of the source, and which fact of that entry. */
export type ReplayStep = {
  readonly replayId: string;
  readonly entry: number;
  readonly index: number;
};

/**
 * One run of one source. Everything that its times depend on stands in its name, and the name in
 * every fact, so that a restart goes on with the same clock (domain.md §2).
 */
export type ReplayRun = {
  /** The source: `f.<hash of file name and content>` or `m.<seed>.<day>`. */
  readonly name: string;
  /** When the run began, by the clock of the process that began it. */
  readonly startMs: number;
  /** How much faster than the source's own time. */
  readonly speed: number;
};

const NAME = String.raw`[fm]\.[0-9a-z.]{1,40}`;
const runPattern = new RegExp(String.raw`^(${NAME})@([0-9a-z]{1,9})x([0-9.]{1,12})$`, 'u');
const stepPattern = new RegExp(
  String.raw`^(${NAME}@[0-9a-z]{1,9}x[0-9.]{1,12}):(\d{1,12}):(\d{1,6})$`,
  'u',
);

export const replayId = ({ name, startMs, speed }: ReplayRun): string =>
  `${name}@${startMs.toString(36)}x${speed}`;

/** The source id of one fact of a run. */
export const stepId = (id: string, entry: number, index: number): string =>
  `${id}:${entry}:${index}`;

export function parseReplayRun(id: string): ReplayRun | undefined {
  const [, name, start, speed] = runPattern.exec(id) ?? [];
  if (name === undefined || start === undefined) return undefined;
  return { name, startMs: Number.parseInt(start, 36), speed: Number(speed) };
}

export function parseReplayId(sourceId: string): ReplayStep | undefined {
  const [, id, entry, index] = stepPattern.exec(sourceId) ?? [];
  if (id === undefined) return undefined;
  return { replayId: id, entry: Number(entry), index: Number(index) };
}

/** Whether a step lies behind another, or is it. */
export const isUpTo = (entry: number, index: number, reached: ReplayStep | undefined): boolean =>
  reached !== undefined &&
  (entry < reached.entry || (entry === reached.entry && index <= reached.index));
