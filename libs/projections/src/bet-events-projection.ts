import { type BetEvent, betId, type ModelKey } from '@stakelog/contracts';
import { indexBet } from './account-bets';
import { accountEventEntry } from './account-event-entry';
import { accountKey, accountView, isAccountChange, openedAccount } from './account-view';
import { answerKey } from './answer-view';
import { answersIn } from './answers-in';
import type { BetChangeEvent } from './bet-change';
import { betKey, betView, type BetView } from './bet-view';
import type { AccountEvent } from './event-fields';
import { exposureKey, foldExposure } from './exposure-view';
import { isFreeBetChange, withUse } from './free-bet-view';
import { notice } from './notice';
import { eventToken, type PlacedEvent } from './placed-event';
import { walletEntry } from './wallet-entry';
import { openedWallet, walletKey, walletView } from './wallet-view';
import type { WorkingSet } from './working-set';

/** The stored values that these events are folded over, but for the exposures that their bets have. */
export function keysOfEvents(events: readonly PlacedEvent[]): ReadonlySet<ModelKey<object>> {
  const keys = new Set<ModelKey<object>>();
  for (const { event } of events) {
    if (!isAccountEvent(event)) continue;
    keys.add(walletKey(event.accountId));
    if (isAccountChange(event) || isFreeBetChange(event)) keys.add(accountKey(event.accountId));
    if ('bet' in event) keys.add(betKey(betId(event.ticketId, event.bet)));
    if (event.type !== 'BetAccepted') continue;
    for (const { marketId } of event.legs) keys.add(exposureKey(marketId));
  }
  return keys;
}

/** What happens to a bet changes the exposure of its markets: these values are read after the bets. */
export function keysOfBets(
  events: readonly PlacedEvent[],
  stored: ReadonlyMap<string, object>,
): ReadonlySet<ModelKey<object>> {
  const keys = new Set<ModelKey<object>>();
  for (const { event } of events) {
    if (!('bet' in event)) continue;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same fold wrote it under this key
    const bet = stored.get(betKey(betId(event.ticketId, event.bet))) as BetView | undefined;
    for (const { marketId } of bet?.exposed ?? []) keys.add(exposureKey(marketId));
  }
  return keys;
}

/** Folds whole counted batches of one partition into its read models; the events of one command are together. */
export function foldEvents(working: WorkingSet, events: readonly PlacedEvent[]): void {
  for (const placed of events)
    if (isAccountEvent(placed.event)) foldAccountEvent(working, placed.event, placed);
  foldAnswers(working, events);
}

/** Bets and what they expose, without the accounts that they belong to. */
export function foldBets(
  working: WorkingSet,
  events: readonly PlacedEvent[],
  currencyOf: (account: string) => string,
): void {
  for (const placed of events) {
    const { event } = placed;
    if (isAccountEvent(event)) foldBet(working, event, placed, currencyOf(event.accountId));
  }
}

function foldAccountEvent(working: WorkingSet, event: AccountEvent, placed: PlacedEvent): void {
  const currency = working.get(walletKey(event.accountId))?.currency ?? '';
  foldBet(working, event, placed, currency);
  foldAccount(working, event, placed);
  foldWallet(working, event, placed);
  const told = notice(event, placed);
  if (told !== undefined) working.notify({ offset: placed.offset, notice: told });
}

function foldBet(
  working: WorkingSet,
  event: AccountEvent,
  placed: PlacedEvent,
  currency: string,
): void {
  if (event.type !== 'BetAccepted' && !changesBet(event)) return;
  const key = betKey(betId(event.ticketId, event.bet));
  const before = working.get(key);
  const after = betView(before, event, placed, currency);
  if (after === undefined) return;
  working.put(key, after);
  indexBet(working, before, after);
  foldExposure(working, before, after, placed);
}

/** What the account may do, and which of its free bets are used. */
function foldAccount(working: WorkingSet, event: AccountEvent, placed: PlacedEvent): void {
  const key = accountKey(event.accountId);
  if (event.type === 'AccountOpened') return working.put(key, openedAccount(event, placed));
  const isUse = isFreeBetChange(event);
  if (!isUse && !isAccountChange(event)) return undefined;
  const view = working.get(key);
  if (view === undefined) return undefined;
  if (!isUse) return working.put(key, accountView(view, event, placed));
  const { freeBetId } = working.get(betKey(betId(event.ticketId, event.bet))) ?? {};
  if (freeBetId === undefined) return undefined;
  const freeBets = withUse(view.freeBets, freeBetId, event, placed.decidedAtMs);
  return working.put(key, { ...view, freeBets, asOf: eventToken(placed) });
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

function changesBet(event: BetEvent): event is BetChangeEvent {
  const { type } = event;
  return (
    type === 'BetSettled' ||
    type === 'BetReopened' ||
    type === 'BetCashedOut' ||
    type === 'LegOverridden'
  );
}

function isAccountEvent(event: BetEvent): event is AccountEvent {
  return 'accountId' in event;
}
