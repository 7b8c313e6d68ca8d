import { describe, expect, test } from '@jest/globals';
import { law } from '@stakelog/testing';
import type { Decision, PartitionState } from '../partition/partition-state';
import type { Desk } from './desk';
import { played, workedOff } from './played';
import { stateDump } from './state-dump';

const isKind =
  <Type extends Decision['type']>(type: Type) =>
  (event: Decision): event is Extract<Decision, { type: Type }> =>
    event.type === type;

const byPlayerAndHouse = (state: PartitionState) => ({
  accounts: [...state.accounts.values()].map(({ accountId, balances }) => [accountId, balances]),
  houses: stateDump(state).houses,
});

const idOf = (input: Desk['commands'][number]): string =>
  'command' in input ? input.command.commandId : '';

const heldIds = (state: PartitionState | undefined): readonly string[] =>
  state === undefined ? [] : [...state.holds.keys(), ...state.cashOutHolds.keys()];

function answerOf(event: Decision): string | undefined {
  if (event.type === 'BetHeld' || event.type === 'CashOutHeld') return undefined;
  if (event.type === 'CommandRepeated') return undefined;
  if (event.type === 'CommandRejected' && event.code === 'IDEMPOTENCY_CONFLICT') return undefined;
  if ('commandId' in event) return event.commandId;
  return 'ticketId' in event && 'bodyCheck' in event ? event.ticketId : undefined;
}

/** Once a key is forgotten, its command is stale: told so, and never executed again. */
const isLate = (decisions: readonly Decision[], id: string) =>
  decisions
    .filter((event) => answerOf(event) === id)
    .every(
      (event) =>
        (event.type === 'BetRejected' && event.reasons[0]?.code === 'REQUEST_STALE') ||
        ((event.type === 'CommandRejected' || event.type === 'CashOutRejected') &&
          event.code === 'REQUEST_STALE'),
    );

const twice = <Value>(each: Value) => [each, each];

describe('answers', () => {
  test('law 18: each command gets exactly one answer, in one batch', () => {
    law((steps) => {
      const [desk] = played(steps, { commandsMax: 4 });
      const answers = new Map<string, number>();
      for (const { decisions } of desk?.batches ?? []) {
        const inBatch = new Set(decisions.flatMap((event) => answerOf(event) ?? []));
        for (const id of inBatch)
          if (!isLate(decisions, id) || !answers.has(id))
            answers.set(id, (answers.get(id) ?? 0) + 1);
        const tickets = new Map(
          decisions.filter(isKind('BetAccepted')).map(({ ticketId, bet }) => [ticketId, bet + 1]),
        );
        for (const [ticketId, count] of tickets) {
          const accepted = decisions.filter(isKind('BetAccepted'));
          expect(accepted.filter((each) => each.ticketId === ticketId)).toHaveLength(count);
          expect(desk?.commands.find((each) => idOf(each) === ticketId)).toMatchObject({
            command: { bets: { length: count } },
          });
        }
      }
      for (const id of new Set(desk?.commands.map(idOf))) {
        const held = heldIds(desk?.state).includes(id);
        expect((answers.get(id) ?? 0) + Number(held)).toBe(1);
      }
    });
  });

  test('law 9: every command sent twice, and every fact, moves the money once', () => {
    law((steps) => {
      const commands = steps.map((step) => ({ ...step, commands: step.commands.flatMap(twice) }));
      const facts = steps.map((step) => ({ ...step, facts: step.facts.flatMap(twice) }));
      const once = byPlayerAndHouse(played(steps).map(workedOff)[0]?.state as PartitionState);
      for (const more of [commands, facts])
        expect(byPlayerAndHouse(played(more).map(workedOff)[0]?.state as PartitionState)).toEqual(
          once,
        );
    });
  });

  test('law 19: a whole history sent again moves no money and answers nothing anew', () => {
    law((steps) => {
      const [desk] = played(steps).map(workedOff);
      if (desk === undefined) return;
      const before = byPlayerAndHouse(desk.state);
      const known = desk.commands.flatMap((input) => ('command' in input ? [input.command] : []));
      for (const event of desk.decide(...known)) {
        const isConflict =
          event.type === 'CommandRejected' && event.code === 'IDEMPOTENCY_CONFLICT';
        const isAgain =
          event.type === 'CommandRepeated' || isConflict || isLate([event], answerOf(event) ?? '');
        expect(isAgain).toBe(true);
      }
      expect(byPlayerAndHouse(desk.state)).toEqual(before);
    });
  });
});
