import { claimsOnUs, type OwnNames } from './assessment-claims.ts';
import { contextsOutcome } from './check-contexts.ts';
import { credentialsV1, credentialsV2, exampleContexts, pinnedContexts } from './contexts.ts';
import { resourcesOutcome } from './digests.ts';
import type { SigningInput } from './eddsa-rdfc-2022.ts';
import { hiddenClaims } from './hidden-claims.ts';
import { isPlainObject, type JsonObject, type JsonValue, pointer } from './json.ts';
import {
  issuerProblems,
  type LintOptions,
  type LintProblem,
  optionProblems,
  plainDocument,
  refuse,
  rehearse,
} from './lint.ts';
import { contradictions } from './merged-nodes.ts';
import { openBadgeProblems } from './open-badge-model.ts';
import { addsOnlyWords, shortenedAddresses } from './own-words.ts';
import {
  asArray,
  bitstringEntry,
  isOpenBadge,
  readCredential,
  type VerifiableCredential,
} from './received-credential.ts';
import { credentialValidity } from './validity.ts';

/**
 * The most that a credential may have that was asked for, as JSON text, in bytes of UTF-8. Its journal holds it as it was asked,
 * as it is signed, and as a token: all in one item of the table.
 */
export const directLimit = 96 * 1024;

/** As for what we make ourselves, with what of ours the credential may name. */
export interface DirectLintOptions extends LintOptions {
  readonly own: Omit<OwnNames, 'publicUrls'>;
  readonly formerPublicUrls: readonly string[];
}

/**
 * Everything that must hold before a key of an issuer touches a credential that someone asked for (VC-API, `POST
 * /credentials/issue`): any credential of VC Data Model 2.0 or 1.1 whose words are known, by the rules of the standard where they
 * bind the issuer, and by those of Open Badges where it says that it is one. It claims nothing of ours, and it is signed and verified
 * with a key that is thrown away. @returns what the real key signs
 * @throws LintError
 */
export async function lintDirect(unsigned: unknown, options: DirectLintOptions): Promise<SigningInput> {
  const document = plainDocument(unsigned);
  refuse([...sizeProblems(document), ...contextProblems(document)]);
  refuse([
    ...optionProblems(options),
    ...('proof' in document
      ? [{ path: '/proof', message: 'must not be there: proofs are added here, and none is kept' }]
      : []),
    ...partProblems(document, ''),
    ...shortenedAddresses(document).map((path) => ({
      path,
      message: 'begins with a word of the vocabularies: an address must be written out in full',
    })),
    ...lengthProblems(document),
    ...credentialProblems(document, options),
  ]);
  const input = await rehearse(document, options);
  const { publicUrl, formerPublicUrls, own } = options;
  refuse(await hiddenClaims(document, { ...own, publicUrls: [publicUrl, ...formerPublicUrls] }));
  return input;
}

function sizeProblems(document: JsonObject): LintProblem[] {
  const size = Buffer.byteLength(JSON.stringify(document));
  return size > directLimit ? [{ path: '', message: `has ${size} bytes, above ${directLimit}` }] : [];
}

/** The most characters that an id may have which is kept by itself. */
const longestId = 2048;

function lengthProblems({ id, issuer, credentialSubject }: JsonObject): LintProblem[] {
  const idOf = (value: JsonValue | undefined) => (isPlainObject(value) ? value.id : value);
  const subjects: readonly [string, JsonValue | undefined][] = Array.isArray(credentialSubject)
    ? credentialSubject.map((one, index) => [pointer('/credentialSubject', index), one])
    : [['/credentialSubject', credentialSubject]];
  const ids: readonly [string, JsonValue | undefined][] = [
    ['/id', id],
    [isPlainObject(issuer) ? '/issuer/id' : '/issuer', idOf(issuer)],
    ...subjects.map(([path, one]): [string, JsonValue | undefined] => [`${path}/id`, idOf(one)]),
  ];
  return ids.flatMap(([path, value]) =>
    typeof value === 'string' && value.length > longestId
      ? [{ path, message: `must have ${longestId} characters at most` }]
      : [],
  );
}

/** Known vocabularies, in the order that the standard demands; what the credential brings along only adds words. */
function contextProblems({ '@context': contexts, type }: JsonObject): LintProblem[] {
  if (!Array.isArray(contexts))
    return [{ path: '/@context', message: `must be an array that begins with ${credentialsV2}` }];
  const first = contexts[0];
  if (first !== credentialsV2 && first !== credentialsV1)
    return [{ path: '/@context/0', message: `must be ${credentialsV2}` }];
  const all = contexts as readonly JsonValue[];
  const unknown = all.flatMap((context, index) => {
    const path = pointer('/@context', index);
    if (typeof context === 'string') {
      if (all.indexOf(context) < index) return [{ path, message: 'is there twice' }];
      return pinnedContexts.has(context) || exampleContexts.has(context)
        ? []
        : [{ path, message: 'is not a vocabulary that is pinned here' }];
    }
    return addsOnlyWords(context, all)
      ? []
      : [{ path, message: 'must be a pinned vocabulary, or an object that only adds new words' }];
  });
  const isBadge = isOpenBadge({ type } as Pick<VerifiableCredential, 'type'>);
  return isBadge && unknown.length === 0 && contextsOutcome({ '@context': contexts }).outcome !== 'ok'
    ? [{ path: '/@context', message: 'of an Open Badge may hold pinned vocabularies only' }]
    : unknown;
}

/** BCP 47, as far as language tags are in use. */
const languageTag = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/;

/** What holds for every object, wherever it stands (VC Data Model 2.0, sections 4.4, 4.5 and 11.1). */
function partProblems(value: JsonValue, path: string): LintProblem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => partProblems(item, pointer(path, index)));
  if (!isPlainObject(value)) return [];
  if ('@value' in value) return textProblems(value, path);
  return Object.entries(value).flatMap(([member, child]) => {
    const at = pointer(path, member);
    if (member === '@context') return [];
    if (member === 'id')
      return isAddress(child) ? [] : [{ path: at, message: 'must be one absolute address' }];
    if (member === 'type')
      return asArray(child).every((type) => typeof type === 'string' && /^\S+$/.test(type))
        ? []
        : [{ path: at, message: 'must be one or more words or addresses' }];
    return partProblems(child, at);
  });
}

function textProblems(text: JsonObject, path: string): LintProblem[] {
  const { '@value': value, '@language': language } = text;
  const problems: LintProblem[] = [];
  if (typeof value !== 'string') problems.push({ path: `${path}/@value`, message: 'must be text' });
  if (language !== undefined && !(typeof language === 'string' && languageTag.test(language)))
    problems.push({ path: `${path}/@language`, message: 'must be a BCP 47 language' });
  if (text['@direction'] !== undefined && !['ltr', 'rtl'].includes(String(text['@direction'])))
    problems.push({ path: `${path}/@direction`, message: 'must be ltr or rtl' });
  return problems;
}

function isAddress(value: JsonValue): boolean {
  if (typeof value !== 'string' || !/^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/.test(value)) return false;
  if (!URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username === '' && password === '';
}

function credentialProblems(document: JsonObject, options: DirectLintOptions): LintProblem[] {
  const read = readCredential(document);
  if (!read.success)
    return read.error.issues.map(({ path, message }) => ({
      path: path.reduce<string>((parent, member) => pointer(parent, String(member)), ''),
      message,
    }));
  const credential = read.data;
  const { issuer } = credential;
  const [issuerPath, issuerId] =
    typeof issuer === 'string' ? (['/issuer', issuer] as const) : (['/issuer/id', issuer.id] as const);
  const publicUrls = [options.publicUrl, ...options.formerPublicUrls];
  return [
    ...issuerProblems(issuerPath, issuerId, options),
    ...typeProblems(credential),
    ...dateProblems(credential, options),
    ...statusProblems(credential),
    ...resourceProblems(credential),
    ...openBadgeProblems(document, 'issue'),
    ...contradictions(document).map((path) => ({
      path,
      message: 'says something else than another part of the same id',
    })),
    ...claimsOnUs(document, { ...options.own, publicUrls }).map((path) => ({
      path,
      message: 'names what is of this site: only what was assessed here may do that',
    })),
  ];
}

function typeProblems({ type }: VerifiableCredential): LintProblem[] {
  return asArray(type).includes('BitstringStatusListCredential')
    ? [{ path: '/type', message: 'must not be that of a status list: those are made here' }]
    : [];
}

function dateProblems(credential: VerifiableCredential, { now }: LintOptions): LintProblem[] {
  const outcome = credentialValidity(credential, now);
  return 'cause' in outcome && outcome.cause === 'validity-contradictory'
    ? [{ path: '/validUntil', message: 'must not be before validFrom' }]
    : [];
}

/** Entries of somebody else's status lists (Bitstring Status List 1.0, section 2.1). Ours are made here. */
function statusProblems({ credentialStatus = [] }: VerifiableCredential): LintProblem[] {
  return asArray(credentialStatus).flatMap((entry, index) => {
    if (!asArray(entry.type).includes('BitstringStatusListEntry')) return [];
    const path = pointer('/credentialStatus', index);
    const read = bitstringEntry.safeParse(entry);
    if (!read.success)
      return read.error.issues.map((issue) => ({
        path: issue.path.reduce<string>((parent, member) => pointer(parent, String(member)), path),
        message: issue.message,
      }));
    const { id, statusListCredential, statusSize = 1, statusMessage } = read.data;
    const messages = statusMessage === undefined ? undefined : [statusMessage].flat().length;
    return [
      ...(id === statusListCredential
        ? [{ path: `${path}/id`, message: 'must not be the address of the list' }]
        : []),
      ...((messages === undefined && statusSize > 1) ||
      (messages !== undefined && messages !== 2 ** statusSize)
        ? [{ path: `${path}/statusMessage`, message: 'must have one message for each value' }]
        : []),
    ];
  });
}

function resourceProblems(credential: VerifiableCredential): LintProblem[] {
  const outcome = resourcesOutcome(credential);
  return outcome.outcome === 'failed' ? [{ path: '/relatedResource', message: outcome.message }] : [];
}
