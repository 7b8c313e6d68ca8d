/**
 * `npm run lockfile` completes package-lock.json with the optional binaries of other platforms. npm leaves out those
 * that the registry in use does not offer, and `npm ci` then refuses the whole file. With --check it fails instead.
 */
import { readFileSync, writeFileSync } from 'node:fs';

type Entry = {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};
type Lockfile = { packages: Record<string, Entry> };

const path = 'package-lock.json';
const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'sunos', 'win32'];
const processors = [
  'arm64',
  'arm',
  'ia32',
  'loong64',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
];

const lockfile = JSON.parse(readFileSync(path, 'utf8')) as Lockfile;
const missing = Object.entries(lockfile.packages).flatMap(([parent, entry]) =>
  Object.entries(entry.optionalDependencies ?? {})
    .filter(([name]) => !isListed(parent, name))
    .map(([name, version]) => [`node_modules/${name}`, binary(name, version, entry)] as const),
);

if (missing.length > 0 && process.argv.includes('--check')) {
  process.stderr.write(`${path} lacks ${missing.length} binaries; run npm run lockfile\n`);
  process.exitCode = 1;
} else if (missing.length > 0) {
  const packages = Object.entries({ ...lockfile.packages, ...Object.fromEntries(missing) });
  packages.sort(([one], [other]) => one.localeCompare(other, 'en'));
  const whole = { ...lockfile, packages: Object.fromEntries(packages) };
  writeFileSync(path, `${JSON.stringify(whole, null, 2)}\n`);
}

function isListed(parent: string, name: string): boolean {
  return ['', `${parent}/`].some((place) => `${place}node_modules/${name}` in lockfile.packages);
}

/** Which machines a binary is for stands in its name; npm passes over it on all others. */
function binary(name: string, version: string, { dev }: Entry) {
  const words = name.split(/[/_-]/);
  const system = systems.find((word) => words.includes(word));
  const processor = processors.find((word) => words.some((other) => other.startsWith(word)));
  if (!/^\d+\.\d+\.\d+/.test(version) || processor === undefined)
    throw new Error(`${name}@${version} is optional, missing, and no platform's binary`);
  return {
    version,
    cpu: [processor],
    ...(dev === true ? { dev } : {}),
    optional: true,
    ...(system === undefined ? {} : { os: [system] }),
  };
}
