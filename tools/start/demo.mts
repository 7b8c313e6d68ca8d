import { existsSync } from 'node:fs';
import type { Place, Service } from '../servers/service.mts';
import { repository } from './build.mts';
import type { Flags } from './flags.mts';
import { origin, portOf } from './ports.mts';

const program = `${repository}/tools/demo/bettors.mts`;
const openingDeposit = 1_000_00;

/**
 * An account with money for the printed bettor token, so that its first bet needs no preparation.
 * Returns what went wrong, if something did: a demo is not worth failing a start for.
 */
export async function openDemoAccount(api: string, token: string): Promise<string | undefined> {
  const post = (path: string, body: object) =>
    fetch(`${api}/v1${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        // The same key at every start: the deposit is made once a day at most.
        'idempotency-key': `demo${path.replaceAll('/', '-')}`,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
  try {
    const account = await post('/accounts', { currency: 'EUR', jurisdiction: 'DE' });
    if (!account.ok) return `POST /v1/accounts answered ${account.status}`;
    const deposit = await post('/wallet/deposits', { amount: openingDeposit, paymentRef: 'demo' });
    return deposit.ok ? undefined : `POST /v1/wallet/deposits answered ${deposit.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The simulated bettors as one supervised process; undefined when none are wanted. */
export function bettorsService(flags: Flags, place: Place): Service | undefined {
  if (!flags.demo || flags.bettors === 0 || !existsSync(program)) return undefined;
  return {
    name: 'bettors',
    port: portOf('api', flags.port),
    command: process.execPath,
    cwd: repository,
    args: ['--max-old-space-size=128', '--max-semi-space-size=2', program],
    environment: {
      API_URL: origin('api', flags.port),
      BETTORS: String(flags.bettors),
      SEED: String(flags.seed),
      REPLAY_SPEED: String(flags.speed),
      SECRETS_DIR: `${place.dataDir}/secrets`,
    },
    readyWithinMs: 10_000,
    stopWithinMs: 3_000,
  };
}
