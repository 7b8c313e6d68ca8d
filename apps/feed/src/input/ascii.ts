import { limits } from '@stakelog/contracts';

/** The text in the letters that messages carry: accents fall off, anything else becomes `?`. */
export function ascii(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{Mark}/gu, '');
  return plain.replaceAll(/[^\x20-\x7e]/gu, '?').slice(0, limits.textLengthMax);
}
