import { Problem } from '@stakelog/runtime';

/** An app of this system, and where it answers. */
export type AppAddress = { readonly app: string; readonly url: string };

/** What an app says of itself, or that it does not answer. */
export type AppHealth = AppAddress & { readonly ready: boolean; readonly said: unknown };

export type AcceptOrder = { readonly actor: string; readonly reason: string };

/** The other processes of the system, as the api sees them. */
export type SystemDoor = {
  health(): Promise<readonly AppHealth[]>;
  /** Resolves with what was accepted. Throws `not-stopped` and `decider-unavailable`. */
  acceptRewind(partition: number, order: AcceptOrder): Promise<string>;
};

/** The injection token of SystemDoor. */
export const SYSTEM_DOOR = Symbol('system door');

const ANSWER_MS_MAX = 2_000;

/** Over HTTP, with the token that this system's processes share. */
export function httpSystemDoor(
  addresses: readonly AppAddress[],
  internalToken: string,
): SystemDoor {
  return {
    health: () => Promise.all(addresses.map(readiness)),
    /** Whoever has the partition takes it; a standby that waits as well may take it over. */
    async acceptRewind(partition, order) {
      const deciders = addresses.filter(({ app }) => app === 'decider');
      const told = await Promise.all(
        deciders.map(({ url }) => accept(url, partition, order, internalToken)),
      );
      const accepted = told.find(({ status }) => status === 202);
      if (accepted !== undefined) return accepted.accepted;
      if (told.some(({ status }) => status === 409))
        throw new Problem('not-stopped', `partition ${partition} waits for no rewind`);
      throw new Problem('decider-unavailable', `no decider has partition ${partition}`, {
        retryAfterSeconds: 1,
      });
    },
  };
}

async function readiness({ app, url }: AppAddress): Promise<AppHealth> {
  try {
    const answer = await fetch(new URL('/readyz', url), {
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
      redirect: 'error',
    });
    const said: unknown = await answer.json();
    return { app, url, ready: answer.ok, said };
  } catch (error) {
    const said = `no answer: ${error instanceof Error ? error.message : String(error)}`;
    return { app, url, ready: false, said };
  }
}

/** Status 0: nobody answered. */
async function accept(url: string, partition: number, order: AcceptOrder, token: string) {
  try {
    const answer = await fetch(new URL(`/internal/partitions/${partition}/accept-rewind`, url), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(order),
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the decider's route answers
    const { accepted = '' } = (await answer.json()) as { accepted?: string };
    return { status: answer.status, accepted };
  } catch {
    return { status: 0, accepted: '' };
  }
}
