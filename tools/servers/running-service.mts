import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { marked } from './orphans.mts';
import { endProcess, processIdentity } from './process-identity.mts';
import type { ProcessRecord } from './process-identity.mts';
import { ServerError } from './server-error.mts';
import type { Place, Service } from './service.mts';
import { writeWhole } from './write-whole.mts';

/** A process that was started; `exited` says how it ended, once it did. */
export type RunningService = {
  readonly service: Service;
  readonly record: ProcessRecord;
  readonly exited: Promise<string>;
  ended: string | undefined;
};

/** The application found its settings wrong (`EX_CONFIG`): starting it again changes nothing. */
export const wrongSettings = 'exit code 78';

/**
 * Starts the process in a session of its own, so that Ctrl-C reaches the supervisor alone and the order of
 * stopping stays its own. Output goes straight into a file, so the process outlives whoever started it.
 */
export function startService(service: Service, place: Place): RunningService {
  mkdirSync(place.logsDir, { recursive: true });
  const log = openSync(logFile(service, place), 'a');
  const child = spawn(service.command, service.args, {
    argv0: service.calledAs ?? service.command,
    detached: true,
    ...(service.cwd === undefined ? {} : { cwd: service.cwd }),
    stdio: ['ignore', log, log],
    env: { ...inherited(), ...service.environment, ...marked(place) },
  });
  closeSync(log);
  const pid = child.pid ?? 0;
  const record = {
    name: service.name,
    pid,
    identity: processIdentity(pid) ?? '',
    port: service.port,
  };
  if (pid !== 0) writeWhole(pidFile(service, place), JSON.stringify(record));
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signalName) => resolve(signalName ?? `exit code ${code}`));
  });
  const running: RunningService = { service, record, exited, ended: undefined };
  void exited.then((how) => {
    running.ended = how;
    rmSync(pidFile(service, place), { force: true });
  });
  return running;
}

/** The environment without what npm adds to it, and without our own heap cap. */
function inherited(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _, ...environment } = process.env;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^npm_/i.test(name)));
}

/** Returns when the service serves. Throws `did_not_start` with the end of its log. */
export async function untilReady(running: RunningService, place: Place): Promise<void> {
  const { service } = running;
  const patience = performance.now() + service.readyWithinMs;
  while (running.ended === undefined) {
    if (await answers(service)) {
      service.onFirstReady?.();
      return;
    }
    if (performance.now() > patience)
      throw didNotStart(service, place, `was not ready within ${service.readyWithinMs / 1000} s`);
    await Promise.race([pause(100), running.exited]);
  }
  throw didNotStart(service, place, `ended while starting (${running.ended})`);
}

async function answers(service: Service): Promise<boolean> {
  if (service.isReady === undefined) return true;
  return service.isReady().catch(() => false);
}

export async function stopService(running: RunningService): Promise<void> {
  if (running.record.pid === 0) return;
  await endProcess(running.record, running.service.stopWithinMs);
  await running.exited;
}

export function didNotStart(service: Service, place: Place, how: string): ServerError {
  const path = logFile(service, place);
  const tail = existsSync(path) ? lastLines(readFileSync(path, 'utf8')) : '';
  return new ServerError(
    'did_not_start',
    `${service.name} ${how}; its log is ${path}${tail === '' ? '.' : `, which ends:\n${tail}`}`,
  );
}

export const lastLines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .slice(-8)
    .map((line) => `    ${line.slice(0, 300)}`)
    .join('\n');

export const logFile = (service: Pick<Service, 'name'>, place: Place) =>
  `${place.logsDir}/${service.name}.log`;

const pidFile = (service: Service, place: Place) => `${place.runDir}/${service.name}.pid`;
