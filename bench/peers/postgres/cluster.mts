import { execFileSync } from 'node:child_process';
import { accessSync, chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { globSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { freePorts } from '../../../tools/servers/ports.mts';
import { stoppedAfter } from '../../stopping.mts';
import { PeerAbsent } from '../peer-absent.mts';

/** Works with a PostgreSQL of its own: its defaults, fsync among them, with 512 MB of shared buffers. */
export async function withCluster<Result>(
  work: (port: number) => Promise<Result>,
): Promise<Result> {
  const binaries = binariesDir();
  const port = await freePorts(1);
  const home = mkdtempSync(join(tmpdir(), 'stakelog-postgres-'));
  const isRoot = userInfo().uid === 0;
  // The server refuses to run as root: it gets the user that its package has made.
  const run = (name: string, ...args: readonly string[]) => {
    const program = `${binaries}/${name}`;
    const [command, ...all] = isRoot
      ? ['runuser', '-u', 'postgres', '--', program, ...args]
      : [program, ...args];
    execFileSync(command ?? program, all, { cwd: home, stdio: ['ignore', 'ignore', 'inherit'] });
  };
  chmodSync(home, 0o755);
  if (isRoot) execFileSync('chown', ['postgres', home]);
  const data = `${home}/data`;
  const stop = () => {
    run('pg_ctl', '-D', data, '-m', 'fast', '-w', '-t', '30', 'stop');
    rmSync(home, { recursive: true, force: true });
  };
  const locale = ['--locale=C', '--encoding=UTF8'];
  run('initdb', '-D', data, ...locale, '-A', 'trust', '-U', 'postgres');
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${home} -c shared_buffers=512MB`;
  run('pg_ctl', '-D', data, '-w', '-t', '30', '-l', `${home}/log`, '-o', settings, 'start');
  return stoppedAfter(stop, () => work(port));
}

/** PG_BIN, what PATH finds, or the newest that a Debian package has put there. */
function binariesDir(): string {
  const { PG_BIN: named, PATH = '' } = process.env;
  const onPath = PATH.split(delimiter).map((directory) => join(directory, 'initdb'));
  const installed = globSync('/usr/lib/postgresql/*/bin/initdb').toSorted().toReversed();
  const wanted = named === undefined ? [...onPath, ...installed] : [join(named, 'initdb')];
  const initdb = wanted.find(isThere);
  if (initdb === undefined)
    throw new PeerAbsent(
      'no initdb in PG_BIN, on PATH or in /usr/lib/postgresql: install PostgreSQL 15',
    );
  return dirname(realpathSync(initdb));
}

function isThere(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}
