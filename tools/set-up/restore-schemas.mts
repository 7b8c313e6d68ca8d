import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { persist, SetUpError } from './persist.mts';
import { ask, requireCompatibility } from './schemas.mts';

type Exported = { readonly id: number; readonly text: string };

/** Far more than any registry of ours has; a larger gap is a wrong file. */
const GAP_MAX = 1_000;

/**
 * Puts the schemas of an export into an empty registry, each under the id that the log's messages name. A registry
 * gives ids in the order of registering, so ids that nothing in the export has are used up by fillers. Run before
 * anything else registers there.
 */
export async function restoreSchemas(registryUrl: string, folder: string): Promise<string> {
  await persist(`The schema registry at ${registryUrl}`, () => requireCompatibility(registryUrl));
  const { schemas } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    readonly schemas: readonly Exported[];
  };
  const missing: Exported[] = [];
  for (const schema of schemas.toSorted((left, right) => left.id - right.id))
    if (!(await isThere(registryUrl, schema))) missing.push(schema);
  let next = 1;
  for (const schema of missing) {
    if (schema.id - next > GAP_MAX) throw new SetUpError(`${folder} names schema id ${schema.id}`);
    while (next < schema.id) next = await fill(registryUrl, schema.id);
    if (next > schema.id) throw taken(schema.id);
    const given = await register(registryUrl, subjectOf(schema.text), schema.text);
    if (given !== schema.id) throw taken(schema.id);
    next = given + 1;
  }
  return `${missing.length} schemas restored, ${schemas.length - missing.length} were there`;
}

const taken = (id: number) =>
  new SetUpError(
    `The registry does not give id ${id} any more: messages of the log would name another schema. Restore into an empty registry.`,
  );

/** Throws where the registry has another schema under the id. */
async function isThere(registryUrl: string, { id, text }: Exported): Promise<boolean> {
  const { status, body } = await ask(`${registryUrl}/schemas/ids/${id}`, 'GET');
  if (status === 404) return false;
  const held = (JSON.parse(body) as { readonly schema?: string }).schema ?? 'null';
  if (isDeepStrictEqual(JSON.parse(held), JSON.parse(text))) return true;
  throw new SetUpError(`The registry has another schema under id ${id}:\n  ${held}\n  ${text}`);
}

/** Uses an id up, and returns the next one. */
async function fill(registryUrl: string, before: number): Promise<number> {
  const name = `Before${before}At${performance.now().toFixed(6).replace('.', '')}`;
  const text = JSON.stringify({ type: 'record', name, namespace: 'stakelog.unused', fields: [] });
  return 1 + (await register(registryUrl, `unused-${name}`, text));
}

async function register(registryUrl: string, subject: string, schema: string): Promise<number> {
  const answer = await ask(`${registryUrl}/subjects/${subject}/versions`, 'POST', { schema });
  if (answer.status !== 200) throw new SetUpError(`${subject}: ${answer.status} ${answer.body}`);
  return (JSON.parse(answer.body) as { readonly id: number }).id;
}

/** `bet.events-stakelog.bet.events.BetAccepted`, as set-up names it. */
function subjectOf(text: string): string {
  const { namespace, name } = JSON.parse(text) as {
    readonly namespace: string;
    readonly name: string;
  };
  return `${namespace.replace(/^stakelog\./, '')}-${namespace}.${name}`;
}
