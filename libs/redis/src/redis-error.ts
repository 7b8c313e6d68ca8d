/** What the caller does next. */
export type RedisRecovery = 'retry' | 'rebuild' | 'stop';

const faults = {
  unreachable: { recover: 'retry', meaning: 'no answer: the write may or may not have happened' },
  full: { recover: 'retry', meaning: 'Redis is out of memory and wrote nothing' },
  not_ready: { recover: 'retry', meaning: 'Redis is loading its data or busy with a script' },
  damaged: { recover: 'rebuild', meaning: 'a key holds something that we did not write' },
  refused: {
    recover: 'stop',
    meaning: 'Redis refuses a command: a wrong version, or a right is missing',
  },
} as const satisfies Record<string, { recover: RedisRecovery; meaning: string }>;

export type RedisFault = keyof typeof faults;

/** Every failure of this adapter, with what to do about it. */
export class RedisError extends Error {
  readonly recover: RedisRecovery;

  constructor(
    readonly code: RedisFault,
    detail: string,
    cause?: unknown,
  ) {
    super(`${faults[code].meaning}: ${detail}`, { cause });
    this.name = 'RedisError';
    this.recover = faults[code].recover;
  }
}

/** The replies of a server begin with a word; everything else is the connection. */
const words: readonly [RegExp, RedisFault][] = [
  [/^(?:-)?OOM\b/, 'full'],
  [/^(?:LOADING|BUSY|TRYAGAIN|CLUSTERDOWN|MASTERDOWN|READONLY)\b/, 'not_ready'],
  [/^WRONGTYPE\b/, 'damaged'],
  [/^(?:ERR|NOPERM|NOAUTH|WRONGPASS|NOSCRIPT|CROSSSLOT|EXECABORT)\b/, 'refused'],
];

/** Wraps whatever a client threw. */
export function redisError(error: unknown): RedisError {
  if (error instanceof RedisError) return error;
  const text = whyOf(error);
  const found = words.find(([word]) => word.test(text));
  return new RedisError(found?.[1] ?? 'unreachable', text, error);
}

/** A transaction that was given up says so; why, say the errors of its commands. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const errors: unknown = 'previousErrors' in error ? error.previousErrors : undefined;
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  return first instanceof Error ? first.message : error.message;
}

/** Runs a command and lets nothing but RedisError out. */
export async function guarded<Value>(command: Promise<Value>): Promise<Value> {
  try {
    return await command;
  } catch (error) {
    throw redisError(error);
  }
}
