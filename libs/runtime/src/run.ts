import { ConfigError } from './read-config';

/**
 * Runs an app's main function. A wrong environment is told in plain words and ends with 78; any
 * other error, now or later, ends with 1: the supervisor starts the process again and the log
 * brings its state back.
 */
export function run(main: () => Promise<void>): void {
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  main().catch(fail);
}

function fail(error: unknown): never {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(error.exitCode);
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${JSON.stringify({ level: 'fatal', code: 'process.failed', text })}\n`);
  process.exit(1);
}
