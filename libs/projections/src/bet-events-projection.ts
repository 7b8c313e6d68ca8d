import { type BetEvent, betId, type ModelKey } from '@stakelog/contracts';
import { indexBet } from './account-bets';
import { accountEventEntry } from './account-event-entry';
import { answerKey } from './answer-view';
import { answersIn } from './answers-in';
import { betKey, betView } from './bet-view';
import type { AccountEvent } from './event-fields';
import { notice } from './notice';
import type { PlacedEvent } from './placed-event';
import { walletEntry } from './wallet-entry';
import { openedWallet, walletKey, walletView } from './wallet-view';
import type { WorkingSet } from './working-set';

/** The stored values that these events are folded over. */
export function keysOfEvents(events: readonly PlacedEvent[]): ReadonlySet<ModelKey<object>> {
  const keys = new Set<ModelKey<object>>();
  for (const { event } of events) {
    if (!isAccountEvent(event)) continue;
    keys.add(walletKey(event.accountId));
    if ('bet' in event) keys.add(betKey(betId(event.ticketId, event.bet)));
  }
  return keys;
}

/** Folds whole counted batches of one partition into its read models; the events of one command are together. */
export function foldEvents(working: WorkingSet, events: readonly PlacedEvent[]): void {
  for (const placed of events)
    if (isAccountEvent(placed.event)) foldAccountEvent(working, placed.event, placed);
  foldAnswers(working, events);
}

function foldAccountEvent(working: WorkingSet, event: AccountEvent, placed: PlacedEvent): void {
  foldBet(working, event, placed);
  foldWallet(working, event, placed);
  const told = notice(event, placed);
  if (told !== undefined) working.notify({ offset: placed.offset, notice: told });
}

function foldBet(working: WorkingSet, event: AccountEvent, placed: PlacedEvent): void {
  const { type } = event;
  if (
    type !== 'BetAccepted' &&
    type !== 'BetSettled' &&
    type !== 'BetReopened' &&
    type !== 'BetCashedOut'
  )
    return;
  const key = betKey(betId(event.ticketId, event.bet));
  const before = working.get(key);
  const after = betView(before, event, placed);
  if (after === undefined) return;
  working.put(key, after);
  indexBet(working, before, after);
}

/** An account that was never opened has answers, and nothing else. */
function foldWallet(working: WorkingSet, event: AccountEvent, placed: PlacedEvent): void {
  const key = walletKey(event.accountId);
  const before = working.get(key);
  const start = event.type === 'AccountOpened' ? openedWallet(event, placed) : before;
  if (start === undefined) return;
  const postings = 'postings' in event ? event.postings : [];
  const after = walletView(start, postings, placed);
  working.put(key, after);
  working.append(accountEventEntry(event, before, placed));
  working.touch(`account:${event.accountId}`);
  const entry = walletEntry(event, postings, after, placed);
  if (entry !== undefined) working.append(entry);
  if (after.asOf !== before?.asOf) working.touch(`wallet:${event.accountId}`);
}

/** A conflict answers its own request only, and a repeat is the first answer again. */
function foldAnswers(working: WorkingSet, events: readonly PlacedEvent[]): void {
  for (const { repeated, state, ...answer } of answersIn(events))
    if (!repeated && state !== 'conflict')
      working.put(answerKey(answer.commandId), { ...answer, state });
}

function isAccountEvent(event: BetEvent): event is AccountEvent {
  return 'accountId' in event;
}
