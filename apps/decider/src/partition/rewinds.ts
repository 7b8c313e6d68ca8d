import type { AdoptedRange, InputsRewound } from '@stakelog/contracts';
import type { PartitionState } from '@stakelog/domain';
import { checkInputPosition, LogError, valueCrc, type Log } from '@stakelog/kafka';
import type { Logger } from '@stakelog/runtime';
import type { AdoptedFacts } from '../facts/adopted-facts';
import type { Follower } from './follower';

/** Who lets a partition go on behind inputs that went back, and why. */
export type Acceptance = { readonly actor: string; readonly reason: string };

export type RewindsOptions = {
  readonly log: Pick<Log, 'recordAt' | 'endOffsets'>;
  readonly facts: Pick<AdoptedFacts, 'crcBefore' | 'reach'>;
  readonly logger: Logger;
  readonly partition: number;
  /** Goes on by itself: in development only. */
  readonly acceptAll: boolean;
};

/** What a follower has seen of the inputs at the end of the log. */
export type Stands = Pick<Follower, 'oddsAdopted' | 'factsLacking'> & {
  readonly state: Pick<PartitionState, 'commandsNext' | 'commandsCrc'>;
};

const byItself: Acceptance = { actor: 'ACCEPT_REWIND', reason: 'the input topic went back' };

/**
 * Inputs that are not those that were adopted (R6): the partition stops, an operator looks and accepts, and the next
 * batch records who did and from where the inputs are read again. An acceptance is for what was found, nothing later.
 */
export class Rewinds {
  private readonly options: RewindsOptions;
  /** What the partition waits for, in words; undefined while it does not. */
  private waitingFor: string | undefined;
  private acceptance: (Acceptance & { readonly of: string }) | undefined;
  private released = Promise.withResolvers<void>();

  constructor(options: RewindsOptions) {
    this.options = options;
  }

  get isWaiting(): boolean {
    return this.waitingFor !== undefined;
  }

  /** From where each input that went back is read again; throws `inputs_rewound` until that is accepted. */
  async check(stands: Stands): Promise<readonly InputsRewound[]> {
    const found = await this.find(stands);
    if (found.length === 0) {
      this.waitingFor = undefined;
      this.acceptance = undefined;
      return [];
    }
    const of = found.map(whatIsGone).join(', ');
    const by = this.acceptance?.of === of ? this.acceptance : this.onItsOwn();
    this.waitingFor = by === undefined ? of : undefined;
    if (by === undefined) {
      const { partition } = this.options;
      const next = `accept it to go on: POST /v1/ops/partitions/${partition}/accept-rewind`;
      throw new LogError('inputs_rewound', `${of}; ${next}`);
    }
    const rewound = found.map((input) => ({ ...input, actor: by.actor, reason: by.reason }));
    const { logger } = this.options;
    for (const said of rewound)
      logger.error({ code: 'decider.inputs-rewound', ...said }, 'accepted');
    return rewound;
  }

  /**
   * The state stands where commands are read again: a batch that takes none of them yet names the record before them
   * all the same, or it would look as if they had gone back once more.
   */
  async goBack(
    state: Pick<PartitionState, 'commandsNext' | 'commandsCrc'>,
    rewound: readonly InputsRewound[],
  ): Promise<void> {
    const back = rewound.find(({ topic }) => topic === 'bet.commands');
    if (back === undefined) return;
    const { toOffset, partition } = back;
    const record =
      toOffset === 0
        ? undefined
        : await this.options.log.recordAt('bet.commands', partition, toOffset - 1);
    if (record === undefined && toOffset > 0)
      throw new LogError('inputs_rewound', `bet.commands/${partition} ends before ${toOffset}`);
    state.commandsNext = toOffset;
    state.commandsCrc = record === undefined ? 0 : valueCrc(record);
  }

  /** What is accepted, in words; undefined where the partition waits for nothing. */
  accept(by: Acceptance): string | undefined {
    if (this.waitingFor === undefined) return undefined;
    const of = this.waitingFor;
    this.acceptance = { ...by, of };
    this.waitingFor = undefined;
    this.release();
    return of;
  }

  /** Resolves when somebody accepted, or when the process stops. */
  decision(): Promise<void> {
    return this.released.promise;
  }

  release(): void {
    this.released.resolve();
    this.released = Promise.withResolvers();
  }

  /** The acceptance is in the log. */
  recorded(): void {
    this.acceptance = undefined;
  }

  private onItsOwn(): Acceptance | undefined {
    this.acceptance = undefined;
    return this.options.acceptAll ? byItself : undefined;
  }

  private async find({ state, oddsAdopted, factsLacking }: Stands) {
    const { log, partition } = this.options;
    const { commandsNext: next, commandsCrc: crc } = state;
    const found: Omit<InputsRewound, 'actor' | 'reason'>[] = [];
    if (!(await checkInputPosition(log, 'bet.commands', partition, { nextOffset: next, crc })))
      found.push(await this.rewound('bet.commands', partition, next));
    for (const range of oddsAdopted.values())
      if (factsLacking.has(range.partition) || !(await this.stands(range)))
        found.push(await this.rewound('odds.events', range.partition, range.next));
    return found;
  }

  private async stands({ partition, next, crc }: AdoptedRange): Promise<boolean> {
    const { log, facts } = this.options;
    const read = facts.crcBefore(partition, next);
    if (read !== undefined) return read === crc;
    return checkInputPosition(log, 'odds.events', partition, { nextOffset: next, crc });
  }

  /**
   * Where an input that went back is read on: from its end where it was cut. Where it grew again past the old place
   * nobody knows where the new begins, so all is read again: commands decided twice are only repeated (R10), and what
   * facts settled before is settled the same.
   */
  private async rewound(topic: 'bet.commands' | 'odds.events', of: number, fromOffset: number) {
    const end = (await this.options.log.endOffsets(topic)).get(of) ?? 0;
    const toOffset = end < fromOffset ? end : 0;
    if (topic === 'odds.events') await this.options.facts.reach(of, toOffset);
    return { type: 'InputsRewound', topic, partition: of, fromOffset, toOffset } as const;
  }
}

const whatIsGone = ({ topic, partition, fromOffset }: Omit<InputsRewound, 'actor' | 'reason'>) =>
  `${topic}/${partition}/${fromOffset - 1} is not the record that was adopted`;
