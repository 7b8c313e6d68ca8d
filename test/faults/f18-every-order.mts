import { setTimeout as pause } from 'node:timers/promises';
import type { Bout, Fault } from './harness/fault.mts';

const markets = 10;

/** No bet is open for ever, each is paid what the facts of the end say, and a late bet is refused or settled. */
export const f18: Fault = {
  id: 'F18',
  name: 'result, rollback, void window, cash-out and last-moment bets in every order',
  load: { markets, bettors: 6 },
  run: shuffle,
};

async function shuffle({ load, chance, note }: Bout): Promise<void> {
  await load.progress(60);
  const orders: string[] = [];
  for (let index = 0; index < markets - 2; index++) {
    const steps = chance.shuffled(Object.keys(moves) as (keyof typeof moves)[]);
    orders.push(steps.map((step) => step[0]).join(''));
    for (const step of steps) {
      await moves[step](load, index, chance);
      if (chance.percent(50)) await pause(chance.below(300));
    }
  }
  note(`orders ${orders.join(' ')}`);
}

type Load = Bout['load'];
type Move = (load: Load, index: number, chance: Bout['chance']) => Promise<unknown>;

/** Each may meet a market with a result or without one. */
const moves = {
  async result(load: Load, index: number) {
    const market = load.offer.markets[index];
    if (market !== undefined) await load.offer.result(market);
  },
  async 'back: rolled'(load: Load, index: number) {
    const market = load.offer.markets[index];
    if (market === undefined || market.resultVersion === 0) return;
    market.resulted = false;
    const { marketId, resultVersion } = market;
    await load.offer.post(market, {
      type: 'ResultRolledBack',
      marketId,
      resultVersion,
      reason: 'faults',
    });
  },
  async 'void window'(load: Load, index: number, chance: Bout['chance']) {
    const market = load.offer.markets[index];
    if (market === undefined) return;
    const toMs = Date.now() - chance.below(2_000);
    const { marketId } = market;
    const windowId = `${marketId}-window`;
    const fact = { type: 'BetsCancelledInWindow', windowId, marketId, toMs, reason: 'faults' };
    await load.offer.post(market, { ...fact, fromMs: toMs - 1_000 });
  },
  'last-moment bet': (load: Load, index: number) => load.reasonOf(index),
  'cash-out': (load: Load, index: number) => load.cashOutOn(index),
} satisfies Readonly<Record<string, Move>>;
