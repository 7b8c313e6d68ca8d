import type { Notice } from '@stakelog/projections';

/** The notice of a queue item; undefined where the text is none of ours. */
export function noticeOf(text: string): Notice | undefined {
  try {
    const notice: unknown = JSON.parse(text);
    return isNotice(notice) ? notice : undefined;
  } catch {
    return undefined;
  }
}

function isNotice(value: unknown): value is Notice {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map(Object.entries(value).map(([name, field]) => [name, typeof field]));
  const texts = ['eventId', 'kind', 'accountId'].every((name) => fields.get(name) === 'string');
  return texts && fields.get('atMs') === 'number';
}
