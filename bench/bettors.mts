import type { ApiAnswer, ApiClient } from '../tools/demo/api-client.mts';
import { issueToken } from '../tools/start/tokens.mts';

/** An account with money, and what it has seen. */
export type Bettor = {
  readonly token: string;
  position: string | undefined;
  readonly accepted: Set<string>;
};

const DEPOSIT = 100_000_00;

/** Opens so many accounts and pays into them, twenty at a time. */
export async function openBettors(
  api: ApiClient,
  load: { readonly accounts: number; readonly secretsDir: string },
  run: string,
): Promise<Bettor[]> {
  const numbers = Array.from({ length: load.accounts }, (_, index) => index);
  const bettors: Bettor[] = [];
  while (numbers.length > 0)
    bettors.push(
      ...(await Promise.all(
        numbers
          .splice(0, 20)
          .map((number) => openBettor(api, load.secretsDir, `bench-${run}-${number}`)),
      )),
    );
  return bettors;
}

async function openBettor(api: ApiClient, secretsDir: string, subject: string): Promise<Bettor> {
  const token = await issueToken(secretsDir, 'bettor', subject);
  const account = { currency: 'EUR', jurisdiction: 'DE' };
  await expectDecided(await api.ask('POST', '/v1/accounts', { token, body: account }));
  const money = { token, body: { amount: DEPOSIT }, key: `${subject}-money` };
  await expectDecided(await api.ask('POST', '/v1/wallet/deposits', money));
  return { token, position: undefined, accepted: new Set() };
}

async function expectDecided({ status, body }: ApiAnswer): Promise<void> {
  if (status !== 201 || (body as { status: string }).status !== 'ACCEPTED')
    throw new Error(`an account could not be prepared: ${status} ${JSON.stringify(body)}`);
}
