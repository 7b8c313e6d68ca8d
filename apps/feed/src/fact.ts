import type { FixtureId, OddsEvent } from '@stakelog/contracts';

type Without<Message, Field extends PropertyKey> = Message extends OddsEvent
  ? Omit<Message, Field>
  : never;

/** What an adapter says before the session stamps it: a fact without its session and receipt. */
export type Fact = Without<OddsEvent, 'session' | 'receivedAtMs'>;

/** What a line means, on the clock of its source; whoever replays it names producer and source id. */
export type Statement = Without<OddsEvent, 'session' | 'receivedAtMs' | 'producerId' | 'sourceId'>;

/** A statement and the fixture whose partition it belongs to. */
export type FixtureStatement = { readonly fixtureId: FixtureId; readonly statement: Statement };

/** A statement of a source, about a fixture or about who speaks. */
export type SourceStatement = {
  /** Null: about the producer itself, so that it goes to every partition. */
  readonly fixtureId: FixtureId | null;
  readonly statement: Statement;
  /** Where the source speaks for several; else it is the source's only one. */
  readonly producerId?: string;
};

/** A fact and the key of its record. */
export type KeyedFact = { readonly key: string; readonly fact: Fact };
