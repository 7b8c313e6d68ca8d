import { globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { persist, SetUpError } from './persist.mts';

type Registered = { readonly subject: string; readonly schema: string; readonly path: string };
type Answer = { readonly status: number; readonly body: string };

const REQUEST_MS_MAX = 10_000;
/** Requests at once. */
const LANES = 4;

/** Registers every schema under its subject, for ever compatible in both directions. */
export async function setUpSchemas(registryUrl: string, folder = 'schemas'): Promise<string> {
  await persist(`The schema registry at ${registryUrl}`, () => requireCompatibility(registryUrl));
  const schemas = committedSchemas(folder);
  const left = [...schemas];
  const lanes = Array.from({ length: LANES }, async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const schema = next;
      await persist(schema.subject, () => register(registryUrl, schema));
    }
  });
  await Promise.all(lanes);
  return `${schemas.length} schemas registered`;
}

/** What stands under schemas/<topic>/<Message>.avsc; the subject is `<topic>-<full name>`. */
function committedSchemas(folder: string): readonly Registered[] {
  return globSync(`${folder}/*.*/*.avsc`)
    .toSorted()
    .map((path) => {
      const avro = JSON.parse(readFileSync(path, 'utf8')) as { namespace: string; name: string };
      const subject = `${basename(dirname(path))}-${avro.namespace}.${avro.name}`;
      return { subject, path, schema: JSON.stringify(avro) };
    });
}

/** Before the first schema: this registry's own default is to allow anything. */
export async function requireCompatibility(registryUrl: string): Promise<void> {
  const answer = await ask(`${registryUrl}/config`, 'PUT', { compatibility: 'FULL_TRANSITIVE' });
  if (answer.status !== 200) throw new Error(`status ${answer.status}: ${answer.body}`);
}

async function register(registryUrl: string, { subject, schema, path }: Registered): Promise<void> {
  const answer = await ask(`${registryUrl}/subjects/${subject}/versions`, 'POST', { schema });
  if (answer.status === 200) return;
  if (answer.status !== 409) throw new Error(`status ${answer.status}: ${answer.body}`);
  const latest = await ask(`${registryUrl}/subjects/${subject}/versions/latest`, 'GET');
  const before = (JSON.parse(latest.body) as { schema?: string }).schema ?? '{}';
  throw new SetUpError(
    `${path} is incompatible with what is registered as ${subject}; add fields with defaults, never change or remove one:\n${difference(before, schema)}`,
  );
}

export async function ask(url: string, method: string, body?: object): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    signal: AbortSignal.timeout(REQUEST_MS_MAX),
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.text() };
}

/** The lines that only one of the two texts has. */
function difference(before: string, after: string): string {
  const [was, is] = [before, after].map((text) =>
    JSON.stringify(JSON.parse(text), undefined, 1).split('\n'),
  );
  const gone = was?.filter((line) => !is?.includes(line)).map((line) => `  - ${line.trim()}`);
  const come = is?.filter((line) => !was?.includes(line)).map((line) => `  + ${line.trim()}`);
  return [...(gone ?? []), ...(come ?? [])].join('\n');
}
