/** Text as it may stand in HTML. */
export const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

const style = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1d21; background: #fff }
h1, h2 { line-height: 1.2 } code, pre { font: 14px/1.4 ui-monospace, monospace; background: #f2f4f6; border-radius: 4px }
code { padding: .1em .3em } pre { padding: .75rem; overflow: auto; max-height: 24rem }
summary { cursor: pointer; padding: .35rem 0 } .method { display: inline-block; width: 3.5rem; font-weight: 600 }
table { border-collapse: collapse } td, th { text-align: left; padding: .2rem .8rem .2rem 0; vertical-align: top }
.scope { color: #5b6470; font-size: .9em } a { color: #0b5fb0 }
@media (prefers-color-scheme: dark) { body { color: #e6e8eb; background: #14171a } code, pre { background: #20252a } a { color: #7db8f0 } }
`;

/** A page without scripts and outside assets. `body` is HTML; the title is text. */
export const htmlPage = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8">` +
  `<meta name="viewport" content="width=device-width, initial-scale=1">` +
  `<title>${escaped(title)}</title><style>${style}</style></head><body>${body}</body></html>\n`;
