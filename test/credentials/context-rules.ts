import { openBadgeContexts, pinnedContexts } from '../../src/credentials/contexts.ts';

/** One term that a context defines, at any depth of scoped contexts. */
export interface DefinedTerm {
  readonly term: string;
  /** What it stands for; '' where it is a vocabulary that says so. */
  readonly iri: string;
  readonly container: string;
}

type Members = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every term of a context document. */
export function termsOf(document: object): DefinedTerm[] {
  return contextsIn(document).flatMap(({ context }) =>
    Object.entries(context).flatMap(([term, definition]) => {
      if (term.startsWith('@') || typeof definition === 'boolean') return [];
      if (typeof definition === 'string') return [{ term, iri: definition, container: '' }];
      const { '@id': iri = '', '@container': container = '' } = definition as Members;
      return [{ term, iri: String(iri), container: [container].flat().join() }];
    }),
  );
}

/** The context of a document and all its scoped ones; `scoped` tells them apart. */
function contextsIn(document: object): { context: Members; scoped: boolean }[] {
  const outer = [(document as Members)['@context']].flat().filter(isObject);
  const within = (context: Members): Members[] =>
    Object.values(context).flatMap((definition) =>
      isObject(definition)
        ? [definition['@context']]
            .flat()
            .filter(isObject)
            .flatMap((inner) => [inner, ...within(inner)])
        : [],
    );
  return outer.flatMap((context) => [
    { context, scoped: false },
    ...within(context).map((inner) => ({ context: inner, scoped: true })),
  ]);
}

const base = openBadgeContexts.map((url) => pinnedContexts.get(url) ?? {});

/**
 * What keeps a context from being pinned. `compact-form.ts` reads members by their names and forbids full IRIs and keywords:
 * that is safe only while nothing has a second name, and while every name is signed.
 */
export function contextProblems(document: object): string[] {
  const { '@context': contexts } = document as Members;
  const outer = [contexts].flat();
  const terms = termsOf(document);
  const names = new Map<string, Set<string>>();
  for (const { term, iri } of [...terms, ...termsOf(base[0] ?? {})])
    if (iri !== '' && !/^[A-Z]/.test(term)) names.set(iri, (names.get(iri) ?? new Set()).add(term));
  const known = base.flatMap(termsOf);
  return [
    ...(outer.length > 0 && outer.every(isObject) ? [] : ['names another context, or is none']),
    ...[...names]
      .filter(([, all]) => all.size > 1)
      .map(([iri, all]) => `${[...all].join(' and ')} are both ${iri}`),
    ...terms.filter(({ term }) => term.includes(':')).map(({ term }) => `${term} has a colon`),
    ...terms
      .filter(({ term, iri }) => iri.startsWith('@') && !['id @id', 'type @type'].includes(`${term} ${iri}`))
      .map(({ term, iri }) => `${term} renames ${iri}`),
    ...terms
      .filter(({ container }) => !['', '@set', '@list', '@graph'].includes(container))
      .map(({ term, container }) => `${term} is in a ${container}, whose names are not signed`),
    ...contextsIn(document).flatMap(({ context, scoped }) => [
      ...Object.entries(context)
        .filter(([key, value]) => key.startsWith('@') && !isHarmless(key, value, scoped))
        .map(([key]) => `uses ${key}`),
      ...Object.values(context)
        .filter(isObject)
        .flatMap((definition) =>
          Object.keys(definition).filter((key) => /^@(?:reverse|nest|index|import)$/.test(key)),
        )
        .map((key) => `uses ${key}`),
    ]),
    ...known
      .filter(({ iri }) =>
        outer.some((context) => isObject(context) && startsWithVocabulary(iri, context['@vocab'])),
      )
      .map(({ iri }) => `its vocabulary gives ${iri} a second name`),
  ];
}

function isHarmless(key: string, value: unknown, scoped: boolean): boolean {
  if (key === '@vocab') return !scoped && typeof value === 'string' && /^https?:\/\/[^/]/.test(value);
  return (key === '@version' && value === 1.1) || (key === '@protected' && typeof value === 'boolean');
}

function startsWithVocabulary(iri: string, vocabulary: unknown): boolean {
  return typeof vocabulary === 'string' && iri.startsWith(vocabulary);
}
