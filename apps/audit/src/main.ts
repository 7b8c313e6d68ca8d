import { LogError } from '@stakelog/kafka';
import { ConfigError } from '@stakelog/runtime';
import { CommanderError } from 'commander';
import { AuditError, exitCodes } from './audit-error';
import { auditProgram } from './audit-program';

/** Faults of the log that a server away explains; all others are in the data. */
const away = new Set<LogError['code']>(['unreachable', 'unregistered', 'closed']);

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError)
    return error.exitCode === 0 ? exitCodes.verified : exitCodes.usage;
  if (error instanceof AuditError) return error.exitCode;
  if (error instanceof ConfigError) return exitCodes.usage;
  if (error instanceof LogError)
    return away.has(error.code) ? exitCodes.unavailable : exitCodes.badData;
  return exitCodes.badData;
}

// Whoever reads may stop reading: `audit cat | head` is no fault.
process.stdout.on('error', () => process.exit(exitCodes.verified));

auditProgram((exitCode) => (process.exitCode = exitCode))
  .parseAsync()
  .catch((error: unknown) => {
    process.exitCode = exitCodeOf(error);
    if (error instanceof CommanderError) return; // it has said so itself
    const recover = error instanceof AuditError ? `; ${error.recover}` : '';
    process.stderr.write(
      `audit: ${error instanceof Error ? error.message : String(error)}${recover}\n`,
    );
  })
  .finally(() => process.exit());
