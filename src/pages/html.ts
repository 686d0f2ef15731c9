/** Markup that is safe to put into a page. Only {@link html} makes it. */
export interface Html {
  readonly markup: string;
}

type Part = Html | string | number | undefined | false | readonly Part[];

/**
 * A piece of a page. Every value that is put in is text and is escaped, in elements as in quoted attributes; only markup
 * made by this same function goes in as it is. `undefined` and `false` leave nothing.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: strings.reduce((markup, string, index) => markup + render(parts[index - 1]) + string) };
}

function render(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return 'markup' in part ? part.markup : part.map(render).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

/**
 * The paragraphs of a text that a person wrote, and what follows the last: empty lines part them, line breaks stay.
 * @param language of the text, where it is not that of the page
 */
export function paragraphs(text: string, then?: Html, language?: string): Html {
  const parts = text.split(/\n{2,}/);
  const lang = language !== undefined && html` lang="${language}"`;
  return html`${parts.map((part, index) => html`<p class="text"${lang}>${part}${index === parts.length - 1 && then}</p>`)}`;
}

/** A link to an address that a stranger gave: only the web's own schemes become links, the rest stays text. */
export function externalLink(address: string, label: string | Html = address): Html {
  return isOfTheWeb(address)
    ? html`<a href="${address}" rel="nofollow noopener">${label}</a>`
    : html`${label}`;
}

/** Where the same thing is found in another form, for the head of a page; nothing unless the address is of the web. */
export function alternateForm(address: string, mediaType: string): Html {
  return html`${isOfTheWeb(address) && html`<link rel="alternate" type="${mediaType}" href="${address}">`}`;
}

function isOfTheWeb(address: string): boolean {
  return URL.canParse(address) && ['https:', 'http:'].includes(new URL(address).protocol);
}
