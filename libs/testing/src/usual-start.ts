import type { BetCommand, OddsEvent } from '@stakelog/contracts';
import { commands } from './build-commands';
import { facts } from './build-facts';

/** Where most specs begin: what is adopted, and what is decided on it. */
export type Start = {
  readonly nowMs: number;
  readonly facts: readonly OddsEvent[];
  readonly commands: readonly BetCommand[];
};

/** Policy 1, a producer that is up, fixture `f1` with its market open, and an account with this balance. */
export const usualStart = (nowMs: number, balance = 100_000): Start => ({
  nowMs,
  facts: [
    facts.policy(),
    facts.heartbeat(nowMs),
    facts.fixtureDefined(),
    facts.marketDefined(),
    facts.snapshot(),
  ],
  commands: [
    commands.openAccount(nowMs),
    ...(balance === 0 ? [] : [commands.deposit('d0', nowMs, balance)]),
  ],
});
