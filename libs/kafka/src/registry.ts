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
  const answer = await ask(`${registryUrl}/schemas/ids/${id}`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the registry's contract
  const text = (answer as { schema: string } | undefined)?.schema;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the registry's contract
  return text === undefined ? undefined : (JSON.parse(text) as FoundSchema);
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
