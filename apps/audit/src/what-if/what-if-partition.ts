import { limits, positionToken, type BetCommand } from '@stakelog/contracts';
import {
  adoptFacts,
  closeBatch,
  decide,
  evolve,
  openBatch,
  placeHeldBets,
  type Decision,
  type PartitionState,
} from '@stakelog/domain';
import { answeredId } from '../verify/decisions-check';
import { walkPartition, type Recording, type WalkedBatch } from '../walk/partition-walk';
import { WalkedState } from '../walk/walked-state';
import { hypotheticalCommand, hypotheticalState } from './hypothetical';
import type { WhatIfDifference } from './difference';
import { FollowedBets, hypotheticalResult } from './judged-bets';
import { isAccepted, isSame, outcomeOf } from './outcome';
import type { PolicyFile } from './policy-file';
import { countIn, newTotals, type WhatIfTotals } from './totals';

export type WhatIf = {
  readonly partition: number;
  readonly totals: WhatIfTotals;
  /** The first ones, up to `limits.auditDifferencesMax`. */
  readonly differences: readonly WhatIfDifference[];
  /** Why the rest of the partition could not be looked at. */
  readonly broken: string | undefined;
};

type Judged = Omit<WhatIfDifference, 'houseHas' | 'houseWouldHave'> & {
  readonly wasAnswer: readonly Decision[];
  readonly wouldBeAnswer: readonly Decision[];
};

/**
 * Decides every command of a partition a second time, under another policy, on the state that the log had before it:
 * each decision is judged by itself, and what it would have changed is not carried on.
 */
export async function whatIfPartition(
  recording: Recording,
  partition: number,
  file: PolicyFile,
  done: (offset: number) => void = () => undefined,
): Promise<WhatIf> {
  const walked = new WalkedState(partition);
  const judge = new Judge(partition, file);
  let state: PartitionState | undefined;
  let broken: string | undefined;
  for await (const step of walkPartition(recording, partition)) {
    if (step.status === 'epoch') walked.meet(step);
    if (step.status === 'broken') broken = `${step.violation.at}: ${step.violation.detail}`;
    if (step.status !== 'batch') continue;
    state = walked.at(step.table);
    judge.takeBatch(state, step);
    done(step.batch.nextOffset);
  }
  return { partition, broken, ...judge.end(state) };
}

class Judge {
  readonly #partition: number;
  readonly #file: PolicyFile;
  readonly #followed = new FollowedBets();
  readonly #judged: Judged[] = [];
  /** What the first look at a held ticket would have come to, where that is no hold. */
  readonly #refusedAtFirst = new Map<string, readonly Decision[]>();
  #hypothetical: PartitionState | undefined;
  #decided = 0;

  constructor(partition: number, file: PolicyFile) {
    this.#partition = partition;
    this.#file = file;
  }

  /** Folds a batch as it is recorded, and judges each decision just before it is folded. */
  takeBatch(state: PartitionState, { batch, commands }: WalkedBatch): void {
    this.#hypothetical ??= hypotheticalState(state, this.#file);
    state.nextOffset = batch.baseOffset + 1;
    openBatch(state, batch.opening.decidedAtMs);
    const byId = new Map<string, BetCommand>(
      commands.flatMap((input) =>
        'command' in input ? [[input.command.commandId, input.command] as const] : [],
      ),
    );
    const events = batch.records.map(({ event }) => event);
    const decided = events.findIndex(({ type }) => type !== 'InputsRewound');
    let adopted = false;
    for (const [index, event] of events.entries()) {
      if (index === decided) {
        adoptFacts(state, batch.opening.oddsNext);
        adopted = true;
      }
      this.#judge(state, events, index, byId, batch.records[index]?.offset ?? 0);
      evolve(state, event);
      this.#followed.take(event);
    }
    if (!adopted) adoptFacts(state, batch.opening.oddsNext);
    closeBatch(state, batch.opening);
  }

  end(state: PartitionState | undefined): Pick<WhatIf, 'totals' | 'differences'> {
    const totals = newTotals(this.#decided);
    const differences: WhatIfDifference[] = [];
    for (const { wasAnswer, wouldBeAnswer, ...judged } of this.#judged) {
      const houseHas = this.#followed.result(wasAnswer) ?? null;
      const houseWouldHave =
        state === undefined ? null : (hypotheticalResult(state, wouldBeAnswer) ?? null);
      const difference = { ...judged, houseHas, houseWouldHave };
      countIn(totals, difference);
      if (differences.length < limits.auditDifferencesMax) differences.push(difference);
    }
    return { totals, differences };
  }

  #judge(
    state: PartitionState,
    events: readonly Decision[],
    index: number,
    commands: ReadonlyMap<string, BetCommand>,
    offset: number,
  ): void {
    const event = events[index];
    const id = event === undefined ? undefined : answeredId(event);
    if (event === undefined || id === undefined || event.type === 'CommandRepeated') return;
    if (isAccepted(event) && event.bet > 0) return; // judged with the first bet of its ticket
    const answer = wholeAnswer(events, index);
    const hypothetical = this.#hypothetical ?? state;
    const hold = 'ticketId' in event ? state.holds.get(event.ticketId) : undefined;
    const command = hold?.place ?? commands.get(id);
    if (command === undefined) return;
    const would =
      hold === undefined
        ? decide(hypothetical, hypotheticalCommand(command, this.#file))
        : (this.#refusedAtFirst.get(id) ??
          placeHeldBets(hypothetical, {
            ...hold,
            place: hypotheticalCommand(hold.place, this.#file),
          }));
    // A ticket that waits is judged once, when its wait ends.
    if (event.type === 'BetHeld' && would[0]?.type !== 'BetHeld') {
      this.#refusedAtFirst.set(id, would);
      return;
    }
    this.#refusedAtFirst.delete(id);
    this.#compare(state, { command, id, offset }, answer, would);
  }

  #compare(
    state: PartitionState,
    { command, id, offset }: { command: BetCommand; id: string; offset: number },
    wasAnswer: readonly Decision[],
    wouldBeAnswer: readonly Decision[],
  ): void {
    const was = outcomeOf(wasAnswer);
    const wouldBe = outcomeOf(wouldBeAnswer);
    if (was === undefined || wouldBe === undefined) return;
    this.#decided++;
    if (isSame(was, wouldBe)) return;
    const { accountId } = command;
    this.#followed.follow(wasAnswer);
    this.#judged.push({
      at: positionToken({ topic: 'bet.events', partition: this.#partition, offset }),
      command: command.type,
      id,
      accountId,
      currency: state.accounts.get(accountId)?.currency ?? '',
      was,
      wouldBe,
      wasAnswer,
      wouldBeAnswer,
    });
  }
}

/** An event with the further bets of its ticket. */
function wholeAnswer(events: readonly Decision[], index: number): readonly Decision[] {
  const first = events[index];
  if (first === undefined || !isAccepted(first)) return first === undefined ? [] : [first];
  const answer: Decision[] = [first];
  for (const next of events.slice(index + 1)) {
    if (!isAccepted(next) || next.ticketId !== first.ticketId) break;
    answer.push(next);
  }
  return answer;
}
