import { defined } from '@stakelog/contracts';

/** Of a tenth of a second each, where a round takes as long as a beat. */
export const ROUND_STEPS = 100;

/**
 * Members that each have their turn once in a round, spread over its steps. What is done for a thousand clients in one
 * go takes a fifth of a second, and holds up every price behind it.
 */
export class Rounds<Member> implements Iterable<Member> {
  private readonly turns = Array.from({ length: ROUND_STEPS }, () => new Set<Member>());
  private readonly turnOf = new Map<Member, Set<Member>>();
  private added = 0;
  private step = 0;

  get size(): number {
    return this.turnOf.size;
  }

  /** Those that come together have their turns one after the other. */
  add(member: Member): void {
    if (this.turnOf.has(member)) return;
    const turn = this.turnAt(this.added++);
    turn.add(member);
    this.turnOf.set(member, turn);
  }

  delete(member: Member): void {
    this.turnOf.get(member)?.delete(member);
    this.turnOf.delete(member);
  }

  /** Those whose turn it is; the next call is the next step. */
  next(): readonly Member[] {
    return [...this.turnAt(this.step++)];
  }

  /** All of them. */
  [Symbol.iterator](): Iterator<Member> {
    return this.turnOf.keys();
  }

  private turnAt(count: number): Set<Member> {
    return defined(this.turns[count % ROUND_STEPS], 'a round has so many steps');
  }
}
