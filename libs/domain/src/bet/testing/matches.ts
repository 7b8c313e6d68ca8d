import {
  decimalOdds,
  fixtureId,
  marketId,
  type BetCommand,
  type LimitPolicyChanged,
  type MarketDefined,
  type OddsEvent,
  type Selection,
} from '@stakelog/contracts';
import { commands, facts, offered, selection } from '@stakelog/testing';
import { Desk } from '../../laws/desk';

export const now = 1_800_000_000_000;

/** One match of a desk: fixture `f1` … with market `m1` …, on which home is offered at these odds. */
export type Match = {
  readonly odds: number;
  readonly market?: Partial<MarketDefined>;
  readonly tournamentId?: string;
  readonly betDelayMs?: number;
};

/** A desk with an account in funds, and matches of a tournament each that can be bet on. */
export function deskOf(
  matches: readonly Match[],
  policy: Partial<LimitPolicyChanged> = {},
  more: readonly BetCommand[] = [],
): Desk {
  const desk = new Desk().after(now).adopt(facts.policy(policy), facts.heartbeat(now));
  for (const [index, match] of matches.entries()) adopt(desk, ...offer(match, index));
  desk.decide(commands.openAccount(now), commands.deposit('d0', now, 1_000_000_000), ...more);
  return desk;
}

/** Adopts facts under the fixture of the match with this index. */
export function adopt(
  desk: Desk,
  ...placed: readonly (readonly [index: number, fact: OddsEvent])[]
) {
  for (const [index, fact] of placed)
    desk.adoptPlaced({ partition: 0, key: `f${index + 1}`, fact });
}

const offer = (
  { odds, market, tournamentId, betDelayMs = 0 }: Match,
  index: number,
): readonly (readonly [number, OddsEvent])[] => {
  const ids = { fixtureId: fixtureId(`f${index + 1}`), marketId: marketId(`m${index + 1}`) };
  const tournament = { tournamentId: tournamentId ?? `t${index + 1}` };
  const outcomes = [offered('home', odds), offered('draw', 32_000), offered('away', 29_000)];
  return [
    [index, facts.fixtureDefined({ ...tournament, fixtureId: ids.fixtureId })],
    [index, facts.marketDefined({ ...ids, ...market })],
    [index, facts.snapshot({ marketId: market?.marketId ?? ids.marketId, outcomes, betDelayMs })],
  ];
};

/** Home in each of the matches, or another outcome, at the odds asked for. */
export const home = (
  odds: readonly number[],
  over: Partial<Selection> = {},
): readonly Selection[] =>
  odds.map((each, index) =>
    selection({ marketId: marketId(`m${index + 1}`), odds: decimalOdds(each), ...over }),
  );
