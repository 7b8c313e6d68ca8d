import { topicNames } from '@stakelog/contracts';
import { createCodec, messageNames, subjectOf, type Codec, type SchemaSource } from './codec';

/**
 * The codec without a registry: ids are 1, 2, 3 … in the order of the names. `find` knows the schemas of other
 * builds. For tests.
 */
export function memoryCodec(find: SchemaSource['find'] = async () => undefined): Codec {
  const ids = messageNames(topicNames).map(([topic, name], at) => [subjectOf(topic, name), at + 1]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pairs, as made in the line above
  const source = new Map(ids as [string, number][]);
  return createCodec({ ids: source, find }, topicNames);
}
