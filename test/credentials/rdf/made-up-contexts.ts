import fc from 'fast-check';
import { pinnedContexts } from '../../../src/credentials/contexts.ts';
import type { JsonObject } from '../../../src/credentials/json.ts';
import { type Comparison, compare } from './compare.ts';

/** Contexts that nobody published, and a document that uses them. */
export interface MadeUp {
  readonly contexts: readonly object[];
  /** Its `@context` is left to {@link compareMadeUp}. */
  readonly document: JsonObject;
}

type Member = Record<string, unknown>;

const terms = ['a', 'b', 'c', 'd', 'e'];
const types = ['T', 'U', 'V'];
const names = [...terms, ...types];
const base = 'https://words.example/';
const xsd = 'http://www.w3.org/2001/XMLSchema#';

interface Choices {
  pick<T>(items: readonly T[]): T;
  often(times: number): boolean;
  /** Whether something that is, or may be, an error is chosen. */
  risk(): boolean;
}

function choices(generate: fc.GeneratorValue, risky: boolean): Choices {
  const often = (times: number) => generate(fc.nat, { max: 99 }) < times;
  return {
    pick: (items) => items[generate(fc.nat, { max: items.length - 1 })] as (typeof items)[number],
    often,
    risk: () => risky && often(6),
  };
}

function context(
  choose: Choices,
  depth: number,
  outer: { protects: boolean; vocab: boolean },
): Member | null {
  const { pick, often, risk } = choose;
  if (depth > 0 && often(4)) return null;
  const vocab = often(25);
  const inner = { protects: outer.protects || often(45), vocab: vocab || outer.vocab };
  const odd = pick<object>([
    { '@language': 'de' },
    { '@base': base },
    { '@propagate': false },
    { '@direction': 'rtl' },
    { '@version': 1 },
    { '@protected': false },
    { '@vocab': pick<unknown>(['', 'p:', 'a', null]) },
  ]);
  const members: Member = {
    ...(often(20) && { '@version': 1.1 }),
    ...(inner.protects && { '@protected': true }),
    ...(vocab && { '@vocab': pick([`${base}vocab#`, `${base}other/`]) }),
    ...(risk() && odd),
    ...((depth === 0 || often(30)) && { id: '@id', type: '@type' }),
    ...(((depth === 0 && often(60)) || (!outer.protects && often(20))) && {
      p: pick<unknown>([`${base}p#`, `${base}p`, { '@id': `${base}q/`, '@prefix': true }]),
    }),
  };
  // A protected word may not get another meaning, so that what is below mostly keeps to a few words of its own.
  const own = outer.protects && !risk() && often(80) ? ['x', 'y', 'z'] : names;
  for (const term of own)
    if (often(depth === 0 ? 80 : 40)) members[term] = definition(choose, term, depth, inner);
  return members;
}

function definition(
  choose: Choices,
  term: string,
  depth: number,
  around: { protects: boolean; vocab: boolean },
): unknown {
  const { pick, often, risk } = choose;
  const iri = risk()
    ? pick<unknown>([...names, '@id', '@type', '@json', null, '_:b', 'x y', ''])
    : pick([`${base}${term}`, `${base}${pick(names)}`, `p:${term}`, `urn:x:${term}`]);
  if (often(25)) return iri;
  const coercion = risk()
    ? pick([...names, 'x y', '_:b', '@set'])
    : pick([
        '@id',
        '@id',
        '@vocab',
        '@json',
        '@none',
        `${xsd}string`,
        `${xsd}double`,
        `${xsd}integer`,
        `${xsd}boolean`,
        'p:type',
        'xsd:date',
      ]);
  const container = risk()
    ? pick<unknown>(['@language', '@index', '@id', '@type', ['@graph', '@set'], 'x'])
    : pick<unknown>(['@set', '@list', '@graph', ['@set']]);
  return {
    ...(!(around.vocab && often(20)) && !risk() && { '@id': iri }),
    ...(often(55) && { '@type': coercion }),
    ...(often(25) && { '@container': container }),
    ...(depth < 2 && often(35) && { '@context': context(choose, depth + 1, around) }),
    ...(often(10) && { '@protected': often(50) }),
    ...(often(6) && { '@prefix': often(70) }),
    ...(risk() &&
      pick<object>([
        { '@language': 'en' },
        { '@nest': '@nest' },
        { '@index': 'a' },
        { '@direction': 'ltr' },
      ])),
  };
}

function node(generate: fc.GeneratorValue, choose: Choices, words: readonly string[], depth: number): Member {
  const { pick, often, risk } = choose;
  const address = () =>
    pick([
      'https://a.example/1',
      'https://a.example/2',
      'urn:x:1',
      ...(risk() ? ['p:x', 'a:b', 'a', 'x', 'T'] : []),
    ]);
  const single = (): unknown => {
    const kind = generate(fc.nat, { max: 99 });
    if (kind < 30) return address();
    if (kind < 50) return generate(fc.string, { maxLength: 4 });
    if (kind < 58) return pick([1, 0.5, -3, 1e21, '1', '1.0', 'a', 'T']);
    if (kind < 62) return kind % 2 === 0;
    if (kind < 66)
      return { '@value': generate(fc.string, { maxLength: 3 }), ...(often(50) && { '@language': 'en' }) };
    return depth > 3 ? address() : node(generate, choose, words, depth + 1);
  };
  const known = words.filter((word) => terms.includes(word) || word === 'x' || word === 'y');
  const classes = words.filter((word) => types.includes(word));
  const said = risk() ? names : known;
  return {
    ...(often(40) && { id: address() }),
    ...(often(60) &&
      classes.length > 0 && {
        type: often(60) ? pick(classes) : [pick(classes), pick(risk() ? names : classes)],
      }),
    ...Object.fromEntries(
      said
        .filter(() => often(40))
        .map((term) => [
          term,
          often(75) ? single() : Array.from({ length: generate(fc.nat, { max: 3 }) }, single),
        ]),
    ),
  };
}

/** Any contexts of the features that there are, and documents in their words; most are without an error. */
export const madeUp: fc.Arbitrary<MadeUp> = fc.gen().map((generate) => {
  const choose = choices(generate, generate(fc.nat, { max: 3 }) === 0);
  const count = generate(fc.nat, { max: 4 }) === 0 ? 2 : 1;
  const contexts = Array.from(
    { length: count },
    () => context(choose, 0, { protects: false, vocab: false }) ?? {},
  );
  const words = contexts.flatMap((one) => Object.keys(one));
  return JSON.parse(JSON.stringify({ contexts, document: node(generate, choose, words, 0) })) as MadeUp;
});

let made = 0;

/** As {@link compare}, with the contexts pinned for as long as it takes. */
export async function compareMadeUp({ contexts, document }: MadeUp): Promise<Comparison> {
  const pinned = pinnedContexts as Map<string, object>;
  const urls = contexts.map(() => {
    made += 1;
    return `https://context.example/${made}`;
  });
  for (const [index, url] of urls.entries()) pinned.set(url, { '@context': contexts[index] ?? {} });
  try {
    return await compare({ '@context': urls, ...document });
  } finally {
    for (const url of urls) pinned.delete(url);
  }
}
