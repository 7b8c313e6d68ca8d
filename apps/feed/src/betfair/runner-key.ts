import { outcomeId, type OutcomeId } from '@stakelog/contracts';

export const isAsian = (bettingType: string): boolean => bettingType.startsWith('ASIAN_HANDICAP');

/** `<selection>`, and `<selection>:<handicap>` where one selection is offered at several lines. */
export function runnerKey(
  runner: { readonly id: string; readonly hc?: number | null | undefined },
  bettingType: string,
): OutcomeId {
  const hc = runner.hc ?? 0;
  return outcomeId(isAsian(bettingType) || hc !== 0 ? `${runner.id}:${hc}` : runner.id);
}
