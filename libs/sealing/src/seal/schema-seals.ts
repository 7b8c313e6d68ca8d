import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { appendLine, readLines } from './line-file';
import { signedSchema, type SealedSchema, type SigningKey } from './statement';

const schemasPath = (sealDir: string): string => join(sealDir, 'schemas.jsonl');

/** A flood of invented ids must not fill the memory; forgetting one costs one question. */
const IDS_MAX = 10_000;

export function readSealedSchemas(sealDir: string): readonly SealedSchema[] {
  return readLines(schemasPath(sealDir)).map(
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whoever uses it checks the signature
    (line) => JSON.parse(line) as SealedSchema,
  );
}

/** The id of the schema before an encoded message; undefined where there is none. */
export function schemaIdOf(value: Buffer | null): number | undefined {
  return value !== null && value.length >= 5 && value[0] === 0 ? value.readInt32BE(1) : undefined;
}

/** Signs what the registry says of each schema id that was met, once. */
export class SchemaSeals {
  readonly #sealDir: string;
  readonly #settled: Set<number>;
  readonly #met = new Set<number>();

  constructor(sealDir: string) {
    this.#sealDir = sealDir;
    this.#settled = new Set(readSealedSchemas(sealDir).map(({ id }) => id));
  }

  meet(value: Buffer | null): void {
    const id = schemaIdOf(value);
    if (id !== undefined && !this.#settled.has(id) && this.#met.size < IDS_MAX) this.#met.add(id);
  }

  /** Asks for the texts of new ids. An id without a text is nobody's schema, and is not asked for again. */
  async seal(textOf: (id: number) => Promise<string | undefined>, key: SigningKey): Promise<void> {
    for (const id of this.#met) {
      const text = await textOf(id);
      if (text !== undefined) this.#append(signedSchema({ id, text }, key));
      if (this.#settled.size >= IDS_MAX) this.#settled.clear();
      this.#settled.add(id);
      this.#met.delete(id);
    }
  }

  #append(schema: SealedSchema): void {
    mkdirSync(this.#sealDir, { recursive: true });
    appendLine(schemasPath(this.#sealDir), JSON.stringify(schema));
  }
}
