import {
  BakingError,
  bakeable,
  bakedLimits,
  formOf,
  openBadges2Namespace,
  openBadgesNamespace,
} from './credential-text.ts';
import { type FoundCredential, notFound } from './found-credential.ts';
import { resolved, XmlError, type XmlToken, xmlTokens } from './xml-tokens.ts';

type OpenTag = Extract<XmlToken, { kind: 'open' }>;

/** One `credential` element: where it is, its `verify` attribute and its text. */
interface BakedElement {
  readonly start: number;
  end: number;
  readonly verify: string;
  text: string;
}

interface Survey {
  readonly root: OpenTag;
  readonly credentials: readonly BakedElement[];
  readonly hasOpenBadges2: boolean;
}

const svgNamespace = 'http://www.w3.org/2000/svg';
const maxDepth = 256;

/**
 * An SVG with the credential in it: the first element inside of `<svg>`, with JSON as CDATA or with a JWS as `verify` (Open
 * Badges 3.0, section 5.3.2). One that is there already is replaced. @throws BakingError when the image is no SVG, uses
 * the prefix for something else, or the text is no credential
 */
export function bakeSvg(image: string, credential: string): string {
  const form = bakeable(credential);
  const { root, credentials } = surveyOf(image);
  const declared = root.attributes.get('xmlns:openbadges');
  if (declared !== undefined && declared !== openBadgesNamespace)
    throw new BakingError('The prefix openbadges stands for something else in the image.');
  const element =
    form === 'jws'
      ? `<openbadges:credential verify="${credential}"></openbadges:credential>`
      : `<openbadges:credential><![CDATA[${forCdata(credential)}]]></openbadges:credential>`;
  const declaration = declared === undefined ? ` xmlns:openbadges="${openBadgesNamespace}"` : '';
  const attributes = image.slice(root.nameEnd, root.attributesEnd);
  const start = `${image.slice(0, root.nameEnd)}${declaration}${attributes}>${element}`;
  if (root.closed) return `${start}</${root.name}>${image.slice(root.end)}`;
  const cuts = [root.end, ...credentials.flatMap(({ start, end }) => [start, end]), image.length];
  const kept = cuts.flatMap((cut, index) => (index % 2 === 0 ? [image.slice(cut, cuts[index + 1])] : []));
  return start + kept.join('');
}

/** The credential in an SVG of anyone. Never throws. */
export function credentialInSvg(image: string): FoundCredential {
  let survey: Survey;
  try {
    survey = surveyOf(image);
  } catch (error) {
    if (error instanceof BakingError) return notFound('malformed-image');
    throw error;
  }
  const [element, another] = survey.credentials;
  if (!element) return notFound(survey.hasOpenBadges2 ? 'open-badges-2' : 'no-credential');
  const [verify, text] = [element.verify.trim(), element.text.trim()];
  if (another || (verify !== '' && text !== '')) return notFound('several-credentials');
  const credential = text === '' ? verify : text;
  if (Buffer.byteLength(credential) > bakedLimits.credential) return notFound('too-large');
  return formOf(credential) ? { found: true, format: 'svg', credential } : notFound('not-a-credential');
}

/** JSON such that XML may hold it and reads it back: what XML does not allow is escaped as JSON, the end of CDATA is split. */
function forCdata(json: string): string {
  return json
    .replaceAll('\ufffe', '\\ufffe')
    .replaceAll('\uffff', '\\uffff')
    .replaceAll(']]>', ']]]]><![CDATA[>');
}

/** Reads the whole image once. @throws BakingError when it is no well-formed SVG */
function surveyOf(image: string): Survey {
  try {
    return readSvg(image);
  } catch (error) {
    if (error instanceof XmlError)
      throw new BakingError(`The image is not a well-formed SVG: ${error.message}.`);
    throw error;
  }
}

function readSvg(image: string): Survey {
  const open: OpenTag[] = [];
  const scope = new Map<string, string[]>();
  const credentials: BakedElement[] = [];
  let root: OpenTag | undefined;
  let hasOpenBadges2 = false;
  /** The credential element that is being read. */
  let current: BakedElement | undefined;
  for (const token of xmlTokens(image)) {
    if (token.kind === 'open') {
      if (current) throw new XmlError('an element inside of the credential');
      if (open.length >= maxDepth) throw new XmlError('elements too deep in each other');
      open.push(token);
      for (const [declaration, value] of declarationsOf(token))
        scope.set(declaration, [...(scope.get(declaration) ?? []), resolved(value)]);
      const [namespace, local] = expandedName(token.name, scope);
      if (open.length === 1) {
        if (root || namespace !== svgNamespace || local !== 'svg')
          throw new XmlError('a root that is not one svg element');
        root = token;
      } else if (namespace === openBadges2Namespace && local === 'assertion') {
        hasOpenBadges2 = true;
      } else if (namespace === openBadgesNamespace && local === 'credential') {
        const verify = resolved(token.attributes.get('verify') ?? '');
        current = { start: token.start, end: token.end, verify, text: '' };
        credentials.push(current);
      }
    }
    if (token.kind === 'close' || (token.kind === 'open' && token.closed)) {
      const opened = open.pop();
      if (opened?.name !== token.name) throw new XmlError('an end tag without its start');
      for (const [declaration] of declarationsOf(opened)) scope.get(declaration)?.pop();
      if (current) current.end = token.end;
      current = undefined;
    } else if (token.kind === 'text' || token.kind === 'cdata') {
      if (current) current.text += token.kind === 'cdata' ? token.text : resolved(token.raw);
      else if (open.length === 0 && (token.kind === 'cdata' || token.raw.trim() !== ''))
        throw new XmlError('text outside of the root');
    }
  }
  if (!root || open.length > 0) throw new XmlError('an end that is missing');
  return { root, credentials, hasOpenBadges2 };
}

function declarationsOf({ attributes }: OpenTag): (readonly [string, string])[] {
  return [...attributes].filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
}

/** Namespace and local name of an element (Namespaces in XML 1.0, section 6). */
function expandedName(
  name: string,
  scope: ReadonlyMap<string, readonly string[]>,
): [namespace: string, local: string] {
  const colon = name.indexOf(':');
  const declaration = colon < 0 ? 'xmlns' : `xmlns:${name.slice(0, colon)}`;
  const namespace = scope.get(declaration)?.at(-1);
  if (namespace === undefined && colon >= 0) throw new XmlError('a prefix that stands for nothing');
  return [namespace ?? '', name.slice(colon + 1)];
}
