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
/** As the set-up job leaves it. */
const COMPATIBILITY = 'FULL_TRANSITIVE';
/** Questions at once. */
const LANES = 8;

/**
 * A codec with the ids that the registry has for the schemas of this build, looked up once. Waits
 * for the registry, then throws `unreachable` with its URL, `unregistered` with the subject, or
 * `registry_differs` with what is otherwise: the text of a subject, or what the registry would let in.
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
  await persist(() => requireCompatibility(registryUrl), deadline);
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
  if (answer === undefined) throw await missing(registryUrl, subject, schema);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the registry's contract
  return (answer as { id: SchemaId }).id;
}

/** A subject that has other texts only is worse than one that has none: both are shown. */
async function missing(registryUrl: string, subject: string, schema: unknown): Promise<LogError> {
  const url = `${registryUrl}/subjects/${subject}`;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the registry's contract
  const latest = (await ask(`${url}/versions/latest`)) as { schema?: string } | undefined;
  if (latest?.schema === undefined)
    return new LogError('unregistered', `${subject} at ${registryUrl}`);
  const [theirs, ours] = [JSON.parse(latest.schema), schema].map((text: unknown) =>
    JSON.stringify(text, undefined, 1).split('\n'),
  );
  const gone = theirs?.filter((line) => ours?.includes(line) !== true) ?? [];
  const come = ours?.filter((line) => theirs?.includes(line) !== true) ?? [];
  const lines = [
    ...gone.map((line) => `- ${line.trim()}`),
    ...come.map((line) => `+ ${line.trim()}`),
  ];
  return new LogError('registry_differs', `${url} has another text:\n${lines.join('\n')}`);
}

/** Anything else would let a schema in that some reader of the log cannot read. */
async function requireCompatibility(registryUrl: string): Promise<void> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the registry's contract
  const config = (await ask(`${registryUrl}/config`)) as
    { compatibilityLevel?: string } | undefined;
  const level = config?.compatibilityLevel ?? 'none';
  if (level !== COMPATIBILITY)
    throw new LogError(
      'registry_differs',
      `compatibility at ${registryUrl} is ${level}, not ${COMPATIBILITY}`,
    );
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
