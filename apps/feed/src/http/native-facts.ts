import { Problem } from '@stakelog/runtime';
import { NativeFact } from '../native/native-fact';

/** The facts of a post, all of them or none. Throws `invalid-request` with the place of each fault. */
export const nativeFacts = (posted: readonly unknown[]): NativeFact[] => posted.map(nativeFact);

function nativeFact(posted: unknown, index: number): NativeFact {
  const result = NativeFact.safeParse(posted);
  if (result.success) return result.data;
  const errors = result.error.issues.slice(0, 20).map(({ path, message }) => ({
    path: [index, ...path].join('.'),
    code: 'INVALID_FORMAT',
    detail: message,
  }));
  throw new Problem('invalid-request', `fact ${index} breaks a rule; nothing was written`, {
    errors,
  });
}
