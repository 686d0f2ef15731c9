import fc from 'fast-check';
import { pinnedContexts } from '../../../src/credentials/contexts.ts';
import type { JsonObject } from '../../../src/credentials/json.ts';

/** A generated document; any of them may be in error. */
export interface Sample {
  readonly kind: 'award' | 'generic' | 'presentation' | 'status-list' | 'proof-options' | 'mutated';
  readonly document: JsonObject;
}

type Member = Record<string, unknown>;

const v2 = 'https://www.w3.org/ns/credentials/v2';
const v1 = 'https://www.w3.org/2018/credentials/v1';
const ob = 'https://purl.imsglobal.org/spec/ob/v3p0/';
const badge = [v2, `${ob}context-3.0.3.json`];
const contextLists: readonly (readonly string[])[] = [
  badge,
  badge,
  badge,
  [v2],
  [v2],
  [v1],
  [v2, `${ob}context-3.0.2.json`],
  [v1, `${ob}context.json`],
  [v1, `${ob}context-3.0.1.json`],
  [...badge, `${ob}extensions.json`],
];
/** These do not go together. */
const conflictingLists: readonly (readonly string[])[] = [
  [v2, `${ob}context-3.0.1.json`],
  [v1, v2],
  [v2, v1],
  [v2, v2],
  [],
];

/** What one context list says: the terms for properties, those of each type, and the types. */
interface Vocabulary {
  readonly everywhere: ReadonlyMap<string, unknown>;
  readonly types: ReadonlyMap<string, ReadonlyMap<string, unknown>>;
}

const vocabularies = new Map<string, Vocabulary>();

function vocabularyOf(urls: readonly string[]): Vocabulary {
  const key = urls.join(' ');
  const known = vocabularies.get(key);
  if (known !== undefined) return known;
  const everywhere = new Map<string, unknown>();
  const types = new Map<string, Map<string, unknown>>();
  for (const url of urls) {
    const { '@context': terms = {} } = pinnedContexts.get(url) as { '@context'?: object };
    for (const [term, definition] of Object.entries(terms)) {
      if (term.startsWith('@') || term === 'id' || term === 'type') continue;
      if (/^[A-Z1]/.test(term)) types.set(term, new Map(scopedTerms(definition)));
      else everywhere.set(term, definition);
    }
  }
  const vocabulary = { everywhere, types };
  vocabularies.set(key, vocabulary);
  return vocabulary;
}

function scopedTerms(definition: unknown): [string, unknown][] {
  const { '@context': scoped = {} } = Object(definition) as { '@context'?: object };
  return Object.entries(scoped ?? {}).filter(([term]) => !/^@|^(?:id|type)$/.test(term));
}

/** The class that usually stands under a member. */
const usual: Readonly<Record<string, string>> = {
  credentialSubject: 'AchievementSubject',
  achievement: 'Achievement',
  issuer: 'Profile',
  creator: 'Profile',
  source: 'Profile',
  parentOrg: 'Profile',
  address: 'Address',
  geo: 'GeoCoordinates',
  alignment: 'Alignment',
  image: 'Image',
  criteria: 'Criteria',
  otherIdentifier: 'IdentifierEntry',
  identifier: 'IdentityObject',
  related: 'Related',
  result: 'Result',
  resultDescription: 'ResultDescription',
  rubricCriterionLevel: 'RubricCriterionLevel',
  evidence: 'Evidence',
  endorsement: 'EndorsementCredential',
  credentialStatus: 'BitstringStatusListEntry',
  credentialSchema: 'JsonSchema',
  proof: 'DataIntegrityProof',
};

const texts = [
  'Reading aloud',
  'with "quotes" and \\ backslashes',
  'two\nlines\tand\r\u0000\u0008\u000c\u001f\u007f\u0085',
  'Ωmega 漢字 🎓 é e\u0301 \u2028',
  '',
  ' ',
  'sha256$0c0c',
  'https://looks.example/like#an-address',
  '\ud800 alone',
  '@type',
  'name',
];
const addresses = [
  'https://a.example/1',
  'https://a.example/2#x',
  'https://a.example/3?q=ä&r=%20',
  'did:web:a.example:issuers:one',
  'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
  'urn:uuid:2f0c2a5e-8f0a-4a52-9a3e-0c9c7d0d7a11',
  'mailto:someone@a.example',
  'tag:x',
];
const oddAddresses = [
  '',
  'relative/path',
  '#fragment',
  '//a.example/x',
  '_:b0',
  '_:c14n3',
  'https://a.example/with space',
  'https://a.example/<x>',
  'https://a.example/"\\`{}|^',
  'https://a.example/\u00a0',
  'name:x',
  'xsd:string',
  'sec:x',
  'cred:x',
  ':x',
  '1a:b',
  'a,b:c',
  '@id',
  '@vocab',
  'urn:\u007f',
  'id',
];
const numbers = [0, 1, -1, 3.5, -0, 1e21, 12345678901, 0.1, 1.0e10, 2 ** 53, -2.5e-3, 1.5e300];
const instants = ['2026-03-02T09:29:00Z', '2031-03-02T00:00:00+02:00', '2026-03-02', 'yesterday'];
const languages = ['en', 'EN-gb', 'de-DE', 'x', 'not a tag', '', 'zh-Hant-TW'];

/** Builds documents with one source of choices. */
class Builder {
  readonly #generate: fc.GeneratorValue;
  readonly #vocabulary: Vocabulary;
  /** How often something unusual is chosen. */
  readonly #oddity: number;

  constructor(generate: fc.GeneratorValue, urls: readonly string[], oddity: number) {
    this.#generate = generate;
    this.#vocabulary = vocabularyOf(urls);
    this.#oddity = oddity;
  }

  pick<T>(items: readonly T[]): T {
    const index = this.#generate(fc.nat, { max: items.length - 1 });
    return items[index] as T;
  }

  often(times: number, of = 100): boolean {
    return this.#generate(fc.nat, { max: of - 1 }) < times;
  }

  odd(): boolean {
    return this.#oddity > 0 && this.often(this.#oddity, 1_000);
  }

  text(): string {
    return this.often(15)
      ? this.pick(texts)
      : this.#generate(fc.string, { unit: 'grapheme', minLength: 2, maxLength: 12 });
  }

  address(): string {
    if (this.odd()) return this.pick(oddAddresses);
    // Few ones, so that some nodes are the same, and new ones.
    return this.often(25)
      ? this.pick(addresses)
      : `https://b.example/${this.#generate(fc.nat, { max: 1_000_000 })}`;
  }

  type(): string {
    return this.pick(['VerifiableCredential', ...this.#vocabulary.types.keys()]);
  }

  node(usualType: string | undefined, depth: number): Member {
    const { types, everywhere } = this.#vocabulary;
    const chosen = new Set<string>();
    if (usualType !== undefined && types.has(usualType) && !this.odd()) chosen.add(usualType);
    if (this.often(usualType === undefined ? 70 : 1)) chosen.add(this.type());
    const scoped = [...chosen].flatMap((type) => [...(types.get(type) ?? [])]);
    const node: Member = {};
    if (this.often(55)) node.id = this.address();
    if (chosen.size > 0) node.type = chosen.size === 1 && this.often(50) ? [...chosen][0] : [...chosen];
    if (this.odd())
      node.type = this.pick<unknown>([[], '', 'NoSuchType', 'name', 'https://a.example/Type', 7, 'id']);
    const count = this.#generate(fc.nat, { max: depth > 4 ? 2 : 7 });
    const known = [...everywhere];
    for (let made = 0; made < count; made += 1) {
      const from = scoped.length > 0 && this.often(75) ? scoped : known;
      const [term, definition] = from.length > 0 ? this.pick(from) : ['name', 'https://schema.org/name'];
      node[term] = this.value(term, definition, depth + 1);
    }
    return node;
  }

  value(term: string, definition: unknown, depth: number): unknown {
    if (this.odd()) return this.strange(depth);
    const { '@type': coercion, '@container': container } = Object(definition) as Member;
    const several = container === '@set' || container === '@list' || this.often(12);
    if (!several) return this.single(term, coercion, depth);
    const items = Array.from({ length: this.#generate(fc.nat, { max: 3 }) }, () =>
      this.single(term, coercion, depth),
    );
    return this.often(2) ? [...items, ...items] : items;
  }

  single(term: string, coercion: unknown, depth: number): unknown {
    const deep = depth > 6;
    const type = usual[term];
    if (!deep && type !== undefined && this.often(80)) return this.node(type, depth);
    if (coercion === '@json') return this.#generate(fc.jsonValue, { maxDepth: 2 });
    if (coercion === '@id') return deep || this.often(60) ? this.address() : this.node(undefined, depth);
    if (coercion === '@vocab')
      return this.pick(['assertionMethod', 'authentication', 'https://a.example/purpose']);
    if (typeof coercion === 'string') {
      if (coercion.endsWith('dateTime') || coercion.endsWith('date')) return this.pick(instants);
      if (coercion.endsWith('boolean')) return this.often(80) ? this.often(50) : 'true';
      if (/float|nteger|double/.test(coercion)) return this.often(80) ? this.pick(numbers) : this.text();
      return this.often(80) ? this.address() : this.text();
    }
    const kind = this.#generate(fc.nat, { max: 99 });
    if (kind < 74) return this.text();
    if (kind < 80) return this.pick(numbers);
    if (kind < 84) return kind < 82;
    if (kind < 93) return this.language();
    return deep ? this.text() : this.node(undefined, depth);
  }

  language(): Member {
    if (this.often(20)) return { '@value': this.pick<unknown>([this.text(), true, this.pick(numbers)]) };
    return {
      '@value': this.text(),
      '@language': this.odd()
        ? this.pick<unknown>([...languages, 5, null])
        : this.pick(['en', 'EN-gb', 'de']),
    };
  }

  /** What a careless or hostile writer may put in any place. */
  strange(depth: number): unknown {
    const choices: (() => unknown)[] = [
      () => null,
      () => [],
      () => ({}),
      () => [[this.text()]],
      () => [null, this.text()],
      () => this.address(),
      () => this.pick(oddAddresses),
      () => this.pick([...numbers, 1e-7, '1.0']),
      () => ({ id: this.address() }),
      () => ({ '@id': this.address() }),
      () => ({ '@type': this.type(), name: 'x' }),
      () => ({ '@value': this.text(), '@type': this.address() }),
      () => ({ '@value': this.text(), '@direction': 'rtl' }),
      () => ({ '@value': null }),
      () => ({ '@value': this.text(), id: this.address() }),
      () => ({ '@language': 'en' }),
      () => ({ '@list': [this.text(), this.text()] }),
      () => ({ '@set': [this.text()] }),
      () => ({ '@graph': [{ name: this.text() }] }),
      () => ({ '@reverse': { name: { id: this.address() } } }),
      () => ({ '@context': v2, name: this.text() }),
      () => ({ '@context': { x: 'https://a.example/x' }, x: this.text() }),
      () => ({ '@context': null, 'https://a.example/x': this.text() }),
      () => ({ 'https://a.example/x': this.text() }),
      () => ({ name: this.text(), '@index': 'i' }),
      () => ({ noSuchTerm: this.text() }),
      () => ({ id: this.address(), type: [] }),
      () => ({ id: null, name: 'x' }),
      () => ({ type: null, name: 'x' }),
      () => (depth > 6 ? {} : this.node(undefined, depth + 1)),
      () => this.#generate(fc.jsonValue, { maxDepth: 2 }),
    ];
    return this.pick(choices)();
  }
}

function credential(build: Builder, urls: readonly string[], type: string): Member {
  const node = build.node('VerifiableCredential', 0);
  const types = ['VerifiableCredential', ...(build.often(85) ? [type] : [])];
  return { '@context': urls.length === 1 && build.often(20) ? urls[0] : [...urls], ...node, type: types };
}

/** A badge with most of what one may have, in the usual shape. */
function award(build: Builder): Member {
  const place = (term: string) => build.node(usual[term], 2);
  const some = (term: string, most: number) =>
    Array.from({ length: build.pick([...Array(most + 1).keys()]) }, () => place(term));
  const sometimes = (members: Member) =>
    Object.fromEntries(Object.entries(members).filter(() => build.often(60)));
  return {
    '@context': [...badge],
    id: build.address(),
    type: ['VerifiableCredential', build.pick(['OpenBadgeCredential', 'AchievementCredential'])],
    name: build.text(),
    issuer: build.often(30) ? build.address() : { ...place('issuer'), id: build.address() },
    validFrom: build.pick(instants),
    ...sometimes({
      awardedDate: build.pick(instants),
      validUntil: build.pick(instants),
      evidence: some('evidence', 3),
      endorsement: some('endorsement', 2),
      credentialStatus: place('credentialStatus'),
      relatedResource: { id: build.address(), digestMultibase: build.text(), mediaType: build.text() },
      image: place('image'),
      proof: some('proof', 2),
    }),
    credentialSubject: {
      ...place('credentialSubject'),
      type: build.pick<unknown>(['AchievementSubject', ['AchievementSubject']]),
      ...sometimes({ identifier: some('identifier', 2), result: some('result', 4), source: place('source') }),
      achievement: {
        ...place('achievement'),
        id: build.address(),
        type: ['Achievement'],
        ...sometimes({
          criteria: place('criteria'),
          alignment: some('alignment', 3),
          tag: [build.text(), build.text()],
          creator: place('creator'),
          related: some('related', 2),
          resultDescription: some('resultDescription', 3).map((description) => ({
            ...description,
            ...sometimes({
              rubricCriterionLevel: some('rubricCriterionLevel', 4),
              allowedValue: [build.text(), build.text(), build.text()],
            }),
          })),
        }),
      },
    },
  };
}

function presentation(build: Builder, urls: readonly string[]): Member {
  const inner = () => credential(build, urls, 'OpenBadgeCredential');
  return {
    '@context': [...urls],
    type: 'VerifiablePresentation',
    ...(build.often(60) && { holder: build.address() }),
    verifiableCredential: build.often(50) ? inner() : [inner(), build.odd() ? build.strange(1) : inner()],
    ...(build.often(30) && { proof: build.node('DataIntegrityProof', 2) }),
  };
}

function proofOptions(build: Builder, urls: readonly string[]): Member {
  return {
    '@context': [...urls],
    type: 'DataIntegrityProof',
    cryptosuite: build.pick(['eddsa-rdfc-2022', 'ecdsa-rdfc-2019', build.text()]),
    created: build.pick(instants),
    verificationMethod: build.address(),
    proofPurpose: build.pick([
      'assertionMethod',
      'authentication',
      'keyAgreement',
      'id',
      'noSuchPurpose',
      'https://a.example/p',
    ]),
    ...(build.often(30) && { id: build.address() }),
    ...(build.often(20) && { expires: build.pick(instants) }),
    ...(build.often(20) && { domain: build.often(50) ? build.text() : [build.text(), build.text()] }),
    ...(build.often(20) && { challenge: build.text(), nonce: build.text() }),
    ...(build.often(20) && {
      previousProof: build.often(50) ? build.address() : [build.address(), build.address()],
    }),
    ...(build.often(10) && { proofPurpose: build.node(undefined, 5) }),
  };
}

function statusList(build: Builder): Member {
  return {
    '@context': [v2],
    id: build.address(),
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: build.address(),
    validFrom: build.pick(instants),
    credentialSubject: {
      id: build.address(),
      type: 'BitstringStatusList',
      statusPurpose: build.often(70) ? 'revocation' : ['revocation', 'suspension', build.text()],
      encodedList: build.text(),
      ...(build.often(20) && { ttl: build.pick(numbers) }),
    },
  };
}

/** Changes a few places of a document to anything, in place. */
function mutate(build: Builder, document: Member): void {
  const places: { holder: Member; key: string }[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      places.push({ holder: value as Member, key });
      visit(child);
    }
  };
  visit(document);
  for (let changes = build.pick([1, 1, 2, 3]); changes > 0; changes -= 1) {
    const { holder, key } = build.pick(places);
    const names = [
      'id',
      'type',
      'name',
      'Achievement',
      '@id',
      '@type',
      '@graph',
      '@included',
      '@nest',
      '@index',
      '',
      'image',
      'https://a.example/p',
      '@context',
      'result',
      'criteria',
      'Criteria',
      'proof',
    ];
    const action = build.pick(['replace', 'replace', 'rename', 'add', 'remove', 'retype', 'again']);
    if (action === 'replace') holder[key] = build.strange(3);
    else if (action === 'add') holder[build.pick(names)] = build.often(50) ? build.text() : build.strange(3);
    else if (action === 'retype')
      holder.type = build.often(50) ? build.type() : [build.type(), build.type(), build.type()];
    else if (action === 'again' && !Array.isArray(holder)) holder[key] = [holder[key], holder[key]];
    else if (action !== 'again' && !Array.isArray(holder)) {
      const { [key]: value } = holder;
      delete holder[key];
      if (action === 'rename') holder[build.pick(names)] = value;
    }
  }
}

/** Documents of every kind, some of them in error. What JSON cannot say is not in them. */
export const samples: fc.Arbitrary<Sample> = fc.gen().map((generate) => {
  const lists = generate(fc.nat, { max: 49 }) === 0 ? conflictingLists : contextLists;
  const urls = lists[generate(fc.nat, { max: lists.length - 1 })] ?? badge;
  const chosen = generate(fc.nat, { max: 99 });
  const oddity = chosen % 4 === 0 ? 12 : 0;
  const build = new Builder(generate, urls, oddity);
  const make = (): Omit<Sample, 'document'> & { document: Member } => {
    if (chosen < 40)
      return {
        kind: 'award',
        document: award(new Builder(generate, badge, oddity)),
      };
    if (chosen < 65) return { kind: 'generic', document: credential(build, urls, build.type()) };
    if (chosen < 75) return { kind: 'presentation', document: presentation(build, urls) };
    if (chosen < 85) return { kind: 'status-list', document: statusList(build) };
    return { kind: 'proof-options', document: proofOptions(build, urls) };
  };
  const { kind, document } = make();
  const plain = JSON.parse(JSON.stringify(document)) as Member;
  if (generate(fc.nat, { max: 99 }) < 65) return { kind, document: plain as JsonObject };
  mutate(build, plain);
  return { kind: 'mutated', document: JSON.parse(JSON.stringify(plain)) as JsonObject };
});
