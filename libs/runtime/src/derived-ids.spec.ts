import { expect, it } from '@jest/globals';
import { accountId } from '@stakelog/contracts';
import { assert, jsonValue, property } from 'fast-check';
import { accountIdOf, bodyHashOf, canonicalJson, commandIdOf } from './derived-ids';

it('derives an account from issuer and subject alone', () => {
  // printf 'a\nb' | sha256sum | xxd -r -p | base32 | tr A-Z a-z | cut -c1-16
  expect(accountIdOf('a', 'b')).toBe('pymponzrdmw4hmxs');
  expect(accountIdOf('a', 'b')).not.toBe(accountIdOf('a', 'c'));
});

it('derives a command from account and key alone, in 26 characters', () => {
  expect(commandIdOf(accountId('x'), 'k')).toMatch(/^[a-z2-7]{26}$/);
  expect(commandIdOf(accountId('x'), 'k')).not.toBe(commandIdOf(accountId('y'), 'k'));
});

it('hashes a body whatever the order of its keys, and each type of command apart', () => {
  expect(bodyHashOf('Deposit', { a: 1, b: [{ d: 2, c: 3 }] })).toBe(
    bodyHashOf('Deposit', { b: [{ c: 3, d: 2 }], a: 1 }),
  );
  expect(bodyHashOf('Deposit', { a: 1 })).not.toBe(bodyHashOf('Withdraw', { a: 1 }));
});

it('law: canonical JSON is JSON of the same value', () => {
  assert(
    property(jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
