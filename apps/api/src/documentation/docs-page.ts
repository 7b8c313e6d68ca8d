import { z } from 'zod';
import type { Route, RouteAnswer } from '../http/route';
import { escaped, htmlPage } from './html-page';

/** The document to read: each route with its parameters, body and answers. */
export function docsPage(routes: readonly Route[]): string {
  const tags = [...new Set(routes.map(({ tag }) => tag))];
  const sections = tags.map((tag) => {
    const shown = routes.filter((of) => of.tag === tag).map(section);
    return `<h2>${escaped(tag)}</h2>${shown.join('')}`;
  });
  return htmlPage(
    'Stakelog API',
    `<h1>Stakelog API</h1><p>Money is whole minor units, odds are ten-thousandths (<code>25000</code> is 2.5), ` +
      `times are UTC milliseconds. The same as <a href="/openapi.json">OpenAPI 3.1</a>.</p>${sections.join('')}`,
  );
}

function section(of: Route): string {
  const scope = of.access === 'public' ? 'public' : of.access.join(' or ');
  const answers = Object.entries(of.answers).map(([status, answer]) => answerRow(status, answer));
  const headers = [
    of.keyed === true ? '<code>Idempotency-Key</code> is required.' : '',
    of.positioned === true ? '<code>Stakelog-After</code> is taken.' : '',
  ].join(' ');
  return (
    `<details><summary><span class="method">${of.method}</span> <code>${escaped(of.path)}</code> ` +
    `${escaped(of.summary)} <span class="scope">${escaped(scope)}</span></summary><p>${headers}</p>` +
    shape('Parameters', of.params) +
    shape('Query', of.query) +
    shape('Body', of.body) +
    `<table>${answers.join('')}</table>${problems(of)}</details>`
  );
}

function answerRow(status: string, { description, schema }: RouteAnswer): string {
  return `<tr><th>${status}</th><td>${escaped(description)}${shape('', schema, 'output')}</td></tr>`;
}

function shape(title: string, of: z.ZodType | undefined, io: 'input' | 'output' = 'input'): string {
  if (of === undefined) return '';
  const { $schema: _, ...json } = z.toJSONSchema(of, { io, unrepresentable: 'any' });
  const name = title === '' ? '' : `<strong>${title}</strong>`;
  return `${name}<pre>${escaped(JSON.stringify(json, undefined, 2))}</pre>`;
}

function problems({ problems: codes = [] }: Route): string {
  const links = codes.map((code) => `<a href="/problems/${code}">${code}</a>`);
  return links.length === 0 ? '' : `<p>Problems: ${links.join(', ')}</p>`;
}
