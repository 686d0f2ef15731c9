import type { TextReply } from '../http/operation.ts';
import type { Problem } from '../http/problem.ts';
import { html } from './html.ts';
import { page } from './layout.ts';
import type { Locale } from './locale.ts';
import type { ProblemKind } from './messages/messages.ts';

const kinds: Readonly<Record<string, ProblemKind>> = {
  'not-found': 'not-found',
  withdrawn: 'withdrawn',
  'kept-private': 'kept-private',
  'link-ended': 'link-ended',
};

/** Which words are for a refusal. */
export function kindOf(code: string): ProblemKind {
  return kinds[code] ?? 'other';
}

/** A refusal as people read it: what it means for them, and the id of the request for support. Not to be cached. */
export function problemPage(problem: Problem, locale: Locale): TextReply<number> {
  const kind = kindOf(problem.code);
  const { problems, problem: words } = locale.words;
  const { title, text } = problems[kind];
  return page({
    status: problem.status,
    title,
    language: locale.language,
    headers: { 'cache-control': 'no-store', 'x-robots-tag': 'noindex' },
    body: html`<header><p class="soft">${problem.status}</p><h1>${title}</h1></header>
<main><p>${text}</p>
${kind === 'other' && problem.detail && html`<p lang="en">${problem.title}: ${problem.detail}</p>`}
<ul class="links"><li><a href="/verify">${words.verify}</a></li><li><a href="/">${words.start}</a></li></ul></main>
<footer><p class="break">${words.request}: ${problem.instance}</p></footer>`,
  });
}
