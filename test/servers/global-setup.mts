import { startSuiteServers } from './suite-servers.mts';
import { wantsServers } from './wants-servers.mts';
import type { Selection } from './wants-servers.mts';

/**
 * Kafka, the registry and Redis, started once for the whole suite, and only when a selected spec wants them.
 * Specs find them in KAFKA_BROKERS, SCHEMA_REGISTRY_URL and REDIS_URL.
 */
// oxlint-disable-next-line import/no-default-export -- jest asks for it
export default async function globalSetup(selection: Selection): Promise<void> {
  if (wantsServers(selection)) await startSuiteServers();
}
