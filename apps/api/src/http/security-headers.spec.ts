import { expect, it } from '@jest/globals';
import { securityHeaders } from './security-headers';

it('lets no page load or frame anything, and no browser guess a type', () => {
  expect(securityHeaders()).toMatchObject({
    'content-security-policy':
      "default-src 'none';style-src 'unsafe-inline';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': expect.stringMatching(/^max-age=\d{7,}/),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
  });
});
