import { escapeLiteral } from './n-quads.ts';
import { stepAside } from './step-aside.ts';

const xsd = 'http://www.w3.org/2001/XMLSchema#';
const rdfJson = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON';
const languageTag = /^[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*$/;

/** A JSON scalar as a literal in N-Quads: value to RDF conversion (JSON-LD 1.1 API, section 8.2.2). @throws stepAside */
export function literal(value: unknown, datatype?: string): string {
  if (typeof value === 'boolean') return typed(String(value), datatype ?? `${xsd}boolean`);
  if (typeof value === 'number') return number(value, datatype);
  if (typeof value !== 'string') throw stepAside;
  if (datatype === `${xsd}double`) return number(Number.parseFloat(value), datatype);
  return typed(escapeLiteral(value), datatype ?? `${xsd}string`);
}

/** A text with its language, as it is written in a value object. @throws stepAside */
export function languageLiteral(value: unknown, language: unknown): string {
  if (typeof value !== 'string' || typeof language !== 'string' || !languageTag.test(language))
    throw stepAside;
  return `"${escapeLiteral(value)}"@${language.toLowerCase()}`;
}

/** Any JSON value as a JSON literal, canonical by JCS (RFC 8785). @throws stepAside */
export function jsonLiteral(value: unknown): string {
  return typed(escapeLiteral(canonicalJson(value, 0)), rdfJson);
}

function number(value: number, datatype: string | undefined): string {
  if (!Number.isFinite(value)) throw stepAside;
  const whole = !String(value).includes('.') && Math.abs(value) < 1e21;
  if (whole && datatype !== `${xsd}double`) {
    // Such numbers are written with an exponent, and the JSON-LD processor takes them for whole ones.
    if (!Number.isInteger(value)) throw stepAside;
    return typed(value.toFixed(0), datatype ?? `${xsd}integer`);
  }
  const scientific = value.toExponential(15).replace(/(\d)0*e\+?/, '$1E');
  return typed(scientific, datatype ?? `${xsd}double`);
}

function typed(lexical: string, datatype: string): string {
  return datatype === `${xsd}string` ? `"${lexical}"` : `"${lexical}"^^<${datatype}>`;
}

const deepest = 64;

function canonicalJson(value: unknown, depth: number): string {
  if (depth > deepest) throw stepAside;
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, depth + 1)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return `{${members.map(([member, child]) => `${JSON.stringify(member)}:${canonicalJson(child, depth + 1)}`).join(',')}}`;
  }
  if (value === undefined || (typeof value === 'number' && !Number.isFinite(value))) throw stepAside;
  return JSON.stringify(value);
}
