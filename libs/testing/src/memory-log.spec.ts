import { expect, it } from '@jest/globals';
import { logContract } from './log-contract';
import { memoryLog, type AppendFault } from './memory-log';

logContract('the log in memory', async () => memoryLog({ partitions: 2 }));

const one = [{ key: 'k', value: 'v' }];

it.each<{ fault: AppendFault; held: number; released: number }>`
  fault            | held | released
  ${'lost_before'} | ${0} | ${0}
  ${'refused'}     | ${0} | ${0}
  ${'lost_after'}  | ${1} | ${1}
  ${'held'}        | ${0} | ${1}
`(
  'leaves the writer without an answer when the append is $fault',
  async ({ fault, ...records }) => {
    const log = memoryLog({ fault: () => fault });
    expect(await log.append(0, one)).toMatchObject({ status: 'unknown' });
    expect(log.records(0)).toHaveLength(records.held);
    log.release();
    expect(log.records(0)).toHaveLength(records.released);
  },
);

it('fails a reader whose log is cut behind it', async () => {
  const log = memoryLog();
  await log.append(0, [...one, ...one]);
  const reader = log.read(new Map([[0, 0]]));
  await reader.next(0);
  log.cut(0, 1);
  await expect(reader.next(0)).rejects.toMatchObject({ code: 'inputs_rewound' });
});
