import { CommanderError } from 'commander';
import { AuditError, exitCodeOf, exitCodes } from './audit-error';
import { auditProgram } from './audit-program';

/** Does what the command line says, and ends the process with its exit code. */
export function runCommandLine(): void {
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
}
