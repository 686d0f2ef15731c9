import { absoluteIri } from './n-quads.ts';
import { stepAside } from './step-aside.ts';

/** What a member means. `id` is `@id`, `@type` or an absolute IRI. */
export interface Term {
  readonly id: string;
  /** How a string is taken: as an address, as a term or address, as JSON, or as a text of this datatype. */
  readonly coercion: '@id' | '@vocab' | '@json' | (string & {}) | undefined;
  readonly container: '@list' | '@graph' | undefined;
  /** The scoped context, as it is written; `null` forgets all terms. */
  readonly context: object | null | undefined;
  readonly prefix: boolean;
  readonly protected: boolean;
  /** Equal for two definitions that say the same. */
  readonly form: string;
}

/** The contexts that a document may name, by URL. None is fetched. */
export type KnownContexts = ReadonlyMap<string, object>;

/** The terms that are known at one place of a document, and what was known before a type added its own. */
export interface ActiveContext {
  readonly known: KnownContexts;
  readonly terms: ReadonlyMap<string, Term>;
  readonly vocab: string | undefined;
  readonly previous: ActiveContext | undefined;
  /** What follows from here, once made: after a property's context, a type's context, or a list of context URLs. */
  readonly after: {
    readonly property: Map<object | null, ActiveContext>;
    readonly type: Map<object | null, ActiveContext>;
    readonly urls: Map<string, ActiveContext | typeof stepAside>;
  };
}

/** A context while it is being made. */
interface Draft {
  readonly known: KnownContexts;
  readonly terms: Map<string, Term>;
  vocab: string | undefined;
  readonly previous: ActiveContext | undefined;
}

/**
 * The most contexts that are kept. A badge meets about thirty; without a limit, documents with ever new combinations of types
 * would fill the memory.
 */
const mostKept = 1_000;
let kept = 0;
let initials = new WeakMap<KnownContexts, ActiveContext>();

/** Before any context is read: no term is known. */
export function initialContext(known: KnownContexts): ActiveContext {
  const initial = initials.get(known) ?? withoutTerms(known);
  initials.set(known, initial);
  return initial;
}

function withoutTerms(known: KnownContexts): ActiveContext {
  return activeContext({ known, terms: new Map(), vocab: undefined, previous: undefined });
}

const mostUrls = 8;

/**
 * The `@context` of a node: URLs of known contexts, one after the other (JSON-LD 1.1 API, section 4.1).
 * @throws stepAside for anything else, and for known contexts with features that are not known here
 */
export function afterUrls(active: ActiveContext, value: unknown): ActiveContext {
  const urls: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (urls.length === 0 || urls.length > mostUrls || new Set(urls).size < urls.length) throw stepAside;
  const key = JSON.stringify(urls);
  const made = active.after.urls.get(key) ?? keep(active.after.urls, key, () => withUrls(active, urls));
  if (made === stepAside) throw stepAside;
  return made;
}

function withUrls(active: ActiveContext, urls: readonly unknown[]): ActiveContext | typeof stepAside {
  try {
    return urls.reduce<ActiveContext>((before, url) => {
      const document = typeof url === 'string' ? active.known.get(url) : undefined;
      if (document === undefined || !('@context' in document)) throw stepAside;
      return withDefinitions(before, plainObject(document['@context']), { override: false });
    }, active);
  } catch (error) {
    if (error === stepAside) return stepAside;
    throw error;
  }
}

/** After the context of a property: it may redefine protected terms, and stays in force below. @throws stepAside */
export function afterProperty(active: ActiveContext, context: object | null): ActiveContext {
  const { property } = active.after;
  return property.get(context) ?? keep(property, context, () => scoped(active, context));
}

/** After the context of a type: it must respect protected terms, and ends where the node ends. @throws stepAside */
export function afterType(active: ActiveContext, context: object | null): ActiveContext {
  const { type } = active.after;
  return (
    type.get(context) ??
    keep(type, context, () => {
      if (context === null) throw stepAside;
      const {
        known,
        terms,
        vocab,
        previous = active,
      } = withDefinitions(active, context, {
        override: false,
      });
      return activeContext({ known, terms: new Map(terms), vocab, previous });
    })
  );
}

function scoped(active: ActiveContext, context: object | null): ActiveContext {
  // Another object than the first context, so that what is made after it is kept apart.
  if (context === null) return withoutTerms(active.known);
  return withDefinitions(active, context, { override: true });
}

function keep<Key, Made>(map: Map<Key, Made>, key: Key, make: () => Made): Made {
  const made = make();
  map.set(key, made);
  kept += 1;
  if (kept <= mostKept) return made;
  kept = 0;
  initials = new WeakMap();
  // This document holds on to what was kept so far.
  throw stepAside;
}

function activeContext(draft: Draft): ActiveContext {
  return { ...draft, after: { property: new Map(), type: new Map(), urls: new Map() } };
}

/** Context processing (JSON-LD 1.1 API, section 4.1) of one plain context. */
function withDefinitions(
  active: ActiveContext,
  definitions: object,
  { override }: { override: boolean },
): ActiveContext {
  const local = new Map<string, unknown>(Object.entries(definitions));
  const { known, vocab, previous } = active;
  const draft: Draft = { known, terms: new Map(active.terms), vocab, previous };
  const making = new Making(draft, local, override);
  for (const [key, value] of local) {
    if (!key.startsWith('@')) continue;
    const plain = (key === '@version' && value === 1.1) || (key === '@protected' && value === true);
    if (key === '@vocab') draft.vocab = vocabulary(value);
    else if (!plain) throw stepAside;
  }
  for (const [key, value] of local) {
    if (key.startsWith('@')) continue;
    making.define(key);
    validate(draft, value);
  }
  return activeContext(draft);
}

function vocabulary(value: unknown): string {
  if (typeof value !== 'string' || !/^https?:\/\//.test(value) || !absoluteIri.test(value)) throw stepAside;
  return value;
}

/** A context with a scoped context that cannot be processed is itself in error, whether the term is used or not. */
function validate(draft: Draft, definition: unknown): void {
  if (typeof definition !== 'object' || definition === null || !('@context' in definition)) return;
  const context = definition['@context'];
  if (context !== null)
    withDefinitions(activeContext({ ...draft }), plainObject(context), { override: true });
}

function plainObject(value: unknown): object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw stepAside;
  return value;
}

const definitionMembers = new Set(['@id', '@type', '@container', '@context', '@protected', '@prefix']);
const langString = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#langString';

/** Creates term definitions (JSON-LD 1.1 API, section 4.2), those that others are made of first. */
class Making {
  readonly #draft: Draft;
  readonly #local: ReadonlyMap<string, unknown>;
  readonly #override: boolean;
  readonly #state = new Map<string, 'defining' | 'defined'>();

  constructor(draft: Draft, local: ReadonlyMap<string, unknown>, override: boolean) {
    this.#draft = draft;
    this.#local = local;
    this.#override = override;
  }

  define(term: string): void {
    const state = this.#state.get(term);
    if (state === 'defined') return;
    if (state === 'defining' || term === '' || /[:/@]/.test(term)) throw stepAside;
    this.#state.set(term, 'defining');
    const { terms } = this.#draft;
    const before = terms.get(term);
    terms.delete(term);
    const definition = this.#definition(term, this.#local.get(term));
    const guarded = before?.protected === true && !this.#override;
    if (guarded && before.form !== definition.form) throw stepAside;
    terms.set(term, guarded ? { ...definition, protected: true } : definition);
    this.#state.set(term, 'defined');
  }

  #definition(term: string, value: unknown): Term {
    const simple = typeof value === 'string';
    const given = (simple ? { '@id': value } : plainObject(value)) as Record<string, unknown>;
    if (Object.keys(given).some((member) => !definitionMembers.has(member))) throw stepAside;
    const named = '@id' in given;
    const id = this.#id(term, given['@id'], named);
    const keyword = id.startsWith('@');
    const explicit = given['@prefix'];
    if (explicit !== undefined && (typeof explicit !== 'boolean' || keyword)) throw stepAside;
    const prefix = explicit ?? (simple && /[:/?#[\]@]$/.test(id));
    const isProtected = given['@protected'] ?? this.#local.get('@protected') === true;
    const coercion = this.#coercion(given['@type']);
    const container = containerOf(given['@container']);
    const context = '@context' in given ? given['@context'] : undefined;
    if (typeof isProtected !== 'boolean') throw stepAside;
    if (context !== undefined && context !== null) plainObject(context);
    if (keyword && (coercion ?? container ?? context) !== undefined) throw stepAside;
    if (coercion === '@json' && container !== undefined) throw stepAside;
    return {
      id,
      coercion: coercion === '@none' ? undefined : coercion,
      container,
      context: context as object | null | undefined,
      prefix,
      protected: isProtected,
      form: JSON.stringify([
        id,
        named,
        prefix,
        given['@type'] === undefined,
        coercion,
        given['@container'],
        context === undefined,
        context,
      ]),
    };
  }

  #id(term: string, value: unknown, named: boolean): string {
    if (named) {
      if (value === '@id' || value === '@type') return value;
      if (typeof value !== 'string' || value === term) throw stepAside;
      return this.#expand(value);
    }
    if (this.#draft.vocab === undefined) throw stepAside;
    return checked(this.#draft.vocab + term);
  }

  #coercion(type: unknown): string | undefined {
    if (type === undefined) return undefined;
    if (type === '@id' || type === '@vocab' || type === '@json' || type === '@none') return type;
    if (typeof type !== 'string') throw stepAside;
    const datatype = this.#expand(type);
    if (datatype === langString) throw stepAside;
    return datatype;
  }

  /** IRI expansion (JSON-LD 1.1 API, section 5.2) inside a context. */
  #expand(value: string): string {
    if (value.startsWith('@')) throw stepAside;
    if (this.#local.has(value)) this.define(value);
    const term = this.#draft.terms.get(value);
    if (term !== undefined) return checked(term.id);
    const colon = value.indexOf(':');
    if (colon > 0 && !value.startsWith('//', colon + 1)) {
      const name = value.slice(0, colon);
      if (this.#local.has(name)) this.define(name);
      const prefix = this.#draft.terms.get(name);
      if (prefix?.prefix === true) return checked(prefix.id + value.slice(colon + 1));
    }
    if (colon > 0) return checked(value);
    if (this.#draft.vocab === undefined) throw stepAside;
    return checked(this.#draft.vocab + value);
  }
}

function checked(iri: string): string {
  if (!absoluteIri.test(iri)) throw stepAside;
  return iri;
}

/** A set says nothing about statements: it only keeps a single value in an array. */
function containerOf(value: unknown): Term['container'] {
  if (value === undefined || value === '@set') return undefined;
  if (value === '@list' || value === '@graph') return value;
  throw stepAside;
}
