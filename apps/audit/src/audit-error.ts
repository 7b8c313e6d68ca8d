import { LogError } from '@stakelog/kafka';
import { ConfigError } from '@stakelog/runtime';
import { CommanderError } from 'commander';

/** Where the process ends. 0 verified, 1 a check failed, 64 usage, 65 bad data, 69 a server is away. */
export const exitCodes = {
  verified: 0,
  failed: 1,
  usage: 64,
  badData: 65,
  unavailable: 69,
} as const;

const faults = {
  usage: { exitCode: exitCodes.usage, recover: 'correct the command line; see --help' },
  bad_data: { exitCode: exitCodes.badData, recover: 'look at the record that is named' },
  unavailable: { exitCode: exitCodes.unavailable, recover: 'start the server, or name another' },
} as const;

export type AuditFault = keyof typeof faults;

/** Why an audit could not be done at all; a check that failed is no error. */
export class AuditError extends Error {
  readonly exitCode: number;
  readonly recover: string;

  constructor(
    readonly code: AuditFault,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = 'AuditError';
    this.exitCode = faults[code].exitCode;
    this.recover = faults[code].recover;
  }
}

/** Faults of the log that a server away explains; all others are in the data. */
const away = new Set<LogError['code']>(['unreachable', 'unregistered', 'closed']);

export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? exitCodes.verified : exitCodes.usage;
  if (error instanceof AuditError) return error.exitCode;
  if (error instanceof ConfigError) return exitCodes.usage;
  if (error instanceof LogError)
    return away.has(error.code) ? exitCodes.unavailable : exitCodes.badData;
  return exitCodes.badData;
}

/** The fault that ends with this code. */
export function faultOf(exitCode: number): AuditFault {
  if (exitCode === exitCodes.usage) return 'usage';
  return exitCode === exitCodes.unavailable ? 'unavailable' : 'bad_data';
}
