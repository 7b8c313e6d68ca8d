import { openReadOnly, type ClickHouse } from '@stakelog/clickhouse';
import {
  createHttp,
  createLogger,
  Health,
  Metrics,
  onShutdown,
  openTokens,
  readConfig,
  run,
  systemClock,
} from '@stakelog/runtime';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openAnalytics, openRecorder } from './open-recorder';
import { RecorderConfig } from './recorder.config';
import { RecorderModule } from './recorder.module';
import { RecordAgain } from './recording/record-again.controller';
import { giveUp } from './recording/rewind';
import { clickHouseStore } from './store/clickhouse-store';
import { watchCompleteness } from './recording/completeness';
import { watchOverdue } from './recording/overdue';
import { readTableFunctions } from './sql/table-functions';
import { serveSql } from './sql/sql-endpoint';

async function main(): Promise<void> {
  // Each query of the engine holds a thread of Node's pool while it runs. With the usual four,
  // analysts could stop the recorder. Read at the pool's first use, so it comes before everything.
  process.env['UV_THREADPOOL_SIZE'] ??= '16';
  const config = readConfig(RecorderConfig);
  const logger = createLogger('recorder', config.LOG_LEVEL);
  const health = new Health();
  const metrics = new Metrics('recorder');
  metrics.collectProcess();
  const engine = health.dependency('clickhouse');
  health.dependency('log');

  const clickhouse = await openAnalytics(config, { logger });
  engine.up();
  const tokens = await openTokens(config);
  const internalToken = await readInternalToken(config.SECRETS_DIR);
  const again = recordAgain(config, clickhouse, internalToken);
  const http = await createHttp(RecorderModule.of(health, metrics, again), { logger, metrics });
  const query = openReadOnly(clickhouse);
  const elsewhere = await readTableFunctions(clickhouse);
  const sql = { query, elsewhere, tokens, internalToken, logger };
  serveSql(http.getHttpAdapter().getInstance(), sql);
  await http.listen(config.HTTP_PORT, config.HTTP_HOST);

  const recorder = await openRecorder(config, clickhouse, { health, metrics, logger }, fail);
  const watches = [watchCompleteness, watchOverdue].map((watch) =>
    watch(clickhouse, metrics, logger),
  );
  logger.info({ code: 'recorder.ready', port: config.HTTP_PORT }, 'ready');
  onShutdown(health, logger, async () => {
    // A client that reads slowly, or not at all, does not keep the process.
    http.getHttpServer().closeAllConnections();
    await http.close();
    for (const watch of watches) watch.stop();
    await recorder.close();
    await clickhouse.close();
  });

  /** The log or the engine cannot be believed any more: the next start finds out what stands. */
  function fail(error: unknown): void {
    logger.fatal({ code: 'recorder.failed', err: error }, 'stopped');
    process.exit(1);
  }
}

/** The supervisor starts the process again; what it finds in the ledger of intents says what to do. */
function recordAgain(config: RecorderConfig, clickhouse: ClickHouse, internalToken: string) {
  const { ORDINAL: ordinal, INSTANCES: instances } = config;
  const by = { owner: `${ordinal}/${instances}`, writer: 'operator' };
  const parts = { store: clickHouseStore(clickhouse), clock: systemClock };
  return new RecordAgain(
    internalToken,
    (partition) => partition % instances === ordinal,
    (topic, partition) => giveUp(parts, topic, partition, by),
    () => process.kill(process.pid, 'SIGTERM'),
  );
}

/** Empty where there is none: then only people ask, with tokens of their own. */
async function readInternalToken(directory: string): Promise<string> {
  const text = await readFile(join(directory, 'internal.token'), 'utf8').catch(() => '');
  return text.trim();
}

run(main);
