import type { NativeFact } from './native-fact';

const aboutProducers = [
  'ProducerHeartbeat',
  'ProducerDown',
  'RecoveryStarted',
  'RecoveryCompleted',
] as const;

export type ProducerFact = Extract<NativeFact, { type: (typeof aboutProducers)[number] }>;

/** A fact about the producer itself goes to every partition. */
export const isAboutProducer = (fact: NativeFact): fact is ProducerFact =>
  aboutProducers.some((type) => type === fact.type);
