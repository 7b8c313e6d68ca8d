import { setTimeout as sleep } from 'node:timers/promises';
import { NEXT_DAY_MS } from '../match-day/match-day';
import { openFileSource } from './file-source';
import { MATCH_DAY_PRODUCER, matchDaySource, parseMatchDay } from './match-day-source';
import { Replay, type ReplayParts } from './replay';
import type { ReplaySource } from './replay-source';
import type { ReplaySummary } from './replay-summary';
import { SPEED_MAX } from './run-clock';

export type WhatToReplay =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'match-days'; readonly seed: number }
  | { readonly kind: 'files'; readonly paths: readonly string[] };

const SUMMARIES_KEPT = 64;

/** Everything that this process replays. Several files go side by side, each from its own start. */
export class Replays {
  readonly #parts: ReplayParts;
  readonly #all: Replay[] = [];
  /** Producers that are alive because a replay speaks for them. */
  readonly #speaking = new Map<string, number>();

  constructor(parts: ReplayParts) {
    this.#parts = parts;
  }

  /** Whose heartbeats are due. */
  get producers(): readonly string[] {
    return [...this.#speaking.keys()];
  }

  summaries(): readonly ReplaySummary[] {
    return this.#all.map((replay) => replay.summary());
  }

  async start(what: WhatToReplay): Promise<void> {
    if (what.kind === 'files') await this.#files(what.paths);
    if (what.kind === 'match-days') await this.#matchDays(what.seed);
  }

  async #files(paths: readonly string[]): Promise<void> {
    const { writer, logger } = this.#parts;
    const sources: ReplaySource[] = [];
    for (const path of paths) {
      try {
        sources.push(await openFileSource(path));
      } catch (error) {
        logger.error({ code: 'feed.file-unreadable', path, err: error }, 'cannot read the file');
      }
    }
    await writer.hold(sources.flatMap(({ producerIds }) => producerIds));
    await Promise.all(sources.map((source) => this.#play(source)));
  }

  /** One day after the other, overlapping; first what an earlier process left unfinished. */
  async #matchDays(seed: number): Promise<void> {
    const { writer, clock, speed, closing } = this.#parts;
    await writer.hold([MATCH_DAY_PRODUCER]);
    const begun = writer.state
      .replayNames()
      .map(parseMatchDay)
      .filter((of) => of !== undefined);
    const unfinished = begun.filter((of) => of.seed !== seed).slice(-2);
    const days = begun.filter((of) => of.seed === seed).map(({ day }) => day);
    const newest = Math.max(0, ...days);
    for (const of of unfinished) void this.#play(matchDaySource(of.seed, of.day));
    if (newest > 1) void this.#play(matchDaySource(seed, newest - 1));
    for (let day = Math.max(1, newest); !closing.aborted; day++) {
      const { replay, played } = this.#begin(matchDaySource(seed, day));
      if (speed >= SPEED_MAX) return played;
      const nextMs = replay.run.startMs + NEXT_DAY_MS / replay.run.speed;
      await sleep(Math.max(0, nextMs - clock.nowMs()), undefined, { signal: closing }).catch(
        () => undefined,
      );
    }
  }

  async #play(source: ReplaySource): Promise<void> {
    await this.#begin(source).played;
  }

  #begin(source: ReplaySource): { replay: Replay; played: Promise<void> } {
    const speaksFor = source.tellsLiveness ? [] : source.producerIds;
    const replay = new Replay(source, this.#parts);
    this.#all.push(replay);
    if (this.#all.length > SUMMARIES_KEPT) this.#all.shift();
    for (const producer of speaksFor) this.#count(producer, 1);
    const played = replay.play().finally(() => {
      for (const producer of speaksFor) this.#count(producer, -1);
    });
    return { replay, played };
  }

  #count(producer: string, more: 1 | -1): void {
    const count = (this.#speaking.get(producer) ?? 0) + more;
    if (count > 0) this.#speaking.set(producer, count);
    else this.#speaking.delete(producer);
  }
}
