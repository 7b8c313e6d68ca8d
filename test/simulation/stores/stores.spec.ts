import { expect, it, jest } from '@jest/globals';
import { Simulation } from '../simulation';

jest.setTimeout(600_000);

it('keeps', async () => {
  const from = Number(process.env['SEED'] ?? 1);
  const count = Number(process.env['SEEDS'] ?? 5);
  for (let seed = from; seed < from + count; seed++) {
    const began = process.cpuUsage().user;
    const lines: string[] = [];
    const simulation = new Simulation(String(seed), { show: (line) => lines.push(line) });
    if (simulation.stores === undefined) continue;
    const outcome = await simulation.run();
    process.stderr.write(
      `${seed} ${((process.cpuUsage().user - began) / 1000).toFixed(0)} ms, ${outcome.steps} steps, ${outcome.batches} batches ${JSON.stringify(outcome.violation)}\n`,
    );
    if (process.env['TRACE'] !== undefined)
      process.stderr.write(lines.slice(-Number(process.env['TRACE'])).join('\n'));
  }
  expect(1).toBe(1);
});
