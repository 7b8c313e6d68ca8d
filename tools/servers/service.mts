/** How a process of the system is run and how one knows that it serves. */
export type Service = {
  readonly name: string;
  readonly port: number;
  readonly command: string;
  readonly args: readonly string[];
  /** What the program is told its own name is, where that matters. */
  readonly calledAs?: string;
  readonly cwd?: string;
  /** Added to the environment of the starting process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Asks once; a refused connection is a `false`. Without it, a process that runs is ready. */
  readonly isReady?: () => Promise<boolean>;
  readonly readyWithinMs: number;
  /** From SIGTERM to SIGKILL. */
  readonly stopWithinMs: number;
  /** Done once, when it first served with this data. */
  readonly onFirstReady?: () => void;
  /** Present where the data is disposable: empties it when the process will not start with it. */
  readonly startAfresh?: () => void;
};

/** Where the processes of one data directory leave their traces. */
export type Place = {
  readonly dataDir: string;
  readonly logsDir: string;
  readonly runDir: string;
};

export const placeIn = (dataDir: string): Place => ({
  dataDir,
  logsDir: `${dataDir}/logs`,
  runDir: `${dataDir}/run`,
});
