import { existsSync, readFileSync } from 'node:fs';
import { registryUrl } from '../servers/registry.mts';
import { issueToken } from '../start/tokens.mts';

export type SupervisorFile = {
  readonly pid: number;
  readonly processes: readonly {
    readonly name: string;
    readonly pid: number;
    readonly port: number;
  }[];
};

/** What the supervisor of a data directory says; it is replaced whole, so it is never torn. */
export const readSupervisorFile = (dataDir: string) =>
  JSON.parse(readFileSync(`${dataDir}/run/supervisor.json`, 'utf8')) as SupervisorFile;

/** What an audit has to know of a running system, from the file in which its supervisor names the living. */
export async function addressesOf(
  { processes }: Pick<SupervisorFile, 'processes'>,
  secretsDir: string,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { name, port } of processes) {
    if (name === 'kafka') found['KAFKA_BROKERS'] = `127.0.0.1:${port}`;
    if (name === 'registry') found['SCHEMA_REGISTRY_URL'] = registryUrl(port);
    if (name === 'redis') found['REDIS_URL'] = `redis://127.0.0.1:${port}`;
    if (name === 'recorder') found['SQL_URL'] = `http://127.0.0.1:${port}`;
  }
  if (existsSync(`${secretsDir}/signing-key.jwk`))
    found['SQL_TOKEN'] = await issueToken(secretsDir, 'auditor', 'audit');
  return found;
}
