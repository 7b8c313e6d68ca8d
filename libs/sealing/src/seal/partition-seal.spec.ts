import { afterAll, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leafPreimage, type PlacedRecord } from '../leaf';
import { leafHash } from '../merkle/hash';
import { rootFromInclusion, rootsFromConsistency } from '../merkle/proofs';
import { MerkleTree } from '../merkle/tree';
import { publicKeys, rotateKey, signingKey } from './keys';
import { checkpointsPath, nodesPath, PartitionSeal } from './partition-seal';
import { lockSeals } from './seal-lock';
import { Seals } from './seals';
import { isSignedCheckpoint } from './statement';

const home = mkdtempSync(join(tmpdir(), 'seal-spec-'));
afterAll(() => rmSync(home, { recursive: true }));
let directories = 0;

const place = { topic: 'bet.events', partition: 4 } as const;

const record = (offset: number, said = 'event'): PlacedRecord => ({
  ...place,
  offset,
  appendedAtMs: 1_790_000_000_000 + offset,
  key: Buffer.from('a'),
  value: Buffer.from(`${said} ${offset}`),
  headers: {},
});

function rootAt(size: number): string {
  const tree = new MerkleTree();
  for (let offset = 0; offset < size; offset++) tree.append(leafHash(leafPreimage(record(offset))));
  return tree.root().toString('hex');
}

/** A sealer's directory in which each of these sizes has a checkpoint. */
function sealed(...sizes: readonly number[]) {
  const sealDir = join(home, String(directories++));
  const secretsDir = `${sealDir}-secrets`;
  const key = signingKey(secretsDir, sealDir);
  const open = () => new PartitionSeal({ sealDir, ...place }, publicKeys(sealDir));
  const grow = (size: number) => {
    const seal = open();
    while (seal.next < size) seal.take(record(seal.next));
    const checkpoint = seal.seal(size, signingKey(secretsDir, sealDir));
    seal.close();
    return checkpoint;
  };
  for (const size of sizes) grow(size);
  const checkpoints = checkpointsPath(sealDir, place.topic, place.partition);
  const nodes = nodesPath(sealDir, place.topic, place.partition);
  return { sealDir, secretsDir, key, open, grow, checkpoints, nodes, seals: new Seals(sealDir) };
}

describe('a sealed partition', () => {
  test('has signed the defined root at every checkpoint, however often it stopped', () => {
    const { seals, sealDir } = sealed(1, 7, 8, 100, 101);
    const said = seals.checkpoints(place.topic, place.partition);
    expect(said.map(({ size, root }) => ({ size, root }))).toEqual(
      [1, 7, 8, 100, 101].map((size) => ({ size, root: rootAt(size) })),
    );
    expect(said.every((each) => isSignedCheckpoint(each, publicKeys(sealDir)))).toBe(true);
  });

  test('proves each of its records and nothing behind its end', () => {
    const { seals } = sealed(10, 37);
    for (let offset = 0; offset < 37; offset++) {
      const { path, checkpoint } = seals.inclusion(place.topic, place.partition, offset) ?? {
        path: [],
        checkpoint: undefined,
      };
      const leaf = leafHash(leafPreimage(record(offset)));
      const hashes = path.map((hash) => Buffer.from(hash, 'hex'));
      expect(rootFromInclusion(leaf, offset, 37, hashes)?.toString('hex')).toBe(checkpoint?.root);
    }
    expect(seals.inclusion(place.topic, place.partition, 37)).toBeUndefined();
  });

  test('proves that a newer checkpoint begins with an older one', () => {
    const { seals } = sealed(10, 37, 64);
    const proof = seals.consistency(place.topic, place.partition, 40);
    const path = (proof?.path ?? []).map((hash) => Buffer.from(hash, 'hex'));
    const older = Buffer.from(rootAt(37), 'hex');
    expect(proof?.before.size).toBe(37);
    expect(rootsFromConsistency(older, { before: 37, size: 64, path })).toEqual({
      older,
      newer: Buffer.from(rootAt(64), 'hex'),
    });
  });

  test('is signed by a new key after a rotation, and the old one still counts', () => {
    const { seals, sealDir, secretsDir, key, grow } = sealed(5);
    const next = rotateKey(secretsDir, sealDir);
    grow(9);
    const said = seals.checkpoints(place.topic, place.partition);
    expect(said.map(({ keyId }) => keyId)).toEqual([key.keyId, next.keyId]);
    expect(said.every((each) => isSignedCheckpoint(each, seals.keys()))).toBe(true);
    expect(statSync(join(secretsDir, 'seal-key-2.pem')).mode & 0o777).toBe(0o600);
  });
});

describe('a kill', () => {
  test('at any byte of its writing loses work and nothing else', () => {
    const before = sealed(20);
    const after = `${before.sealDir}-after`;
    cpSync(before.sealDir, after, { recursive: true });
    const grown = new PartitionSeal({ sealDir: after, ...place }, publicKeys(after));
    while (grown.next < 33) grown.take(record(grown.next));
    grown.seal(33, before.key);
    const nodes = readFileSync(nodesPath(after, place.topic, place.partition));
    const lines = readFileSync(checkpointsPath(after, place.topic, place.partition));
    const short = { nodes: statSync(before.nodes).size, lines: statSync(before.checkpoints).size };
    // Nodes are written first and the line behind them, so these are all the states that a kill can leave.
    const cuts = fc.oneof(
      fc.record({
        nodes: fc.integer({ min: short.nodes, max: nodes.length }),
        lines: fc.constant(short.lines),
      }),
      fc.record({
        nodes: fc.constant(nodes.length),
        lines: fc.integer({ min: short.lines, max: lines.length }),
      }),
    );
    fc.assert(
      fc.property(cuts, (cut) => {
        writeFileSync(before.nodes, nodes.subarray(0, cut.nodes));
        writeFileSync(before.checkpoints, lines.subarray(0, cut.lines));
        before.grow(50);
        expect(before.seals.newest(place.topic, place.partition)).toMatchObject({
          size: 50,
          root: rootAt(50),
        });
        const said = before.seals.checkpoints(place.topic, place.partition);
        expect(said.every((each) => each.root === rootAt(each.size))).toBe(true);
      }),
    );
  });

  test('leaves no lock behind that a successor heeds, and a living sealer is heeded', () => {
    const { sealDir } = sealed();
    writeFileSync(join(sealDir, 'sealer.pid'), '999999999');
    const unlock = lockSeals(sealDir);
    writeFileSync(join(sealDir, 'sealer.pid'), String(process.ppid));
    expect(() => lockSeals(sealDir)).toThrow('another process seals');
    unlock();
  });
});

describe('what was sealed', () => {
  test('and is another now is refused with its offset', () => {
    const { open } = sealed(10, 20);
    const seal = open();
    expect(seal.next).toBe(10);
    for (let offset = 10; offset < 15; offset++) seal.take(record(offset));
    expect(() => seal.take(record(15, 'another'))).toThrow(
      /disagrees.*0 to 19 are sealed: at offset 15/,
    );
  });

  test('and is gone now is refused', () => {
    const seal = sealed(10, 20).open();
    expect(() => seal.requireEnd(19)).toThrow(/disagrees.*it ends at 19/);
    expect(() => seal.requireEnd(20)).not.toThrow();
  });

  test('is folded again where nodes are lost, and another log is refused then too', () => {
    const { open, nodes, grow, seals } = sealed(20);
    truncateSync(nodes, 100);
    const seal = open();
    expect(seal.next).toBe(0);
    for (let offset = 0; offset < 19; offset++)
      seal.take(record(offset, offset === 3 ? 'x' : 'event'));
    expect(() => seal.take(record(19))).toThrow(/disagrees.*another root/);
    grow(25);
    expect(seals.newest(place.topic, place.partition)?.root).toBe(rootAt(25));
  });

  test('by nobody we know is refused', () => {
    const { open, checkpoints } = sealed(5);
    const line = readFileSync(checkpoints, 'utf8').replace('"size":5', '"size":4');
    appendFileSync(checkpoints, line);
    expect(open).toThrow('damaged');
  });
});
