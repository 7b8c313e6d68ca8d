import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { schemas, utcMs, type OddsEvent } from '@stakelog/contracts';
import { historyOf, prng, randomWords } from '@stakelog/testing';
import { Desk, type LoggedBatch } from '../laws/desk';
import { played } from '../laws/played';
import type { InputCommand } from '../partition/decide-batch';
import type { Decision } from '../partition/partition-state';
import { rulesVersion } from './rules-version';

/**
 * A recorded log of every release (R11): what it decided, every later build decides again, byte for byte.
 * `RECORD_RULES=2 npm test -- libs/domain/src/rules` writes the log of the version in force.
 */
type Recorded = {
  readonly rules: number;
  readonly histories: readonly {
    readonly facts: readonly { partition: number; key: string; fact: OddsEvent }[];
    readonly commands: readonly InputCommand[];
    readonly batches: readonly LoggedBatch[];
  }[];
};

const folder = join(__dirname, 'recorded');
const toRecord = process.env['RECORD_RULES'];
if (toRecord === `${rulesVersion}`) {
  const histories = Array.from({ length: 12 }, (_, seed) => {
    const [desk] = played(historyOf(randomWords(prng(seed + 1), 160)), { commandsMax: 3 });
    return { facts: desk?.facts, commands: desk?.commands, batches: desk?.batches };
  });
  const text = JSON.stringify({ rules: rulesVersion, histories });
  writeFileSync(join(folder, `rules-${toRecord}.json.gz`), gzipSync(text, { level: 9 }));
}

/** What a record of an older schema is read as: fields that came later stand at their defaults. */
function withDefaults<Value>(topic: string, value: Value): Value {
  const { type } = value as { type: string };
  const schema = schemas[topic]?.[type] as { fields: { name: string; default?: unknown }[] };
  const later = schema.fields.filter(
    (field) => 'default' in field && !(field.name in (value as object)),
  );
  return { ...value, ...Object.fromEntries(later.map((field) => [field.name, field.default])) };
}

/** An event, and the events that a repeated answer carries. */
function withAnswers(event: Decision): Decision {
  const whole = withDefaults('bet.events', event);
  return whole.type === 'CommandRepeated'
    ? { ...whole, answers: whole.answers.map((answer) => withDefaults('bet.events', answer)) }
    : whole;
}

describe('recorded logs of every rules version', () => {
  test.each(readdirSync(folder))('%s is decided again, byte for byte', (name) => {
    const recorded = JSON.parse(
      gunzipSync(readFileSync(join(folder, name))).toString(),
    ) as Recorded;
    expect(recorded.histories.length).toBeGreaterThan(5);
    for (const { facts, commands, batches } of recorded.histories) {
      const desk = new Desk({ oddsPartitions: 2, rules: recorded.rules });
      for (const { fact, ...placed } of facts)
        desk.adoptPlaced({ ...placed, fact: withDefaults('odds.events', fact) });
      desk.nowMs = utcMs(0);
      desk.commands.push(...commands);
      desk.batches.push(...batches);
      const recordedEvents = batches.map(({ decisions }) =>
        decisions.map((event) => withAnswers(event)),
      );
      expect(desk.redecided()).toEqual(recordedEvents);
    }
  });
});
