import { problemCodes, problemType } from '@stakelog/runtime';
import { decisionMeanings, type Meaning } from './decision-meanings';
import { escaped, htmlPage } from './html-page';
import { problemMeanings } from './problem-meanings';

/** The page of a problem type or of a decision's code; undefined where there is none. */
export function problemPage(code: string): string | undefined {
  const type = problemCodes.find((known) => known === code);
  if (type !== undefined) {
    const { status, title } = problemType(type);
    const example = { type: `/problems/${type}`, title, status, instance: '/v1/bets' };
    return page(
      `${type} (${status})`,
      problemMeanings[type],
      'A problem: nothing was decided.',
      example,
    );
  }
  const meaning = new Map<string, Meaning>(Object.entries(decisionMeanings)).get(code);
  if (meaning === undefined) return undefined;
  const example = { status: 'REJECTED', reasons: [{ code, type: `/problems/${code}` }] };
  return page(
    code,
    meaning,
    'A decision: it is recorded, and a repeat gets the same answer.',
    example,
  );
}

function page(title: string, { meaning, remedy }: Meaning, kind: string, example: object): string {
  const shown = escaped(JSON.stringify(example, undefined, 2));
  return htmlPage(
    title,
    `<h1><code>${escaped(title)}</code></h1><p>${escaped(meaning)}</p>` +
      `<h2>What to do</h2><p>${escaped(remedy)}</p><p>${kind}</p><h2>Example</h2><pre>${shown}</pre>`,
  );
}
