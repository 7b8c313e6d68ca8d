import { keyIdOf } from '@stakelog/sealing';
import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuditError } from '../audit-error';
import { grouped, seconds, type Output } from '../report/output';
import { checkPartition, type Finding } from './check-partition';
import { decoderOf } from './decode';
import { Manifest } from './manifest';

/** Throws `bad_data` where the folder has no manifest of ours. */
export async function readManifest(folder: string): Promise<Manifest> {
  try {
    return Manifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new AuditError('bad_data', `${folder} is no export: ${why}`, error);
  }
}

/** Every finding of every partition. Keys: those of the sealer, PEM; the export's own prove only that it is whole. */
export async function findingsOf(
  folder: string,
  manifest: Manifest,
  pems: readonly string[] = manifest.keys,
  onPartition: (name: string) => void = () => {},
): Promise<readonly Finding[]> {
  const keys = new Map(pems.map((pem) => createPublicKey(pem)).map((key) => [keyIdOf(key), key]));
  const decode = decoderOf(manifest.schemas.map(({ id, text }) => [id, text] as const));
  const options = { folder, format: manifest.format, decode, keys };
  const findings: Finding[] = [];
  for (const partition of manifest.partitions) {
    onPartition(`${partition.topic}/${partition.partition}`);
    findings.push(...(await checkPartition(partition, options)));
  }
  return findings;
}

/** True where nothing was changed, dropped, added or swapped since the export. */
export async function checkExport(
  folder: string,
  keyFile: string | undefined,
  out: Output,
): Promise<boolean> {
  const started = performance.now();
  const manifest = await readManifest(folder);
  const given = keyFile === undefined ? undefined : pemsOf(await readFile(keyFile, 'utf8'));
  const findings = await findingsOf(folder, manifest, given, (name) => out.progress(name));
  const records = manifest.partitions.reduce((sum, { from, until }) => sum + until - from, 0);
  if (out.json) await out.value({ verb: 'verify-export', records, findings });
  else {
    const whose =
      given === undefined ? 'keys: its own (name yours with --key)' : `keys: ${keyFile}`;
    out.text(
      `${grouped(records)} records of ${manifest.partitions.length} partitions  ${whose}  ${seconds(started)}`,
      ...findings.map(
        ({ topic, partition, offset, kind, detail }) =>
          `  ✗ ${topic}/${partition}${offset === undefined ? '' : `/${offset}`}  ${kind}: ${detail}`,
      ),
      ...(findings.length === 0 ? ['  ✓ records  ✓ roots  ✓ signatures  ✓ sums'] : []),
    );
  }
  return findings.length === 0;
}

const pemsOf = (text: string): readonly string[] =>
  text.match(/-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----/g) ?? [];
