const problems = {
  'invalid-request': { status: 400, title: 'The request breaks the rules of this route' },
  'invalid-amount': { status: 400, title: 'An amount of money is not a whole number in range' },
  'idempotency-key-missing': { status: 400, title: 'A request that moves money needs a key' },
  unauthenticated: { status: 401, title: 'No valid access token' },
  forbidden: { status: 403, title: 'The token lacks the scope of this route' },
  'not-found': { status: 404, title: 'Nothing of yours is here' },
  'request-not-received': { status: 404, title: 'The request never arrived and was not executed' },
  'idempotency-key-reused': { status: 409, title: 'The key was used with another body' },
  'source-id-reused': { status: 409, title: 'The source id was used with other content' },
  'dead-letter-resolved': { status: 409, title: 'The dead letter was dealt with otherwise' },
  'not-stopped': { status: 409, title: 'The partition does not wait for an operator' },
  'precondition-failed': { status: 412, title: 'The state has changed since you read it' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is not JSON' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'A fault of ours' },
  'log-unavailable': { status: 503, title: 'The log cannot take the request now' },
  overloaded: { status: 503, title: 'Too many requests wait in this process' },
  'decider-unavailable': { status: 503, title: 'No process that may own the partition answers' },
  'feed-unavailable': { status: 503, title: 'The feed cannot be reached' },
  'receipts-unavailable': { status: 503, title: 'No receipt can be made now' },
  'read-model-behind': { status: 503, title: 'The read model has not reached the position yet' },
  'read-model-rebuilding': { status: 503, title: 'The read model is being rebuilt' },
} as const;

/** The last part of `/problems/{code}`, for ever the same. */
export type ProblemCode = keyof typeof problems;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of a constant table
export const problemCodes = Object.keys(problems) as readonly ProblemCode[];

/** A field that is wrong: where it is, and the rule that it breaks. */
export type FieldFault = {
  readonly path: string;
  readonly code: string;
  readonly detail?: string;
};

export type ProblemExtra = {
  readonly errors?: readonly FieldFault[];
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
};

/** RFC 9457: what a client gets instead of an answer. Nothing was decided. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    /** For a person: the thing, the rule and the way out. No secrets, no stack. */
    readonly detail?: string,
    readonly extra: ProblemExtra = {},
  ) {
    super(detail ?? problems[code].title, { cause: extra.cause });
    this.name = 'Problem';
  }

  get status(): number {
    return problems[this.code].status;
  }

  get title(): string {
    return problems[this.code].title;
  }

  /** The document's fields in a fixed order. */
  document(instance?: string) {
    return {
      type: `/problems/${this.code}`,
      title: this.title,
      status: this.status,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...(instance === undefined ? {} : { instance }),
      ...(this.extra.errors === undefined ? {} : { errors: this.extra.errors }),
    };
  }
}

/** Status and title of a type, for pages and documents. */
export const problemType = (code: ProblemCode): { status: number; title: string } => problems[code];
