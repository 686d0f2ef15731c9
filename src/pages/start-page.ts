import type { TextReply } from '../http/operation.ts';
import { html } from './html.ts';
import { type Locale, localeFor } from './locale.ts';
import { sitePage, wordsOf } from './site-page.ts';

/** What a person finds at the bare address. */
export function startPage({ locale = localeFor([]) }: { locale?: Locale } = {}): TextReply {
  const { start: words } = wordsOf(locale);
  const lang = `?lang=${locale.language}`;
  const ways = [
    [`/micro-credentials${lang}`, words.find, words.findText],
    [`/verify${lang}`, words.check, words.checkText],
    ['/docs', words.build, words.buildText],
  ] as const;
  return sitePage({
    title: `Assay · ${words.title}`,
    locale,
    path: '/',
    maxAge: 300,
    header: html`<p class="brand">Assay</p><h1>${words.title}</h1><p>${words.intro}</p>`,
    main: html`<ul class="tiles">${ways.map(
      ([to, title, text]) => html`<li class="tile"><h2><a href="${to}">${title}</a></h2><p>${text}</p></li>`,
    )}</ul>`,
  });
}
