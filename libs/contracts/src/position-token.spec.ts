import { expect, it } from '@jest/globals';
import { parsePositionToken, positionToken } from './position-token';

it('reads what it writes', () => {
  const position = { topic: 'bet.events', partition: 3, offset: 184_223 } as const;
  expect(positionToken(position)).toBe('b3:184223');
  expect(parsePositionToken('b3:184223')).toEqual(position);
});

it.each(['', 'b3', 'x3:1', 'b12:1', 'b-1:1', 'b3:1.5', 'b3:1 '])('refuses %p', (token) =>
  expect(parsePositionToken(token)).toBeUndefined(),
);
