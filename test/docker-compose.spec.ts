import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

type Service = {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly healthcheck?: object;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
};

const { services } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
};
const nestCli = JSON.parse(readFileSync('nest-cli.json', 'utf8')) as { readonly projects: object };

/** What a tool exports; tools are modules that Node runs as they are, so Node is asked. */
function exported(path: string, name: string): Readonly<Record<string, unknown>> {
  const program = `import { ${name} } from './${path}'; console.log(JSON.stringify(${name}))`;
  const answer = execFileSync(process.execPath, ['--input-type=module', '-e', program]);
  return JSON.parse(answer.toString()) as Readonly<Record<string, unknown>>;
}

const isApp = ({ command }: Service) => command?.some((word) => word.startsWith('dist/apps/'));
const apps = Object.entries(services).filter(([, service]) => isApp(service));
const servers = Object.entries(services).filter(([, { image }]) => image !== 'stakelog');

describe('docker-compose.yml', () => {
  it('runs every app of nest-cli.json', () => {
    const built = Object.keys(nestCli.projects);
    expect(apps.map(([app]) => app).toSorted()).toEqual(built.toSorted());
  });

  it.each(apps)('%s runs its own program and can say when it is ready', (app, service) => {
    expect(service.command).toContain(`dist/apps/${app}/main.js`);
    expect(service.healthcheck).toBeDefined();
    expect(service.depends_on?.['set-up']?.condition).toBe('service_completed_successfully');
  });

  const meanings = exported('tools/start/app-environment.mts', 'appEnvironmentMeanings');
  const offsets = exported('tools/start/ports.mts', 'portOffsets');

  it.each(apps)('%s is told only what apps read, on the port of npm start', (app, service) => {
    const environment = service.environment ?? {};
    expect(Object.keys(environment).filter((name) => !(name in meanings))).toEqual([]);
    expect(Number(environment['HTTP_PORT'])).toBe(3_000 + Number(offsets[app]));
    expect(environment['DATA_DIR']).toBe(`/data/${app}`);
  });

  it('sets the broker as npm start does', () => {
    const settings = exported('tools/servers/kafka.mts', 'brokerSettings');
    const given = services['kafka']?.environment ?? {};
    for (const [name, value] of Object.entries(settings))
      expect([name, given[`KAFKA_${name.toUpperCase().replaceAll('.', '_')}`]]).toEqual([
        name,
        value,
      ]);
  });

  it('sets Redis as npm start does', () => {
    const settings = exported('tools/servers/redis.mts', 'redisSettings');
    const words = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    expect(services['redis']?.command).toEqual(['redis-server', ...words]);
  });

  it('runs the versions of npm start', () => {
    const pom = readFileSync('tools/servers/pom.xml', 'utf8');
    const version = (artifact: string) =>
      new RegExp(`<artifactId>${artifact}</artifactId>\\s*<version>([^<]+)`).exec(pom)?.[1];
    expect(services['kafka']?.image).toBe(`apache/kafka:${version('kafka_2.13')}`);
    expect(services['registry']?.image).toBe(
      `apicurio/apicurio-registry-kafkasql:${version('apicurio-registry-app')}`,
    );
  });

  it.each(servers)('%s has a version, a health check and no open door', (_, service) => {
    expect(service.image).toMatch(/:\d+\.\d+/);
    expect(service.healthcheck).toBeDefined();
    expect(service.ports).toBeUndefined();
  });

  it('publishes on loopback alone', () => {
    const published = Object.values(services).flatMap(({ ports = [] }) => ports);
    expect(published.length).toBeGreaterThan(0);
    for (const port of published) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
  });
});

describe('Dockerfile', () => {
  it('runs the Node of the packages', () => {
    const { version } = JSON.parse(readFileSync('node_modules/node/package.json', 'utf8')) as {
      readonly version: string;
    };
    const images = readFileSync('Dockerfile', 'utf8').match(/(?<=^FROM )\S+/gm);
    expect(new Set(images)).toEqual(new Set([`node:${version}-bookworm-slim`]));
  });
});
