import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClickHouse } from './clickhouse';
import { ClickHouseProblem } from './clickhouse-error';
import { insertBatch } from './insert-batch';

/** A file `NNN_name.sql`: statements that end in `;` at the end of a line, each safe to run twice. */
export type Migration = { readonly name: string; readonly text: string };

/** The migrations of a folder, in the order of their numbers. */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{3}_[a-z_]+\.sql$/.test(name));
  return Promise.all(
    names
      .toSorted()
      .map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
  );
}

/**
 * Applies what was not applied yet, and returns the names. Killed in the middle, it starts the same
 * file again. Throws `migration_changed` where an applied one has another text now.
 */
export async function migrate(
  clickhouse: ClickHouse,
  migrations: readonly Migration[],
): Promise<readonly string[]> {
  await clickhouse.command(table);
  const applied = await clickhouse.rows<{ name: string; checksum: string }>(
    'SELECT name, any(checksum) AS checksum FROM migrations GROUP BY name',
  );
  const checksums = new Map(applied.map(({ name, checksum }) => [name, checksum]));
  const added: string[] = [];
  for (const { name, text } of migrations) {
    const checksum = hash('sha256', text);
    const before = checksums.get(name);
    if (before === checksum) continue;
    if (before !== undefined) throw new ClickHouseProblem('migration_changed', name);
    for (const statement of statements(text)) await clickhouse.command(statement);
    const row = {
      name,
      checksum,
      applied_at: new Date().toISOString().slice(0, 23).replace('T', ' '),
    };
    await insertBatch(clickhouse, 'migrations', [row], { token: `${name}:${checksum}` });
    added.push(name);
  }
  return added;
}

/** Comments of whole lines go; the rest is cut behind each `;` that ends a line. */
export function statements(text: string): readonly string[] {
  return text
    .replace(/^\s*--.*$/gm, '')
    .split(/;[ \t]*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

const table = `
CREATE TABLE IF NOT EXISTS migrations
(
    name String COMMENT 'File of the migration',
    checksum String COMMENT 'SHA-256 of its text, hexadecimal',
    applied_at DateTime64(3, 'UTC') COMMENT 'When it was applied, UTC, milliseconds'
)
ENGINE = MergeTree ORDER BY name
SETTINGS non_replicated_deduplication_window = 1000
COMMENT 'Migrations that were applied'`;
