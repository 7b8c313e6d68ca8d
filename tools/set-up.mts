/**
 * Creates the topics and registers the schemas, or brings them to what this build needs. Run at every
 * deployment: it changes nothing that is right already. `--schemas` leaves the topics alone; `--restore DIR` puts the
 * schemas of an export under their ids first.
 */
import { SetUpError } from './set-up/persist.mts';
import { restoreSchemas } from './set-up/restore-schemas.mts';
import { setUpSchemas } from './set-up/schemas.mts';
import { setUpTopics } from './set-up/topics.mts';

const { KAFKA_BROKERS, SCHEMA_REGISTRY_URL } = process.env;
const restored = process.argv.indexOf('--restore');
const folder = restored < 0 ? undefined : process.argv[restored + 1];
const topicsToo = !process.argv.includes('--schemas');

try {
  if (SCHEMA_REGISTRY_URL === undefined || (topicsToo && KAFKA_BROKERS === undefined))
    throw new SetUpError('Set KAFKA_BROKERS (host:port,…) and SCHEMA_REGISTRY_URL.');
  if (restored >= 0 && folder === undefined) throw new SetUpError('--restore names an export.');
  if (folder !== undefined)
    process.stdout.write(`${await restoreSchemas(SCHEMA_REGISTRY_URL, folder)}\n`);
  const done = await Promise.all([
    setUpSchemas(SCHEMA_REGISTRY_URL),
    ...(topicsToo ? [setUpTopics((KAFKA_BROKERS ?? '').split(','))] : []),
  ]);
  process.stdout.write(`${done.join('; ')}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof SetUpError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
