import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';

type Rule = {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string; readonly page: string };
};

const { groups } = parse(readFileSync('ops/alarms.yml', 'utf8')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);

/** GitHub's anchor of a heading. */
const anchorOf = (heading: string) => heading.trim().toLowerCase().replaceAll(' ', '-');

it.each(rules)('$alert says what to do, on a page that exists', ({ annotations }) => {
  const [file = '', anchor] = annotations.page.split('#');
  const path = `docs/operations/${file}`;
  expect(existsSync(path) ? path : `no ${path}`).toBe(path);
  if (anchor === undefined) return;
  const headings = [...readFileSync(path, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, text]) => text);
  expect(headings.map((heading) => anchorOf(heading ?? ''))).toContain(anchor);
});

it('has no two alarms of one name', () => {
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
});
