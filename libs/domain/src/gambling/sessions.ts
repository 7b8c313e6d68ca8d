import type {
  CommandRejected,
  EndSession,
  SessionEnded,
  SessionStarted,
  StartSession,
} from '@stakelog/contracts';
import { commandRejected } from '../account/move-money';
import { bodyCheck } from '../partition/body-check';
import type { PartitionState } from '../partition/partition-state';

/** One session runs at a time; its minutes count until it is ended. */
export function startSession(
  state: PartitionState,
  command: StartSession,
): SessionStarted | CommandRejected {
  const account = state.accounts.get(command.accountId);
  if (account === undefined) return commandRejected(command, 'ACCOUNT_UNKNOWN');
  if (account.session !== undefined)
    return commandRejected(command, 'SESSION_RUNNING', account.session.sessionId);
  const { accountId, commandId, sessionId } = command;
  return {
    type: 'SessionStarted',
    accountId,
    commandId,
    bodyCheck: bodyCheck(command),
    sessionId,
    startedAtMs: state.decidedAtMs,
  };
}

export function endSession(
  state: PartitionState,
  command: EndSession,
): SessionEnded | CommandRejected {
  const account = state.accounts.get(command.accountId);
  if (account === undefined) return commandRejected(command, 'ACCOUNT_UNKNOWN');
  const { accountId, commandId, sessionId } = command;
  if (account.session?.sessionId !== sessionId) return commandRejected(command, 'SESSION_UNKNOWN');
  return {
    type: 'SessionEnded',
    accountId,
    commandId,
    bodyCheck: bodyCheck(command),
    sessionId,
    endedAtMs: state.decidedAtMs,
  };
}
