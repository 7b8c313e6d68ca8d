import { SaxesParser } from 'saxes';

/** An element of a document; text between elements means nothing in this feed. */
export type XmlElement = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
};

type OpenElement = XmlElement & { readonly children: XmlElement[] };

/** Deeper than any message; what nests further is none. */
const DEPTH_MAX = 32;

/** The root of a well-formed document, which may begin with a byte order mark; else what is wrong. */
export function parseXml(text: string): XmlElement | { readonly fault: string } {
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let fault: string | undefined;
  const parser = new SaxesParser();
  parser.on('error', ({ message }) => (fault ??= message));
  parser.on('opentag', ({ name, attributes }) => {
    const element: OpenElement = { name, attributes, children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
    root ??= element;
    if (open.length > DEPTH_MAX) fault ??= `deeper than ${DEPTH_MAX} elements`;
  });
  parser.on('closetag', () => open.pop());
  parser.write(text).close();
  if (fault !== undefined) return { fault };
  return root ?? { fault: 'no element' };
}

export const child = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((of) => of.name === name);

export const childrenOf = (element: XmlElement | undefined, name: string): readonly XmlElement[] =>
  element?.children.filter((of) => of.name === name) ?? [];
