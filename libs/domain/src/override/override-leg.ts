import { defined, type LegOverridden, type OverrideLeg } from '@stakelog/contracts';
import { commandRejected } from '../account/move-money';
import { bodyCheck } from '../partition/body-check';
import type { Decision, PartitionState } from '../partition/partition-state';

/**
 * An operator's word on one leg, above everything the feed says (domain.md §7.6); NONE lifts it. Refuses an account,
 * a bet or a leg that nobody knows; a bet cashed out whole takes the word and stays as it is.
 */
export function overrideLeg(state: PartitionState, command: OverrideLeg): Decision {
  const { accountId, commandId, leg, result, actor, reason } = command;
  if (!state.accounts.has(accountId)) return commandRejected(command, 'ACCOUNT_UNKNOWN');
  const bet = state.bets.get(command.betId);
  if (bet?.accepted.accountId !== accountId) return commandRejected(command, 'BET_UNKNOWN');
  if (!(leg in bet.accepted.legs)) return commandRejected(command, 'LEG_UNKNOWN');
  return {
    type: 'LegOverridden',
    accountId,
    commandId,
    bodyCheck: bodyCheck(command),
    ticketId: bet.accepted.ticketId,
    bet: bet.accepted.bet,
    leg,
    result,
    previousResult: bet.overrides[leg] ?? 'NONE',
    actor,
    reason,
  };
}

/** The word stands, and its bet waits for settlement work: behind all other, so that a fold finds the same order. */
export function applyOverride(state: PartitionState, overridden: LegOverridden): void {
  const { ticketId, leg, result } = overridden;
  const bet = defined(state.bets.of(ticketId, overridden.bet), 'only a kept bet is overridden');
  bet.overrides = bet.accepted.legs.map((_, index) =>
    index === leg ? result : (bet.overrides[index] ?? 'NONE'),
  );
  state.work.delete(bet.place);
  state.work.add(bet.place);
}
