import { accountId, marketId, minorUnits, outcomeId, ticketId, utcMs } from '@stakelog/contracts';
import { evolve, MarketTable, openBatch, PartitionState } from '@stakelog/domain';
import { accepted, deposited, opened } from '../../libs/testing/src/sample-events';

const START_MS = Date.UTC(2026, 0, 5);
const MARKETS = 2_000;

/** A partition with so many accounts, each with a deposit and one open bet, and all their keys. */
export function fullPartition(partition: number, partitions: number, accounts: number) {
  const state = new PartitionState(partition, partitions, new MarketTable(12));
  openBatch(state, utcMs(START_MS));
  for (let index = 0; index < accounts; index++) {
    const id = accountId(`${partition}-account-${index}`);
    evolve(state, { ...opened, accountId: id, commandId: hash(`open-${id}`) });
    evolve(state, { ...deposited, accountId: id, commandId: hash(`deposit-${id}`) });
    const [leg] = accepted.legs;
    if (leg === undefined) throw new Error('a sample has a leg');
    evolve(state, {
      ...accepted,
      accountId: id,
      ticketId: ticketId(hash(`bet-${id}`)),
      stake: minorUnits(1_000 + (index % 500)),
      acceptedAtMs: utcMs(START_MS + index),
      legs: [
        {
          ...leg,
          marketId: marketId(`bf:1.${index % MARKETS}`),
          outcomeId: outcomeId(`${index % 3}`),
          oddsAt: { partition: index % 12, offset: 10 * index },
        },
      ],
      postings: accepted.postings.map((posting) => ({ ...posting })),
    });
  }
  return state;
}

const hash = (text: string) => Buffer.from(text).toString('hex').padStart(32, '0').slice(-32);
