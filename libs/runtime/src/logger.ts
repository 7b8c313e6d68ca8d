import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';

/** One JSON line per event. Each line states a `code`, and a position where there is one. */
export type Logger = PinoLogger;

/** `code` first, so that lines can be found by it: `logger.info({ code: 'api.ready' }, 'ready')`. */
export function createLogger(app: string, level: string, to?: DestinationStream): Logger {
  const options = {
    level,
    base: { app, pid: process.pid },
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['token', 'authorization', 'headers.authorization', 'password', 'secret'],
  };
  return to === undefined ? pino(options) : pino(options, to);
}

/** Nest's own messages as lines of ours: start-up chatter at debug, warnings and errors as they are. */
export function nestLogger(logger: Logger): LoggerService {
  const write =
    (level: 'debug' | 'trace' | 'warn' | 'error') =>
    (message: unknown, ...rest: unknown[]) => {
      logger[level]({ code: 'nest', context: rest.at(-1) }, String(message));
    };
  return {
    log: write('debug'),
    verbose: write('trace'),
    debug: write('debug'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('error'),
  };
}
