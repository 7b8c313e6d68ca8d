/**
 * Creates the topics and registers the schemas, or brings them to what this build needs. Run at every
 * deployment: it changes nothing that is right already. `--schemas` leaves the topics alone.
 */
import { SetUpError } from './set-up/persist.mts';
import { setUpSchemas } from './set-up/schemas.mts';
import { setUpTopics } from './set-up/topics.mts';

const { KAFKA_BROKERS, SCHEMA_REGISTRY_URL } = process.env;
const topicsToo = !process.argv.includes('--schemas');

try {
  if (SCHEMA_REGISTRY_URL === undefined || (topicsToo && KAFKA_BROKERS === undefined))
    throw new SetUpError('Set KAFKA_BROKERS (host:port,…) and SCHEMA_REGISTRY_URL.');
  const done = await Promise.all([
    setUpSchemas(SCHEMA_REGISTRY_URL),
    ...(topicsToo ? [setUpTopics((KAFKA_BROKERS ?? '').split(','))] : []),
  ]);
  process.stdout.write(`${done.join('; ')}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof SetUpError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
