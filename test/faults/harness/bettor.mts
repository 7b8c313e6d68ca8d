import { sendUntilTold } from '../../../tools/scenario/client.mts';
import type { FaultSystem } from './fault-system.mts';

export type Bettor = { readonly accountId: string; readonly token: string };

const openedWithinMs = 90_000;

/** The account of a name that nobody had before. */
export async function openBettor(system: FaultSystem, name: string): Promise<Bettor> {
  const token = await system.token('bettor', name);
  const body = { currency: 'EUR', jurisdiction: 'MT' };
  const request = { path: '/v1/accounts', token, key: undefined, body };
  const told = await sendUntilTold(system.app('api').url, request, openedWithinMs);
  if (told.outcome !== 'decided') throw new Error(`no account: ${JSON.stringify(told)}`);
  return { accountId: (JSON.parse(told.body) as { accountId: string }).accountId, token };
}
