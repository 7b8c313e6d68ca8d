import { closeRedis, ModelReader, openRedis, subscribeNotes } from '@stakelog/redis';
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
import { ChannelHub } from './channels/channel-hub';
import { StreamServer } from './stream-server';
import { StreamerConfig } from './streamer.config';
import { StreamerModule } from './streamer.module';

run(async () => {
  const config = readConfig(StreamerConfig);
  const logger = createLogger('streamer', config.LOG_LEVEL);
  const health = new Health();
  const metrics = new Metrics('streamer');
  metrics.collectProcess();
  const [reads, notes] = [health.dependency('redis'), health.dependency('redis notes')];
  const onState = (of: typeof reads) => (state: 'up' | 'down', detail?: string) =>
    state === 'up' ? of.up() : of.down(detail ?? state);
  const { REDIS_URL: url } = config;
  const redis = openRedis({ url, name: 'streamer', away: 'fail', onState: onState(reads) });
  const hearing = openRedis({ url, name: 'streamer-notes', away: 'wait', onState: onState(notes) });
  const hub = new ChannelHub(new ModelReader(redis), logger);
  // Notes of the time without a connection are lost.
  hearing.on('ready', () => void hub.refreshAll());

  const conflated = metrics.counter('stream_conflated_total', 'Left out for slow clients.');
  const closed = metrics.counter('stream_closed_total', 'Sockets ended by us.', ['code']);
  const http = await createHttp(StreamerModule.of(health, metrics), { logger, metrics });
  const server = new StreamServer(http.getHttpServer(), {
    origins: config.STREAM_ORIGINS,
    clientsMax: config.STREAM_CLIENTS_MAX,
    parts: {
      hub,
      tokens: await openTokens(config),
      clock: systemClock,
      onClosed: (code) => closed.inc({ code: String(code) }),
      onConflated: () => conflated.inc(),
    },
  });
  metrics.gauge('stream_clients', 'Open sockets.', [], (gauge) => gauge.set(server.clients));
  metrics.gauge('stream_channels', 'Channels that somebody hears.', [], (gauge) =>
    gauge.set(hub.channels),
  );
  await http.listen(config.HTTP_PORT, config.HTTP_HOST);
  onShutdown(health, logger, async () => {
    server.close();
    hub.close();
    await http.close();
    await Promise.all([closeRedis(redis), closeRedis(hearing)]);
  });
  await subscribeNotes(hearing, (note) => hub.hear(note));
  logger.info({ code: 'streamer.started' }, 'streaming');
});
