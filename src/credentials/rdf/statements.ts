import type { JsonObject } from '../json.ts';
import {
  type ActiveContext,
  afterProperty,
  afterType,
  afterUrls,
  initialContext,
  type KnownContexts,
  type Term,
} from './active-context.ts';
import { jsonLiteral, languageLiteral, literal } from './literals.ts';
import { absoluteIri } from './n-quads.ts';
import { stepAside } from './step-aside.ts';

/** A blank node by its number, anything else as it is written in N-Quads. */
export type Resource = number | string;

/** One statement. `graph` is a blank node, or undefined for the default graph. */
export interface Statement {
  readonly subject: Resource;
  readonly predicate: string;
  readonly object: Resource;
  readonly graph: number | undefined;
}

/** The statements of a document; its blank nodes are numbered from 0. */
export interface Dataset {
  readonly statements: readonly Statement[];
  readonly blankNodes: number;
}

const rdf = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
const rdfType = `<${rdf}type>`;
const rdfFirst = `<${rdf}first>`;
const rdfRest = `<${rdf}rest>`;
const rdfNil = `<${rdf}nil>`;
const deepest = 64;
/** A name that stands after a vocabulary without a doubt. */
const plainName = /^[A-Za-z0-9_-]+$/;

/**
 * The statements of a compacted document, without the steps between (JSON-LD 1.1 API, sections 5.1, 7.2 and 8.1): expanding
 * each member with what is known of it from these contexts, merging nodes and values, and writing them down.
 * @throws stepAside for whatever is not in the usual compacted form or would be an error
 */
export function statementsOf(document: JsonObject, known: KnownContexts): Dataset {
  const walk = new Walk();
  if (!('@context' in document)) throw stepAside;
  walk.node(document, {
    active: initialContext(known),
    graph: undefined,
    property: undefined,
    alone: true,
    depth: 0,
  });
  return walk;
}

/** Where in the document a value stands: under which member, with which terms known. */
interface Place {
  readonly active: ActiveContext;
  readonly property: string | undefined;
  readonly graph: number | undefined;
  /** Whether a node that says nothing would be dropped here, which is an error. */
  readonly alone: boolean;
  readonly depth: number;
}

class Walk implements Dataset {
  readonly statements: Statement[] = [];
  blankNodes = 0;
  /** Each statement that was made, with the value that it was made of and the datatype that its term gave it. */
  readonly #made = new Map<string, { readonly value: unknown; readonly datatype: string | undefined }>();

  node(element: object, place: Place): Resource {
    if (place.depth > deepest) throw stepAside;
    const members = Object.keys(element);
    const typeScoped = contextAt(element, members, place);
    const { active, types } = withTypes(element, members, typeScoped);
    const idMember = members.filter((member) => active.terms.get(member)?.id === '@id');
    if (idMember.length > 1) throw stepAside;
    const alone = place.alone || active.terms.get(place.property ?? '')?.container === '@graph';
    if (alone && !members.some((member) => saysSomething(element, member, active))) throw stepAside;
    const subject = idMember[0] === undefined ? this.#blank() : iri(memberOf(element, idMember[0]), active);
    const { graph } = place;
    for (const type of types)
      this.#add({ subject, predicate: rdfType, object: vocabularyIri(type, typeScoped), graph });
    for (const member of members) {
      const term =
        active.terms.get(member) ?? (member === '@context' ? undefined : inVocabulary(member, active));
      if (term === undefined || term.id.startsWith('@')) continue;
      const value = memberOf(element, member);
      this.#property(subject, term, value, { ...place, active, property: member, alone: false });
    }
    return subject;
  }

  #property(subject: Resource, term: Term, value: unknown, at: Place & { property: string }): void {
    const predicate = `<${term.id}>`;
    const { graph } = at;
    if (term.coercion === '@json') {
      this.#add({ subject, predicate, object: jsonLiteral(value), graph }, value);
      return;
    }
    const active = term.context === undefined ? at.active : afterProperty(at.active, term.context);
    const place = { ...at, active, depth: at.depth + 1 };
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (term.container === '@graph') this.#graphs(subject, predicate, items, place);
    else if (term.container === '@list') this.#list(subject, predicate, items, place);
    else
      for (const item of items)
        this.#add(
          { subject, predicate, object: this.#object(item, place), graph },
          scalar(item),
          isObject(item) ? undefined : datatypeOf(term),
        );
  }

  /** Each value in a graph of its own, named by a blank node. */
  #graphs(subject: Resource, predicate: string, items: readonly unknown[], place: Place): void {
    for (const item of items) {
      if (!isObject(item) || isValueObject(item)) throw stepAside;
      const object = this.#blank();
      this.#add({ subject, predicate, object, graph: place.graph });
      this.node(item, { ...place, graph: object, alone: true });
    }
  }

  /** Lists to RDF conversion (JSON-LD 1.1 API, section 8.2.4). */
  #list(subject: Resource, predicate: string, items: readonly unknown[], place: Place): void {
    const { graph } = place;
    const objects = items.map((item) => this.#object(item, place));
    const cells = objects.map(() => this.#blank());
    this.#add({ subject, predicate, object: cells[0] ?? rdfNil, graph }, items);
    for (const [index, object] of objects.entries()) {
      const cell = cells[index] as number;
      this.#add({ subject: cell, predicate: rdfFirst, object, graph });
      this.#add({ subject: cell, predicate: rdfRest, object: cells[index + 1] ?? rdfNil, graph });
    }
  }

  #object(item: unknown, place: Place): Resource {
    const { active, property = '' } = place;
    const term =
      active.terms.get(property) ?? (active.vocab === undefined ? undefined : inVocabulary(property, active));
    if (term?.id.startsWith('@') || term?.coercion === '@json') throw stepAside;
    if (isObject(item)) {
      if (!isValueObject(item)) return this.node(item, place);
      const within = term?.context === undefined ? active : afterProperty(active, term.context);
      if (within.terms.get(property)?.container === '@graph') throw stepAside;
      return valueObject(item);
    }
    if (typeof item !== 'string') return literal(item, datatypeOf(term));
    if (term?.coercion === '@id') return iri(item, active);
    if (term?.coercion === '@vocab') return vocabularyIri(item, active);
    return literal(item, datatypeOf(term));
  }

  #blank(): number {
    this.blankNodes += 1;
    return this.blankNodes - 1;
  }

  #add(statement: Statement, value?: unknown, datatype?: string): void {
    const { subject, predicate, object, graph } = statement;
    const text = `${subject} ${predicate} ${object} ${graph}`;
    const made = this.#made.get(text);
    if (made === undefined) {
      this.#made.set(text, { value, datatype });
      this.statements.push(statement);
      return;
    }
    // Two values that only look alike as statements are not merged by the JSON-LD processor: it then says one thing twice.
    if (made.value !== value || made.datatype !== datatype) throw stepAside;
  }
}

/** Whether a member leaves anything in the expanded node: its id does not count, nor does an empty set of graphs. */
function saysSomething(element: object, member: string, { terms }: ActiveContext): boolean {
  const term = terms.get(member);
  if (member === '@context' || term?.id === '@id') return false;
  const value = memberOf(element, member);
  return !(term?.container === '@graph' && Array.isArray(value) && value.length === 0);
}

/** The context at the beginning of a node, before its types (JSON-LD 1.1 API, section 5.1.2, steps 7 to 9). */
function contextAt(element: object, members: readonly string[], { active, property }: Place): ActiveContext {
  const onlyId = members.length === 1 && active.terms.get(members[0] ?? '')?.id === '@id';
  const scoped = property === undefined ? undefined : active.terms.get(property)?.context;
  const reverted = onlyId ? active : (active.previous ?? active);
  const inProperty = scoped === undefined ? reverted : afterProperty(reverted, scoped);
  return '@context' in element ? afterUrls(inProperty, element['@context']) : inProperty;
}

/** The types of a node, and the context that they make (steps 10 and 11). */
function withTypes(
  element: object,
  members: readonly string[],
  typeScoped: ActiveContext,
): { active: ActiveContext; types: readonly string[] } {
  const typeMembers = members.filter((member) => typeScoped.terms.get(member)?.id === '@type');
  const [member] = typeMembers;
  if (member === undefined) return { active: typeScoped, types: [] };
  const value = memberOf(element, member);
  const types: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (typeMembers.length > 1 || types.length === 0 || !types.every((type) => typeof type === 'string'))
    throw stepAside;
  let active = typeScoped;
  for (const type of types.toSorted()) {
    const context = typeScoped.terms.get(type)?.context;
    if (context !== undefined) active = afterType(active, context);
  }
  const aliases = members.filter((name) => active.terms.get(name)?.id === '@type');
  if (aliases.length !== 1 || aliases[0] !== member) throw stepAside;
  return { active, types };
}

function valueObject(item: object): string {
  const members = Object.keys(item);
  const value = memberOf(item, '@value');
  if (members.length === 1) return literal(value);
  if (members.length > 2 || !('@language' in item)) throw stepAside;
  return languageLiteral(value, item['@language']);
}

/** What of a value is compared when two make the same statement. */
function scalar(item: unknown): unknown {
  if (!isObject(item)) return item;
  return isValueObject(item) ? memberOf(item, '@value') : undefined;
}

function datatypeOf(term: Term | undefined): string | undefined {
  return term?.coercion?.startsWith('@') === false ? term.coercion : undefined;
}

/** A type, or a value that may be a term. */
function vocabularyIri(value: string, active: ActiveContext): string {
  const term = active.terms.get(value);
  if (term === undefined)
    return value.includes(':') ? iri(value, active) : `<${inVocabulary(value, active).id}>`;
  if (term.id.startsWith('@')) throw stepAside;
  return `<${term.id}>`;
}

/** An absolute IRI as it stands; one that could begin with a prefix is left alone. */
function iri(value: unknown, active: ActiveContext): string {
  if (typeof value !== 'string' || !absoluteIri.test(value)) throw stepAside;
  const colon = value.indexOf(':');
  if (!value.startsWith('//', colon + 1) && active.terms.get(value.slice(0, colon))?.prefix === true)
    throw stepAside;
  return `<${value}>`;
}

/** A member or type that only the default vocabulary defines. */
function inVocabulary(name: string, { vocab }: ActiveContext): Term {
  if (vocab === undefined || !plainName.test(name)) throw stepAside;
  return {
    id: vocab + name,
    coercion: undefined,
    container: undefined,
    context: undefined,
    prefix: false,
    protected: false,
    form: '',
  };
}

function memberOf(element: object, member: string): unknown {
  return (element as Readonly<Record<string, unknown>>)[member];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isValueObject(value: object): boolean {
  return '@value' in value;
}
