import { schemas, topicNames, type TopicName } from '@stakelog/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createCodec,
  messageNames,
  subjectOf,
  type Codec,
  type FoundSchema,
  type SchemaId,
} from './codec';
import { LogError } from './log-error';

const REQUEST_MS_MAX = 5_000;
const BACK_OFF_MS_MAX = 1_000;
/** Questions at once. */
const LANES = 8;

/**
 * A codec with the ids that the registry has for the schemas of this build, looked up once. Waits
 * for the registry, then throws `unreachable` with its URL or `unregistered` with the subject.
 */
export async function connectCodec(
  registryUrl: string,
  of: readonly TopicName[] = topicNames,
  waitMs = 60_000,
): Promise<Codec> {
  const deadline = performance.now() + waitMs;
  const ids = new Map<string, SchemaId>();
  const left = [...messageNames(of)];
  const lanes = Array.from({ length: LANES }, async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const [topic, name] = next;
      const lookUp = () => idOf(registryUrl, subjectOf(topic, name), schemas[topic]?.[name]);
      ids.set(subjectOf(topic, name), await persist(lookUp, deadline));
    }
  });
  await Promise.all(lanes);
  const find = (id: SchemaId) => persist(() => schemaOf(registryUrl, id), Infinity);
  return createCodec({ ids, find }, of);
}

/** The id under which exactly this text is registered for the subject. */
async function idOf(registryUrl: string, subject: string, schema: unknown): Promise<SchemaId> {
  const answer = await ask(`${registryUrl}/subjects/${subject}`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema: JSON.stringify(schema) }),
  });
  if (answer === undefined) throw new LogError('unregistered', `${subject} at ${registryUrl}`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the registry's contract
  return (answer as { id: SchemaId }).id;
}

async function schemaOf(registryUrl: string, id: SchemaId): Promise<FoundSchema | undefined> {
  const text = await schemaTextOf(registryUrl, id);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the registry's contract
  return text === undefined ? undefined : (JSON.parse(text) as FoundSchema);
}

/** What the registry holds under the id; undefined where it has none. Throws `unreachable`. */
export async function schemaTextOf(registryUrl: string, id: SchemaId): Promise<string | undefined> {
  const answer = await ask(`${registryUrl}/schemas/ids/${id}`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the registry's contract
  return (answer as { schema: string } | undefined)?.schema;
}

/** Every version of every subject, by id. Throws `unreachable`. */
export async function allSchemaTexts(registryUrl: string): Promise<ReadonlyMap<SchemaId, string>> {
  const texts = new Map<SchemaId, string>();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the registry's contract
  for (const subject of (await ask(`${registryUrl}/subjects`)) as readonly string[]) {
    const versions = `${registryUrl}/subjects/${subject}/versions`;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the registry's contract
    for (const version of (await ask(versions)) as readonly number[]) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the registry's contract
      const found = (await ask(`${versions}/${version}`)) as { id: SchemaId; schema: string };
      texts.set(found.id, found.schema);
    }
  }
  return texts;
}

/** The answer's body; undefined where the registry says that there is none. */
async function ask(url: string, init: RequestInit = {}): Promise<unknown> {
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_MS_MAX) });
    const body: unknown = await answer.json();
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw new Error(`status ${answer.status}: ${JSON.stringify(body)}`);
    return body;
  } catch (error) {
    throw new LogError('unreachable', `schema registry at ${url}`, error);
  }
}

async function persist<Answer>(question: () => Promise<Answer>, deadline: number): Promise<Answer> {
  for (let backOffMs = 50; ; backOffMs = Math.min(2 * backOffMs, BACK_OFF_MS_MAX)) {
    try {
      return await question();
    } catch (error) {
      if (performance.now() + backOffMs > deadline) throw error;
      await sleep(backOffMs);
    }
  }
}
