const faults = {
  unreachable: {
    recover: 'retry',
    meaning: 'nobody answered; the statement may have been executed',
  },
  overloaded: { recover: 'retry', meaning: 'ClickHouse has no memory, space or time for it now' },
  refused: { recover: 'stop', meaning: 'ClickHouse understood the statement and refuses it' },
  limited: { recover: 'tell', meaning: 'the query passes a limit of this endpoint' },
  migration_changed: {
    recover: 'stop',
    meaning: 'a migration that was applied has another text now: add a new one instead',
  },
  in_use: { recover: 'stop', meaning: 'another process owns this data directory' },
} as const satisfies Record<string, { recover: string; meaning: string }>;

export type ClickHouseFault = keyof typeof faults;
/** What the caller does next: try the same again, end the process, or tell whoever asked. */
export type ClickHouseRecovery = (typeof faults)[ClickHouseFault]['recover'];

/** Every failure of ClickHouse, embedded or not. `serverCode` is ClickHouse's own number. */
export class ClickHouseProblem extends Error {
  readonly recover: ClickHouseRecovery;

  constructor(
    readonly code: ClickHouseFault,
    detail: string,
    readonly serverCode?: number,
    cause?: unknown,
  ) {
    super(`${faults[code].meaning}: ${detail}`, { cause });
    this.recover = faults[code].recover;
  }
}

/**
 * Codes of ClickHouse that pass by themselves: timeouts, memory, disk space, too many parts or
 * queries, files and sockets that fail, an insert whose outcome it does not know itself.
 */
const passing = new Set([
  74, 75, 76, 159, 173, 202, 209, 210, 236, 241, 242, 243, 252, 319, 394, 425,
]);

/** The limits that a read-only query may pass: time, memory, rows read or returned, bytes. */
const limiting = new Set([158, 159, 160, 241, 307, 396]);

/** What a driver threw, as ours. */
export function clickHouseProblem(error: unknown): ClickHouseProblem {
  if (error instanceof ClickHouseProblem) return error;
  const detail = error instanceof Error ? error.message : String(error);
  const serverCode = serverCodeOf(error, detail);
  if (serverCode === undefined)
    return new ClickHouseProblem('unreachable', detail, undefined, error);
  const code = passing.has(serverCode) ? 'overloaded' : 'refused';
  return new ClickHouseProblem(code, detail, serverCode, error);
}

/** The same for a query of an analyst, who can do something about a limit. */
export function queryProblem(error: unknown): ClickHouseProblem {
  const problem = clickHouseProblem(error);
  const { serverCode } = problem;
  if (serverCode === undefined || !limiting.has(serverCode)) return problem;
  return new ClickHouseProblem('limited', problem.message, serverCode, error);
}

/** The client keeps it in `code`, chdb in `clickhouseCode` or only in the text. */
function serverCodeOf(error: unknown, detail: string): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const [, inText] = /Code: (\d+)/.exec(detail) ?? [];
  const candidates = [
    'clickhouseCode' in error ? error.clickhouseCode : undefined,
    'code' in error ? error.code : undefined,
    inText,
  ];
  const known = candidates.find((code) => /^\d+$/.test(String(code)));
  return known === undefined ? undefined : Number(known);
}
