import { globSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** What jest tells of the command line. */
export type Selection = {
  readonly rootDir: string;
  readonly testPathPatterns: { readonly patterns: readonly string[] };
};

const name = '(?:KAFKA_BROKERS|SCHEMA_REGISTRY_URL|REDIS_URL)';
const readsAddress = new RegExp(`process\\.env[^;\\n]*${name}|${name}[^;\\n]*process\\.env`);

/**
 * True when a selected spec is called `*.kafka.spec.ts` or `*.redis.spec.ts`, or reads an address from the
 * environment itself; so pure specs wait for nothing.
 */
export function wantsServers({ rootDir, testPathPatterns }: Selection): boolean {
  const patterns = testPathPatterns.patterns.map(
    (pattern) => new RegExp(pattern.startsWith('/') ? relative(rootDir, pattern) : pattern, 'i'),
  );
  return globSync('{apps,libs,test}/**/*.spec.ts', { cwd: rootDir })
    .filter((path) => patterns.length === 0 || patterns.some((pattern) => pattern.test(path)))
    .some(
      (path) =>
        /\.(?:kafka|redis)\.spec\.ts$/.test(path) ||
        readsAddress.test(readFileSync(`${rootDir}/${path}`, 'utf8')),
    );
}
