import { limits } from '@stakelog/contracts';
import {
  checkInputPosition,
  openOddsEventsReader,
  readFactsFrom,
  type Codec,
  type FactsPosition,
  type Log,
  type OddsStep,
} from '@stakelog/kafka';
import {
  foldFacts,
  keysOfFacts,
  keysOfFixtures,
  workingSet,
  type PlacedFact,
  type PlacedGap,
} from '@stakelog/projections';
import type { ProjectedTopic } from './log-slice';
import { SliceBuffer } from './slice-buffer';

type Placed = PlacedFact | PlacedGap;

const beginning: FactsPosition = { nextOffset: 0, crc: 0, windowFrom: 0, sessions: {}, clockMs: 0 };

const atHead = { topic: 'odds.events', gatherMs: limits.projectionGatherMs } as const;

/** odds.events: fixtures, markets, prices. `onDropped` hears of facts without effect. */
export function oddsEventsLog(
  log: Log,
  codec: Codec,
  onDropped: (reason: string) => void,
): ProjectedTopic<Placed> {
  return {
    topic: 'odds.events',
    beginning: JSON.stringify(beginning),
    open(stored, { gate, ...handlers }) {
      const positions = new Map([...stored].map(([of, text]) => [of, positionOf(text)]));
      const buffers = new Map(
        [...positions.keys()].map((of) => [of, new SliceBuffer(of, handlers)]),
      );
      const { onError } = handlers;
      const from = readFactsFrom(positions);
      const records = log.openReader({ ...atHead, from, onError });
      const onStep = (step: OddsStep) => {
        const { partition, offset } = step.record;
        const items = placed(step, onDropped);
        const nextOffset = offset + 1;
        const closed = gate?.(partition, nextOffset);
        // A gate may hold this record back while those before it are written: then its position is its own.
        const own = gate === undefined ? undefined : textOf(reader.position(partition));
        const position = () => own ?? textOf(reader.position(partition));
        const hold = () => buffers.get(partition)?.add({ items, nextOffset, position });
        return closed === undefined ? hold() : closed.then(hold);
      };
      const reader = openOddsEventsReader(records, codec, positions, { onStep, onError });
      return {
        async waitForEnd() {
          await reader.waitForEnd();
          await Promise.all([...buffers.values()].map((buffer) => buffer.drained()));
        },
        endOffset: (partition) => records.endOffset(partition),
        close: () => reader.close(),
      };
    },
    holds: async (partition, text) => {
      const position = positionOf(text);
      if (position === undefined) return false;
      return checkInputPosition(log, 'odds.events', partition, position);
    },
    async changes(facts, read) {
      const direct = await read(keysOfFacts(facts));
      const indirect = await read(keysOfFixtures(facts, direct));
      const working = workingSet(new Map([...direct, ...indirect]));
      foldFacts(working, facts);
      return working.changes();
    },
  };
}

/** A record that changes nothing still moves the position. */
function placed(step: OddsStep, onDropped: (reason: string) => void): readonly Placed[] {
  const { partition, offset, key } = step.record;
  const at = { partition, offset, key: key?.toString('utf8') ?? '' };
  switch (step.verdict) {
    case 'apply':
      return [{ ...at, fact: step.fact }];
    case 'undecodable':
    case 'conflict':
      onDropped(step.verdict);
      return [{ ...at, fact: 'undecodable' }];
    case 'session':
      return [];
    case 'repeat':
    case 'lower_session':
    case 'unopened_session':
      onDropped(step.verdict);
      return [];
  }
}

function positionOf(text: string | undefined): FactsPosition | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only this file makes the text
  return text === undefined ? undefined : (JSON.parse(text) as FactsPosition);
}

/** Sessions in a fixed order: the same position has the same text, whoever read there. */
function textOf(position: FactsPosition): string {
  const sessions = Object.entries(position.sessions).toSorted(([left], [right]) =>
    left < right ? -1 : 1,
  );
  return JSON.stringify({ ...position, sessions: Object.fromEntries(sessions) });
}
