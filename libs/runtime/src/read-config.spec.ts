import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { readConfig, shownConfig } from './read-config';
import { settings } from './settings';

const Shape = z.object({ ...settings.kafka, ...settings.http, WEBHOOK_SECRET: z.string().min(9) });
const right = {
  KAFKA_BROKERS: 'a:1, b:2',
  SCHEMA_REGISTRY_URL: 'http://localhost:1',
  HTTP_PORT: '3000',
  WEBHOOK_SECRET: 'long enough',
};

it('reads every value once, typed and frozen', () => {
  const config = readConfig(Shape, right);
  expect(config).toMatchObject({ KAFKA_BROKERS: ['a:1', 'b:2'], HTTP_PORT: 3_000 });
  expect(Object.isFrozen(config)).toBe(true);
});

it('lists every fault at once and shows no secret', () => {
  const wrong = { KAFKA_BROKERS: 'a', HTTP_PORT: '70000', WEBHOOK_SECRET: 'abc' };
  const read = () => readConfig(Shape, wrong);
  for (const name of ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'HTTP_PORT is 70000'])
    expect(read).toThrow(name);
  expect(read).toThrow('WEBHOOK_SECRET is •••');
  expect(read).not.toThrow('abc');
});

it('takes an empty variable for one that is not given', () => {
  expect(readConfig(Shape, { ...right, HTTP_HOST: '' }).HTTP_HOST).toBe('127.0.0.1');
});

it('shows operators each setting with its source, credentials masked', () => {
  const shown = shownConfig(
    { REDIS_URL: 'redis://me:secret@host:1', HTTP_PORT: 1, WEBHOOK_SECRET: 'x' },
    { REDIS_URL: 'given' },
  );
  expect(shown).toEqual({
    REDIS_URL: { value: 'redis://•••@host:1', source: 'environment' },
    HTTP_PORT: { value: '1', source: 'default' },
    WEBHOOK_SECRET: { value: '•••', source: 'default' },
  });
});
