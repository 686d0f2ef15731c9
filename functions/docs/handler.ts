import { DomainError } from '../../src/domain/domain-error.ts';
import { wantedLanguages } from '../../src/http/accept-language.ts';
import { contracts } from '../../src/http/contracts/all.ts';
import { docsContract } from '../../src/http/contracts/docs.ts';
import { openApi } from '../../src/http/openapi.ts';
import type { Operation } from '../../src/http/operation.ts';
import { answer } from '../../src/http/operation.ts';
import { MethodNotAllowed } from '../../src/http/problem.ts';
import { publicApi } from '../../src/http/public-api.ts';
import { browserFiles } from '../../src/pages/browser-files.ts';
import { docsPage } from '../../src/pages/docs-page.ts';
import { localeFor } from '../../src/pages/locale.ts';
import { problemPage } from '../../src/pages/problem-page.ts';
import { startPage } from '../../src/pages/start-page.ts';

const brief = { 'cache-control': 'public, max-age=300' };

/** What is at the address of a digest can never be anything else. */
const forEver = { 'cache-control': 'public, max-age=31536000, immutable' };

/** Where every request ends that no other route takes. */
const fallback = {
  summary: 'Nothing here',
  public: true,
  answers: {},
  refusals: ['not-found', 'method-not-allowed'],
} as const satisfies Operation;

/** What the service says of itself, and a clear answer at every other address. */
export function docsHandler({ publicUrl, oidcIssuer }: { publicUrl: string; oidcIssuer: string }) {
  const document = openApi({ publicUrl, oidcIssuer });
  return publicApi(
    {
      area: 'docs',
      contract: { ...docsContract, $default: fallback },
      publicUrl,
      problemPage: (problem, languages) => problemPage(problem, localeFor(languages)),
    },
    {
      'GET /assets/{file}': async ({ path }) => {
        const text = browserFiles.get(path.file);
        if (text === undefined) throw new DomainError('not-found', 'There is no such file.');
        return { status: 200 as const, text, mediaType: 'text/javascript; charset=utf-8', headers: forEver };
      },
      'GET /': async ({ query, acceptLanguage }) =>
        startPage({ locale: localeFor(wantedLanguages(query.lang, acceptLanguage)) }),
      'GET /docs': async () => docsPage(document),
      'GET /openapi.json': async () => answer(200, { openapi: '3.1.0', ...document }, brief),
      $default: async ({ method, rawPath }) => refuse(method, rawPath),
    },
  );
}

function refuse(method: string, path: string): never {
  const allowed = Object.values(contracts)
    .flatMap((contract) => Object.keys(contract))
    .map((routeKey) => routeKey.split(' '))
    .filter(([, template = '']) => matches(template, path))
    .map(([allowedMethod = '']) => allowedMethod);
  if (allowed.length === 0)
    throw new DomainError('not-found', 'There is nothing at this address. See /docs.');
  throw new MethodNotAllowed(method, allowed);
}

function matches(template: string, path: string): boolean {
  const [expected, actual] = [template.split('/'), path.split('/')];
  return (
    expected.length === actual.length &&
    expected.every((part, index) => (part.startsWith('{') ? actual[index] !== '' : part === actual[index]))
  );
}
