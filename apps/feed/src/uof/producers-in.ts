import { producerOf } from './uof-adapter';

/** What can be told of a document by its first element alone. */
export type DocumentHead = {
  /** Undefined: a document of the API, which no producer has sent. */
  readonly producerId: string | undefined;
  readonly isAlive: boolean;
};

const described = new Set(['market_descriptions', 'fixtures_fixture', 'player_profile']);

export function documentHead(document: string): DocumentHead {
  const [, name = '', attributes = ''] = /<([A-Za-z_][\w.-]*)([^>]*)/u.exec(document) ?? [];
  const [, product] = /\bproduct="(\d{1,6})"/u.exec(attributes) ?? [];
  const isMessage = name !== '' && !described.has(name);
  return {
    producerId: isMessage ? producerOf(product) : undefined,
    isAlive: name === 'alive',
  };
}
