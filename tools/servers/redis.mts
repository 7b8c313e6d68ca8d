import { mkdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import type { RedisBinary } from './redis-binary.mts';
import type { Service } from './service.mts';

type RedisSettings = {
  readonly binary: RedisBinary;
  readonly dataDir: string;
  readonly port: number;
};

/** What every Redis of ours is set to, wherever it runs (docker-compose.yml holds the same). */
export const redisSettings = {
  // Read models are folds of the log: the file only makes restarts quicker.
  appendonly: 'yes',
  appendfsync: 'everysec',
  save: '',
  // A bet takes some 3 KB of read models, and a full Redis stops the projector: room for a million.
  maxmemory: '4gb',
  'maxmemory-policy': 'volatile-lfu',
} as const;

export function redisService({ binary, dataDir, port }: RedisSettings): Service {
  const home = `${dataDir}/redis`;
  mkdirSync(home, { recursive: true });
  return {
    name: 'redis',
    port,
    command: binary.path,
    calledAs: binary.calledAs,
    args: [
      '--bind',
      '127.0.0.1',
      '--port',
      String(port),
      '--dir',
      home,
      ...Object.entries(redisSettings).flatMap(([name, value]) => [`--${name}`, value]),
    ],
    environment: {},
    isReady: () => redisAnswers(`redis://127.0.0.1:${port}`),
    readyWithinMs: 30_000,
    stopWithinMs: 5_000,
    startAfresh: () => {
      rmSync(home, { recursive: true, force: true });
      mkdirSync(home, { recursive: true });
    },
  };
}

/** PONG, or a demand for a password that the apps may hold; not while it still loads its file. */
export function redisAnswers(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port === '' ? 6379 : port), hostname);
    const settle = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.setTimeout(1_000, () => settle(false));
    socket.once('error', () => settle(false));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (bytes) => settle(/^(\+PONG|-NOAUTH)/.test(bytes.toString())));
  });
}
