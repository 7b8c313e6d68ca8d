import { createHash } from 'node:crypto';
import { answersIn, type PlacedAnswer } from '@stakelog/projections';
import { utcMs, type BetEvent } from '@stakelog/contracts';
import type { AuditLine } from '../../../tools/scenario/audit-process.mts';
import type { Told } from '../../../tools/scenario/client.mts';
import { ticketIdOf } from '../../../tools/scenario/evidence.mts';
import type { Operation } from './load.mts';

/** What a client and the log say of one key, in words where they disagree. */
type Faults = readonly string[];

/**
 * I3, I5, I6, I14: whatever a client was told is in the log, byte for byte as the log's events render it; who was
 * refused has nothing; a key has one decision; every request has ended; and the log decided nothing that nobody sent.
 */
export function checkRecord(
  operations: readonly Operation[],
  events: readonly AuditLine[],
): Faults {
  const accounts = new Set(operations.map(({ accountId }) => accountId));
  const own = answersOf(events).filter((of) => accounts.has(of.accountId));
  const answers = grouped(own, (of) => of.commandId);
  const keys = grouped(operations, commandOf);
  const strangers = [...answers].filter(
    ([command, [first]]) => !keys.has(command) && first?.body.includes('AccountOpened') !== true,
  );
  return [
    ...strangers.map(([command]) => `${command} was decided and nobody sent it`),
    ...[...keys].flatMap(([command, of]) =>
      faultsOf(of, answers.get(command) ?? []).map((fault) => `${of[0]?.key} ${command}: ${fault}`),
    ),
  ];
}

/** The answers that the counted events give, as whoever serves them renders them. */
export function answersOf(events: readonly AuditLine[]): readonly PlacedAnswer[] {
  const partitions = grouped(events, (event) => String(event['position']).split(':')[0] ?? '');
  return [...partitions].flatMap(([name, lines]) => {
    let decidedAtMs = utcMs(0);
    const placed = lines.flatMap((line) => {
      const { position, eventId, type } = line as Record<string, string>;
      if (type === 'InputsAdopted') decidedAtMs = utcMs(Number(line['decidedAtMs']));
      const partition = Number(name.slice(1));
      const offset = Number(position?.split(':')[1]);
      const event = line as unknown as BetEvent;
      return [{ partition, offset, eventId: String(eventId), decidedAtMs, event }];
    });
    return answersIn(placed);
  });
}

export const commandOf = ({ accountId, key }: Pick<Operation, 'accountId' | 'key'>): string =>
  ticketIdOf({ accountId, plan: { key, index: 0, account: 0, line: 0, repeated: false } });

function grouped<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(nameOf(item)) ?? [];
    groups.set(nameOf(item), group);
    group.push(item);
  }
  return groups;
}

function faultsOf(operations: readonly Operation[], answers: readonly PlacedAnswer[]): Faults {
  const finals = answers.filter(({ state, repeated }) => state === 'final' && !repeated);
  const [final] = finals;
  const faults = finals.length > 1 ? [`decided ${finals.length} times`] : [];
  for (const again of answers)
    if (again.state === 'final' && again.body !== final?.body)
      faults.push(`rendered otherwise at ${again.asOf}`);
  for (const { told, conflicting } of operations)
    for (const [index, one] of told.entries()) {
      const later = told.slice(index + 1);
      faults.push(...(conflicting ? conflictFaults(one, final) : toldFaults(one, later, final)));
    }
  return faults;
}

/** Another body under a decided key is refused; who waited at its status URL is told the one decision of the key. */
function conflictFaults(told: Told, final: PlacedAnswer | undefined): Faults {
  if (told.outcome === 'refused' && told.status === 409) return [];
  if (told.outcome === 'decided' && told.waited && told.body === final?.body) return [];
  return [`another body under the key was told ${told.outcome}`];
}

function toldFaults(told: Told, later: readonly Told[], final: PlacedAnswer | undefined): Faults {
  switch (told.outcome) {
    case 'decided':
      return told.body === final?.body
        ? []
        : [
            `told ${hashed(told.body)} ${told.body.slice(0, 200)}, and the log says ${final?.body.slice(0, 200) ?? 'nothing'}`,
          ];
    case 'not_received':
      // A later repeat under the same key may ask for it again, and then it is decided.
      return final === undefined || later.length > 0 ? [] : ['told not received, and decided'];
    case 'refused':
      return final === undefined || later.length > 0
        ? []
        : [`told ${told.status} ${told.body.slice(0, 120)}, and decided`];
    case 'unknown':
      return later.length > 0 ? [] : ['never told how it ended'];
  }
}

const hashed = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);
