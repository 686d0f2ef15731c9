import { generateKeyPairSync, sign } from 'node:crypto';
import type * as z from 'zod';
import { BitstringError, bitstringLength, decodeBits } from './bitstring.ts';
import { formProblem } from './compact-form.ts';
import { didWeb } from './did.ts';
import {
  type ProofOptions,
  type SigningInput,
  signingInput,
  verifyProof,
  withProof,
} from './eddsa-rdfc-2022.ts';
import { mostEndorsements } from './endorsements.ts';
import { type JsonObject, jsonProblem, pointer } from './json.ts';
import { CanonicalizationError } from './json-ld.ts';
import { contradictions, identifiedObjects } from './merged-nodes.ts';
import {
  type AchievementCredential,
  achievementCredential,
  type EndorsementCredential,
  endorsementCredential,
  type StackCredential,
  stackCredential,
  type UnsignedStatusList,
  unsignedStatusList,
} from './open-badge.ts';
import type { EmbeddedEndorsement } from './open-badge-model.ts';
import { utc } from './open-badge-values.ts';
import { type ResultProblem, ranksOf, resultProblems } from './results.ts';
import { instantOf } from './timestamps.ts';

/** One thing that is wrong with a document about to be signed; `path` is a JSON pointer into it. */
export interface LintProblem {
  readonly path: string;
  readonly message: string;
}

/** Thrown for a document that may not be signed. */
export class LintError extends Error {
  override readonly name = 'LintError';
  readonly problems: readonly LintProblem[];

  constructor(problems: readonly LintProblem[]) {
    super(
      `The document may not be signed: ${problems.map(({ path, message }) => `${path} ${message}`).join('; ')}`,
    );
    this.problems = problems;
  }
}

/** The proof that is to be made, when, and the public address (no trailing slash) that everything must stand under. */
export interface LintOptions extends Pick<ProofOptions, 'verificationMethod' | 'created'> {
  readonly now: Date;
  readonly publicUrl: string;
}

/** The most that a document may have as JSON text, in bytes of UTF-8. */
export const documentLimit = 256 * 1024;
const clockSkew = 5 * 60_000;

/**
 * Everything that must hold before a key of an issuer touches a document (invariant 4): an award, the award of a stack, an
 * endorsement or a status list, told apart by its type. Its shape, dates, addresses and results are checked, and it is signed and verified with a key that is
 * thrown away. @returns what the real key signs
 * @throws LintError
 */
export async function lintForSigning(unsigned: unknown, options: LintOptions): Promise<SigningInput> {
  const document = plainDocument(unsigned);
  refuse([...optionProblems(options), ...kindProblems(document, options)]);
  return rehearse(document, options);
}

function kindProblems(document: JsonObject, options: LintOptions): LintProblem[] {
  const types = [document.type].flat();
  if (types.includes('BitstringStatusListCredential'))
    return shapeProblems(unsignedStatusList, document, (list) => statusListProblems(list, options));
  if (types.includes('EndorsementCredential'))
    return shapeProblems(endorsementCredential, document, (one) => endorsementProblems(one, options));
  const inconsistent = () =>
    contradictions(document).map((path) => ({
      path,
      message: 'says something else than another part of the same id',
    }));
  if (isOfStack(document))
    return shapeProblems(stackCredential, document, (award) => [
      ...stackProblems(award, options),
      ...inconsistent(),
    ]);
  return shapeProblems(achievementCredential, document, (award) => [
    ...awardProblems(award, options),
    ...inconsistent(),
  ]);
}

/** By the type of what was achieved: only stacks are certificates here. */
function isOfStack({ credentialSubject }: JsonObject): boolean {
  const subject = credentialSubject as
    | { achievement?: { achievementType?: unknown } | null }
    | null
    | undefined;
  return subject?.achievement?.achievementType === 'Certificate';
}

/** A plain JSON object within the limits, in the compacted form that we read. @throws LintError */
export function plainDocument(unsigned: unknown): JsonObject {
  const problem = jsonProblem(unsigned);
  if (problem !== undefined)
    throw new LintError([{ path: problem.path, message: `is refused: ${problem.code}` }]);
  const document = unsigned as JsonObject;
  const size = Buffer.byteLength(JSON.stringify(document));
  if (size > documentLimit)
    throw new LintError([{ path: '', message: `has ${size} bytes, above ${documentLimit}` }]);
  const form = formProblem(document);
  if (form !== undefined) throw new LintError([{ path: form.path, message: `is refused: ${form.code}` }]);
  return document;
}

/** @throws LintError when there is a problem */
export function refuse(problems: readonly LintProblem[]): void {
  if (problems.length > 0) throw new LintError(problems);
}

/** The problems of the shape; those of the content are looked for only when there are none. */
function shapeProblems<T>(
  schema: z.ZodType<T>,
  document: JsonObject,
  content: (parsed: T) => LintProblem[],
): LintProblem[] {
  const parsed = schema.safeParse(document);
  if (parsed.success) return content(parsed.data);
  return parsed.error.issues.flatMap((issue) => {
    const path = issue.path.reduce<string>((parent, member) => pointer(parent, String(member)), '');
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((member) => ({
          path: pointer(path, member),
          message: 'is not a member that is issued here',
        }))
      : { path, message: issue.message };
  });
}

/** The time of the proof is about now. */
export function optionProblems({ created, now }: LintOptions): LintProblem[] {
  const at = utc.safeParse(created).success ? instantOf(created) : undefined;
  if (at === undefined) return [{ path: '/proof/0/created', message: 'must be a date and time in UTC' }];
  return Math.abs(at - now.getTime()) > clockSkew
    ? [{ path: '/proof/0/created', message: 'must be about now' }]
    : [];
}

function under(path: string, value: string, parent: string): LintProblem[] {
  return value.startsWith(parent) && value.length > parent.length
    ? []
    : [{ path, message: `must stand under ${parent}` }];
}

function endorsementProblems(endorsement: EndorsementCredential, options: LintOptions): LintProblem[] {
  const { id, issuer, credentialSubject, credentialStatus } = endorsement;
  const site = `${options.publicUrl}/`;
  return [
    ...issuerProblems('/issuer/id', issuer.id, options),
    ...dateProblems(endorsement, options),
    ...under('/id', id, site),
    ...(credentialStatus ? statusProblems(credentialStatus, site) : []),
    ...([id, issuer.id].includes(credentialSubject.id)
      ? [{ path: '/credentialSubject/id', message: 'must be somebody or something else' }]
      : []),
  ];
}

type Award = AchievementCredential | StackCredential;

function awardProblems(award: AchievementCredential, options: LintOptions): LintProblem[] {
  const { achievement, result } = award.credentialSubject;
  return [
    ...problemsOfEither(award, options),
    ...achievement.resultDescription.flatMap(({ id, rubricCriterionLevel }, index) => {
      const path = `/credentialSubject/achievement/resultDescription/${index}`;
      return [
        ...under(`${path}/id`, id, `${achievement.id}#`),
        ...rubricCriterionLevel.flatMap((level, position) =>
          under(`${path}/rubricCriterionLevel/${position}/id`, level.id, `${achievement.id}#`),
        ),
      ];
    }),
    ...resultListProblems(achievement.resultDescription, result),
  ];
}

/** A stack lists each piece twice: as evidence by its credential, and as related by what was achieved. */
function stackProblems(award: StackCredential, options: LintOptions): LintProblem[] {
  const { related } = award.credentialSubject.achievement;
  return [
    ...problemsOfEither(award, options),
    ...repeated('/credentialSubject/achievement/related', related),
    ...(related.length === award.evidence.length
      ? []
      : [{ path: '/evidence', message: 'must be as many as the related achievements' }]),
  ];
}

function problemsOfEither(award: Award, options: LintOptions): LintProblem[] {
  const site = `${options.publicUrl}/`;
  return [
    ...issuerProblems('/issuer/id', award.issuer.id, options),
    ...dateProblems(award, options),
    ...under('/id', award.id, site),
    ...under('/credentialSubject/achievement/id', award.credentialSubject.achievement.id, site),
    ...[award.credentialStatus].flat().flatMap((entry) => statusProblems(entry, site)),
    ...repeated('/relatedResource', award.relatedResource ?? []),
    ...evidenceProblems(award),
    ...holderProblems(award),
    ...embeddedProblems(award),
  ];
}

function statusProblems(
  { id, statusListCredential }: { id: string; statusListCredential: string },
  site: string,
): LintProblem[] {
  return [
    ...under('/credentialStatus/statusListCredential', statusListCredential, site),
    ...under('/credentialStatus/id', id, `${statusListCredential}#`),
  ];
}

/**
 * Two objects with one id are one node of the graph that is signed: a holder could swap their members without touching the
 * signature. So a piece of evidence has an address that nothing else in the award has.
 */
function evidenceProblems({ evidence = [], relatedResource: _digests, ...award }: Award): LintProblem[] {
  const taken = idsIn(award);
  return [
    ...repeated('/evidence', evidence),
    ...evidence.flatMap(({ id }, index) =>
      id !== undefined && taken.has(id)
        ? [{ path: `/evidence/${index}/id`, message: 'must not be the id of another part' }]
        : [],
    ),
  ];
}

/** Who earned it is nobody else in it. An endorser may be: what they say of themselves is under their own signature. */
function holderProblems({ endorsement: _endorsements, ...award }: Award): LintProblem[] {
  const { id, ...subject } = award.credentialSubject;
  return id !== undefined && idsIn({ ...award, credentialSubject: subject }).has(id)
    ? [{ path: '/credentialSubject/id', message: 'must not be the id of another part' }]
    : [];
}

function idsIn(value: object): Set<string> {
  return new Set(identifiedObjects(value as JsonObject).map(({ id }) => id));
}

/** An endorsement stands on what it endorses, and nobody endorses themselves. */
function embeddedProblems(award: Award): LintProblem[] {
  const { achievement } = award.credentialSubject;
  const places: [path: string, endorsed: string, list: readonly EmbeddedEndorsement[]][] = [
    ['/endorsement', award.id, award.endorsement ?? []],
    ['/issuer/endorsement', award.issuer.id, award.issuer.endorsement ?? []],
    ['/credentialSubject/achievement/endorsement', achievement.id, achievement.endorsement ?? []],
  ];
  const all = places.flatMap(([path, endorsed, list]) =>
    list.map(({ id, issuer, credentialSubject }, index) => ({
      path: `${path}/${index}`,
      endorsed,
      id,
      issuer: idOf(issuer),
      subject: credentialSubject.id,
    })),
  );
  const problem = (holds: boolean, path: string, message: string) => (holds ? [] : [{ path, message }]);
  return [
    ...problem(all.length <= mostEndorsements, '', `has more than ${mostEndorsements} endorsements`),
    ...repeated('/endorsement', all),
    ...all.flatMap(({ path, endorsed, issuer, subject }) => [
      ...problem(subject === endorsed, `${path}/credentialSubject/id`, `must be ${endorsed}`),
      ...problem(issuer !== award.issuer.id, `${path}/issuer`, 'must not be the issuer of the award'),
    ]),
  ];
}

function idOf(issuer: unknown): unknown {
  return typeof issuer === 'object' && issuer !== null && 'id' in issuer ? issuer.id : issuer;
}

type Descriptions = AchievementCredential['credentialSubject']['achievement']['resultDescription'];
type Results = AchievementCredential['credentialSubject']['result'];

const resultMessages: Record<ResultProblem['code'], string> = {
  'ambiguous-description': 'is described twice, or has a level twice',
  'unknown-description': 'belongs to no description',
  'unknown-level': 'names a level that is not described',
  'level-not-reached': 'does not reach the required level',
  'levels-not-ordered': 'cannot be compared with the required level',
  'result-missing': 'has no result',
};

function resultListProblems(descriptions: Descriptions, results: Results): LintProblem[] {
  const paths = {
    resultDescription: '/credentialSubject/achievement/resultDescription',
    result: '/credentialSubject/result',
  };
  const problems = resultProblems(descriptions, results).map(({ code, of, index }) => ({
    path: `${paths[of]}/${index}`,
    message: resultMessages[code],
  }));
  // A reader who takes the order from the array and one who takes it from `level` must come to the same answer.
  const unordered = descriptions.flatMap(({ rubricCriterionLevel }, index) => {
    const ranks = [...(ranksOf(rubricCriterionLevel)?.values() ?? [])];
    const rising = ranks.length > 0 && ranks.every((rank, at) => at === 0 || (ranks[at - 1] ?? rank) < rank);
    return rising
      ? []
      : [{ path: `${paths.resultDescription}/${index}`, message: 'must have its levels in rising order' }];
  });
  const twice = repeated(
    paths.result,
    results.map(({ resultDescription }) => ({ id: resultDescription })),
  );
  return [...problems, ...unordered, ...twice];
}

function repeated(path: string, items: readonly { readonly id?: string | undefined }[]): LintProblem[] {
  return items.flatMap(({ id }, index) =>
    id !== undefined && items.findIndex((other) => other.id === id) < index
      ? [{ path: `${path}/${index}`, message: 'is there twice' }]
      : [],
  );
}

function statusListProblems(list: UnsignedStatusList, options: LintOptions): LintProblem[] {
  const { id, encodedList } = list.credentialSubject;
  return [
    ...issuerProblems('/issuer', list.issuer, options),
    ...dateProblems(list, options),
    ...(list.id.startsWith(`${options.publicUrl}/`)
      ? []
      : [{ path: '/id', message: `must stand under ${options.publicUrl}/` }]),
    ...(id === `${list.id}#list`
      ? []
      : [{ path: '/credentialSubject/id', message: 'must be the #list of the credential' }]),
    ...(isFullList(encodedList)
      ? []
      : [{ path: '/credentialSubject/encodedList', message: `must hold ${bitstringLength} bits` }]),
  ];
}

function isFullList(encodedList: string): boolean {
  try {
    return decodeBits(encodedList, { maxBytes: bitstringLength / 8 }).length === bitstringLength / 8;
  } catch (error) {
    if (error instanceof BitstringError) return false;
    throw error;
  }
}

/** The issuer is one of this deployment, and the key that will sign is named as the issuer's. */
export function issuerProblems(
  path: string,
  issuer: string,
  { verificationMethod, publicUrl }: LintOptions,
): LintProblem[] {
  const family = didWeb(publicUrl, '');
  return [
    ...(issuer.startsWith(family) && /^[A-Za-z0-9._-]+$/.test(issuer.slice(family.length))
      ? []
      : [{ path, message: `must be an issuer of ${publicUrl}` }]),
    ...(verificationMethod.startsWith(`${issuer}#`) && verificationMethod.length > issuer.length + 1
      ? []
      : [{ path: '/proof/0/verificationMethod', message: 'must be a key of the issuer' }]),
  ];
}

interface Dates {
  readonly validFrom: string;
  readonly validUntil?: string | undefined;
  readonly awardedDate?: string | undefined;
}

function dateProblems({ validFrom, validUntil, awardedDate }: Dates, { now }: LintOptions): LintProblem[] {
  const from = instantOf(validFrom) ?? Number.NaN;
  const until = validUntil === undefined ? Number.POSITIVE_INFINITY : (instantOf(validUntil) ?? Number.NaN);
  const awarded = awardedDate === undefined ? from : (instantOf(awardedDate) ?? Number.NaN);
  // Written so that a date that cannot be compared is a problem.
  return [
    ...(from <= now.getTime() + clockSkew
      ? []
      : [{ path: '/validFrom', message: 'must not be in the future' }]),
    ...(until > from && until > now.getTime()
      ? []
      : [{ path: '/validUntil', message: 'must be later than validFrom and now' }]),
    ...(awarded <= from ? [] : [{ path: '/awardedDate', message: 'must not be later than validFrom' }]),
  ];
}

/** Signs and verifies with a throwaway key, so that the real one only ever signs what verifies. */
export async function rehearse(
  document: JsonObject,
  { verificationMethod, created }: LintOptions,
): Promise<SigningInput> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  try {
    const input = await signingInput(document, {
      verificationMethod,
      created,
      proofPurpose: 'assertionMethod',
    });
    const signed = withProof(document, input.proof, sign(null, input.bytes, privateKey));
    const proven = await verifyProof(signed, publicKey);
    if (!proven.ok) throw new LintError([{ path: '', message: proven.reason }]);
    return input;
  } catch (error) {
    if (error instanceof CanonicalizationError) throw new LintError([{ path: '', message: error.message }]);
    throw error;
  }
}
