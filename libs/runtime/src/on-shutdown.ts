import { limits } from '@stakelog/contracts';
import type { Health } from './health';
import type { Logger } from './logger';

/**
 * On SIGTERM or SIGINT: not ready, then `close`, then exit 0; exit 1 when that takes longer than
 * `limits.shutdownMs` or fails. A courtesy: nothing depends on a clean end.
 */
export function onShutdown(health: Health, logger: Logger, close: () => Promise<void>): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    health.drain();
    logger.info({ code: 'process.stopping', signal }, 'stopping');
    const late = setTimeout(() => {
      logger.error({ code: 'process.stop-late' }, 'did not stop in time');
      process.exit(1);
    }, limits.shutdownMs);
    late.unref();
    close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ code: 'process.stop-failed', err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
