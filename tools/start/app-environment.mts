/** Every variable that an app may read, and what it says. docker-compose.yml uses the same names. */
export const appEnvironmentMeanings = {
  KAFKA_BROKERS: 'brokers to start from, `host:port` separated by commas',
  SCHEMA_REGISTRY_URL: 'base URL of the registry, Confluent protocol 7',
  REDIS_URL: 'redis://host:port',
  CLICKHOUSE_URL: 'a ClickHouse server or cluster; the embedded engine when absent',
  DATA_DIR: 'the app’s own directory for what it keeps between starts',
  SNAPSHOT_DIR: 'position files and snapshots, shared by all apps',
  SECRETS_DIR: 'jwks.json (public keys), internal.token (api to feed), data.key (session data)',
  SEAL_DIR: 'checkpoints, tree nodes and public keys of the sealer; api makes receipts from them',
  JWKS_URL: 'where public keys come from instead of jwks.json',
  TOKEN_ISSUER: 'the only `iss` that is accepted; stakelog-dev when absent',
  TOKEN_AUDIENCE: 'the only `aud` that is accepted; stakelog when absent',
  HTTP_PORT: 'where the app listens, for /livez, /readyz and /metrics too',
  HTTP_HOST: 'the address it listens on; loopback in development',
  ORDINAL: 'which instance this is, from 0',
  INSTANCES: 'how many instances share the partitions',
  STANDBY: 'a decider that follows every partition and takes those that fall silent',
  LOG_LEVEL: 'fatal, error, warn, info, debug or trace',
  REPLAY_SPEED: 'bet delays and freshness bounds are divided by it; `max` for throughput alone',
  FEED_FILES: 'paths separated by commas, `match-day` for the built-in generator, or `none`',
  FEED_SEED: 'seed of the generator',
  UOF_API_ORIGIN: 'where a UOF feed is asked for what was missed; nobody is asked when absent',
  UOF_ACCESS_TOKEN: 'for that API',
  UOF_NODE_ID: 'tells this system from others on the same UOF account',
  FEED_URL: 'where api forwards what is for feed',
  APP_URLS:
    'where api asks the apps how they are: `decider=http://host:port`, separated by commas, instances too',
  ACCEPT_REWIND: 'deciders go on by themselves behind an input that went back; in development only',
  SQL_URL:
    'the recorder’s endpoint, where reconciler reads ClickHouse; it is not compared when absent',
  WITHDRAW: '`off`: reconciler tells of read models that differ, and lets them serve',
} as const;

export type AppVariable = keyof typeof appEnvironmentMeanings;

export type AppEnvironment = Readonly<Partial<Record<AppVariable, string>>>;
