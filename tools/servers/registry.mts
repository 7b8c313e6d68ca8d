import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Archives } from './archives.mts';
import type { Service } from './service.mts';

type RegistrySettings = {
  readonly archives: Archives;
  readonly dataDir: string;
  readonly port: number;
};

/** Where clients of the Confluent protocol find the registry that listens on this port. */
export const registryUrl = (port: number) => `http://127.0.0.1:${port}/apis/ccompat/v7`;

/** The schema registry, with its database in a file. */
export function registryService({ archives, dataDir, port }: RegistrySettings): Service {
  const home = `${dataDir}/registry`;
  const served = `${home}/has-served`;
  // Killed while it made its tables: nothing was registered yet, so it starts over.
  if (!existsSync(served)) rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  return {
    name: 'registry',
    port,
    command: 'java',
    args: [
      '-Xms64m',
      '-Xmx256m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-Dquarkus.http.host=127.0.0.1',
      `-Dquarkus.http.port=${port}`,
      `-Dquarkus.datasource.jdbc.url=jdbc:h2:file:${home}/registry;DB_CLOSE_ON_EXIT=FALSE`,
      '-jar',
      archives.registryJar,
    ],
    environment: {},
    isReady: () => registryAnswers(registryUrl(port)),
    readyWithinMs: 90_000,
    stopWithinMs: 10_000,
    onFirstReady: () => {
      if (!existsSync(served)) writeFileSync(served, '');
    },
  };
}

export async function registryAnswers(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/subjects`, { signal: AbortSignal.timeout(2_000) }).catch(
    () => undefined,
  );
  await answer?.body?.cancel();
  return answer?.ok ?? false;
}
