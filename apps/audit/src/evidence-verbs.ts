import { parsePositionToken, topicNames, topics, type TopicName } from '@stakelog/contracts';
import { allSchemaTexts, schemaTextOf } from '@stakelog/kafka';
import { readConfig } from '@stakelog/runtime';
import { publicPem, rotateKey, Seals, signingKey } from '@stakelog/sealing';
import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import { AuditConfig, EvidenceConfig } from './audit.config';
import { AuditError } from './audit-error';
import { connectRecorded } from './connect';
import { checkExport } from './export/check-export';
import { exportLog } from './export/export';
import type { Bound } from './export/export-partition';
import { formatNames, type FormatName } from './export/formats/formats';
import { endsOf } from './log/recorded-log';
import { kafkaLog } from './log/kafka-log';
import { receipt } from './receipt/receipt';
import { Output } from './report/output';
import { restore } from './restore/restore';
import { checkSeals } from './seal/check-seals';
import { seal } from './seal/seal';
import { sealedTopics, type SealedTopic } from './seal/sealing';

type Common = { readonly json: boolean; readonly dir?: string };

/** The verbs that make evidence and check it: seals, receipts, exports. */
export function addEvidenceVerbs(program: Command, conclude: (holds: boolean) => void): void {
  addSeal(program, conclude);
  addKeys(program);
  addReceipt(program);
  addConsistency(program);
  addExport(program);
  addVerifyExport(program, conclude);
  addRestore(program, conclude);
}

function addSeal(program: Command, conclude: (holds: boolean) => void): void {
  verb(program, 'seal', 'signs what the log holds: a Merkle tree over each partition')
    .addOption(new Option('--topic <topic>', 'only this topic').choices(sealedTopics))
    .option('--follow', 'go on with what is appended, until stopped', false)
    .option('--check', 'sign nothing: hold the log to every root that was signed', false)
    .action(
      async (
        options: Common & {
          readonly topic?: SealedTopic;
          readonly follow: boolean;
          readonly check: boolean;
        },
      ) => {
        const config = readConfig(AuditConfig);
        const parts = {
          log: kafkaLog({ brokers: config.KAFKA_BROKERS, clientId: 'audit' }),
          textOf: (id: number) => schemaTextOf(config.SCHEMA_REGISTRY_URL, id),
          sealDir: options.dir ?? config.SEAL_DIR,
          secretsDir: config.SECRETS_DIR,
          nowMs: Date.now,
        };
        const sealed = options.topic === undefined ? sealedTopics : [options.topic];
        const { HTTP_PORT: port, HTTP_HOST: host, LOG_LEVEL: logLevel } = config;
        if (options.check) {
          const seals = new Seals(parts.sealDir);
          conclude(await checkSeals(parts.log, seals, sealed, new Output(options.json)));
          return;
        }
        if (options.follow) {
          // The only verb that serves HTTP: the others need not load what that takes.
          const { followSeal } = await import(/* webpackMode: "eager" */ './seal/follow-seal.ts');
          await followSeal(parts, sealed, { port, host, logLevel });
        }
        conclude(await seal(parts, sealed, new Output(options.json)));
      },
    );
}

function addKeys(program: Command): void {
  verb(program, 'keys', 'prints the public keys that have signed, the newest last; makes the first')
    .option('--rotate', 'sign with a new key from now on', false)
    .action(async ({ dir, json, rotate }: Common & { readonly rotate: boolean }) => {
      const { SEAL_DIR, SECRETS_DIR } = readConfig(EvidenceConfig);
      const sealDir = dir ?? SEAL_DIR;
      const { keyId: signs } = (rotate ? rotateKey : signingKey)(SECRETS_DIR, sealDir);
      const out = new Output(json);
      const keys = [...new Seals(sealDir).keys()].map(([keyId, key]) => ({
        keyId,
        signs: keyId === signs,
        pem: publicPem(key),
      }));
      for (const key of keys.toSorted((left, right) => Number(left.signs) - Number(right.signs)))
        if (json) await out.value({ verb: 'keys', ...key });
        else out.text(`${key.keyId}${key.signs ? '  signs' : ''}`, key.pem.trimEnd());
    });
}

function addReceipt(program: Command): void {
  verb(program, 'receipt', 'proves a bet to an outsider, who checks it with verify-receipt')
    .argument('<bet>', 'the id of a bet, or of a ticket for its first bet')
    .option('--out <file>', 'where to write it; standard output otherwise')
    .action(async (bet: string, options: Common & { readonly out?: string }) => {
      const { log, codec, config } = await connectRecorded();
      const recording = { log, codec, eventEnds: await endsOf(log, 'bet.events') };
      const seals = new Seals(options.dir ?? config.SEAL_DIR);
      const textOf = (id: number) => schemaTextOf(config.SCHEMA_REGISTRY_URL, id);
      await receipt({ recording, seals, textOf }, bet, options.out, new Output(options.json));
    });
}

function addConsistency(program: Command): void {
  verb(program, 'consistency', 'proves that nothing sealed was changed since, for verify-receipt')
    .addArgument(new Argument('<topic>', 'which topic').choices(sealedTopics))
    .argument('<partition>', 'which partition', whole)
    .argument('<size>', 'what is known already: a checkpoint of at most so many records', whole)
    .action(async (topic: SealedTopic, partition: number, size: number, { dir, json }: Common) => {
      const { SEAL_DIR } = readConfig(EvidenceConfig);
      if (partition >= topics[topic].partitions)
        throw new AuditError('usage', `partitions are 0 to ${topics[topic].partitions - 1}`);
      const proof = new Seals(dir ?? SEAL_DIR).consistency(topic, partition, size);
      if (proof === undefined)
        throw new AuditError('usage', `no checkpoint has ${size} records of it or fewer`);
      const out = new Output(json);
      if (json) await out.value(proof);
      else out.text(JSON.stringify(proof, undefined, 2));
    });
}

type ExportAsked = Common & {
  readonly format: FormatName;
  readonly topic?: readonly TopicName[];
  readonly from: Bound;
  readonly until: Bound;
  readonly out: string;
};

function addExport(program: Command): void {
  verb(program, 'export', 'writes the log into files with a manifest: an archive, a backup, a lake')
    .addOption(
      new Option('--format <format>', 'of the files').choices(formatNames).default('jsonl'),
    )
    .addOption(new Option('--topic <topics...>', 'only these topics').choices(topicNames))
    .option('--from <where>', 'the first offset or position, or a time in ISO 8601', bound, {
      offset: 0,
    })
    .option('--until <where>', 'the offset behind the last, or a time', bound, { offset: Infinity })
    .requiredOption('--out <dir>', 'an empty folder, or one to be made')
    .action(async ({ topic = topicNames, out: folder, dir, json, ...scope }: ExportAsked) => {
      const { KAFKA_BROKERS, SCHEMA_REGISTRY_URL, SEAL_DIR } = readConfig(AuditConfig);
      const source = {
        log: kafkaLog({ brokers: KAFKA_BROKERS, clientId: 'audit' }),
        seals: new Seals(dir ?? SEAL_DIR),
        schemas: await allSchemaTexts(SCHEMA_REGISTRY_URL),
      };
      await exportLog(source, { ...scope, topics: topic, folder }, new Output(json));
    });
}

function addVerifyExport(program: Command, conclude: (holds: boolean) => void): void {
  program
    .command('verify-export')
    .description('holds an export to its leaves, roots and signatures; asks no server')
    .argument('<dir>', 'the folder of the export')
    .option('--key <file>', 'the public keys of the sealer (PEM); those in the export otherwise')
    .option('--json', 'one JSON line', false)
    .exitOverride()
    .action(async (folder: string, { key, json }: { key?: string; json: boolean }) => {
      conclude(await checkExport(folder, key, new Output(json)));
    });
}

function addRestore(program: Command, conclude: (holds: boolean) => void): void {
  program
    .command('restore')
    .description('writes an export into empty topics: the same offsets, the same times')
    .argument('<dir>', 'the folder of the export')
    .option('--json', 'one JSON line', false)
    .exitOverride()
    .action(async (folder: string, { json }: Common) => {
      const { KAFKA_BROKERS: brokers } = readConfig(AuditConfig);
      conclude(await restore({ brokers, clientId: 'restore' }, folder, new Output(json)));
    });
}

const verb = (program: Command, name: string, description: string): Command =>
  program
    .command(name)
    .description(description)
    .option('--json', 'one JSON line per answer', false)
    .option('--dir <dir>', 'where the seals are; those of the data directory otherwise')
    .exitOverride();

/** An offset, a position token of which the offset is taken, or a time. */
function bound(text: string): Bound {
  const token = parsePositionToken(text);
  if (token !== undefined) return { offset: token.offset };
  if (/^\d{1,12}$/.test(text)) return { offset: Number(text) };
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) throw new InvalidArgumentError('It is an offset, or a time in ISO 8601.');
  return { atMs };
}

function whole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 0.');
  return Number(text);
}
