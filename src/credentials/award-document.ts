import { type Alignment, frameworkOf } from '../domain/definition/alignment.ts';
import { type Evidence, isShown } from '../domain/evidence.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { Version } from '../domain/micro-credential.ts';
import { type Criterion, levelFragment, type Rubric } from '../domain/rubric.ts';
import type { CredentialStatus } from '../domain/status-list.ts';
import type { Decision, Submission } from '../domain/submission.ts';
import { endOf } from '../domain/validity-period.ts';
import { credentialUrl, evidenceUrl, versionUrl } from './addresses.ts';
import { openBadgeContexts } from './contexts.ts';
import { identityObjects } from './identity-objects.ts';
import type { JsonObject } from './json.ts';
import { briefProfile, imageObject, issuerProfile } from './profile-document.ts';
import { statusMember } from './status-list.ts';

/** Everything that an award is made of. */
export interface AwardFacts {
  readonly publicUrl: string;
  readonly credentialId: string;
  readonly issuer: Issuer;
  readonly version: Version;
  readonly submission: Submission;
  readonly evidence: readonly Evidence[];
  /** What the assessors came to. */
  readonly decision: Decision;
  /** One, unless the issuer wants awards that can be suspended. */
  readonly statuses: readonly CredentialStatus[];
  /** When the person decided. */
  readonly awardedAt: Date;
  /** Keeps the hash of the holder's e-mail address from being guessed. */
  readonly salt: string;
  /** Signed EndorsementCredentials of other issuers, by what they endorse. */
  readonly endorsements?: {
    readonly issuer?: readonly JsonObject[];
    readonly achievement?: readonly JsonObject[];
    readonly credential?: readonly JsonObject[];
  };
}

/** The unsigned Open Badges 3.0 AchievementCredential of an award, complete but for its proof. */
export function awardDocument(facts: AwardFacts) {
  const { publicUrl, issuer, version, submission, endorsements = {} } = facts;
  const { definition } = version;
  const id = credentialUrl(publicUrl, facts.credentialId);
  const achievementId = versionUrl(publicUrl, version.microCredentialId, version.version);
  const profile = briefProfile(publicUrl, issuer);
  const awardedDate = inSeconds(facts.awardedAt);
  const evidence = facts.evidence.flatMap((item) => evidenceEntry(item, facts));
  return {
    '@context': [...openBadgeContexts],
    id,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: definition.name,
    image: { id: `${id}/image`, type: 'Image', caption: badgeCaption(definition.name) },
    issuer: { ...issuerProfile(publicUrl, issuer), ...endorsed(endorsements.issuer) },
    validFrom: awardedDate,
    ...(definition.validFor && { validUntil: inSeconds(endOf(facts.awardedAt, definition.validFor)) }),
    awardedDate,
    credentialSubject: {
      ...(submission.recipient.did && { id: submission.recipient.did }),
      type: ['AchievementSubject'],
      identifier: identityObjects({
        ...submission.recipient,
        identity: issuer.recipientIdentity,
        salt: facts.salt,
      }),
      source: profile,
      // Not a description of the source: that profile has the issuer's id, so its members merge with the issuer's.
      narrative: howAssessed(version, facts.decision),
      ...(definition.creditsAvailable && { creditsEarned: definition.creditsAvailable }),
      achievement: {
        ...achievement(facts, achievementId),
        creator: profile,
        ...endorsed(endorsements.achievement),
      },
      result: definition.rubric.criteria.map((criterion) =>
        result(achievementId, definition.rubric, criterion, facts),
      ),
    },
    ...(evidence.length > 0 && { evidence }),
    ...endorsed(endorsements.credential),
    ...statusMember(publicUrl, facts.statuses),
  };
}

/** Who judged it and by what, in a sentence that names nobody. */
function howAssessed({ version }: Version, { assessmentIds, approver, round }: Decision): string {
  const people = {
    1: 'a subject-matter expert',
    2: 'two subject-matter experts, independently of each other',
    3: 'three subject-matter experts, independently of each other',
  }[assessmentIds.length];
  const upon = round === 'appeal' ? ', upon an appeal' : '';
  const confirmed = approver === undefined ? '' : ' The issuer confirmed the decision.';
  return `Assessed by ${people}, without knowing whose work it was, against the rubric of version ${version}${upon}.${confirmed}`;
}

function badgeCaption(name: string): string {
  return `Badge: ${name}`;
}

function inSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

function endorsed(endorsement: readonly JsonObject[] = []) {
  return endorsement.length > 0 && { endorsement };
}

/** What was achieved, as the published version says it. */
export function achievement(
  { publicUrl, version, evidence }: Pick<AwardFacts, 'publicUrl' | 'version' | 'evidence'>,
  id: string,
) {
  const { definition } = version;
  const { humanCode, fieldOfStudy, creditsAvailable, image, keywords = [], alignment } = definition;
  // What is shown as evidence, and this version itself, are nodes of their own: nothing else may have their addresses.
  const related = definition.related?.filter(
    (one) =>
      one.id.split('#')[0] !== id && !evidence.some((item) => item.kind === 'link' && item.url === one.id),
  );
  return {
    id,
    type: ['Achievement'],
    achievementType: 'MicroCredential',
    name: definition.name,
    description: definition.competency,
    version: String(version.version),
    inLanguage: definition.language,
    ...(humanCode && { humanCode }),
    ...(fieldOfStudy && { fieldOfStudy }),
    ...(creditsAvailable && { creditsAvailable }),
    image: image
      ? imageObject(publicUrl, image)
      : { id: `${id}/image`, type: 'Image', caption: badgeCaption(definition.name) },
    ...(keywords.length > 0 && { tag: keywords }),
    ...(alignment && { alignment: alignment.map(alignmentEntry) }),
    ...(related && related.length > 0 && { related: related.map((one) => ({ type: ['Related'], ...one })) }),
    criteria: { id, narrative: criteriaNarrative(definition) },
    resultDescription: definition.rubric.criteria.map((criterion) =>
      resultDescription(id, definition.rubric, criterion),
    ),
  };
}

/** Where the framework is not said, it is told from the address. */
function alignmentEntry(one: Alignment) {
  const targetFramework = frameworkOf(one);
  return { type: ['Alignment'], ...one, ...(targetFramework && { targetFramework }) };
}

/** Parts 1 to 3 in their order, and by what each is judged. */
function criteriaNarrative({ artifacts, rubric, passCriteria = {} }: Version['definition']): string {
  const { overview, reflection } = passCriteria;
  const work = artifacts.map((artifact) => `- ${artifact.title}: ${artifact.description}`);
  const required = rubric.criteria.map((criterion) => {
    const level = rubric.levels.find((one) => one.id === criterion.requiredLevel);
    return `- ${criterion.name}: at least "${level?.name}"`;
  });
  return [
    ...(overview ? ['The overview passes when:', overview, ''] : []),
    'Evidence to submit:',
    ...work,
    '',
    'Levels to reach, as judged by a person:',
    ...required,
    ...(reflection ? ['', 'The reflection passes when:', reflection] : []),
  ].join('\n');
}

function resultDescription(achievementId: string, { levels }: Rubric, criterion: Criterion) {
  const levelUri = (level: string) => `${achievementId}#${levelFragment(criterion.id, level)}`;
  return {
    id: `${achievementId}#${criterion.id}`,
    type: ['ResultDescription'],
    name: criterion.name,
    resultType: 'RubricCriterionLevel',
    requiredLevel: levelUri(criterion.requiredLevel),
    rubricCriterionLevel: levels.map((level, index) => ({
      id: levelUri(level.id),
      type: ['RubricCriterionLevel'],
      name: level.name,
      level: String(index + 1),
      description: criterion.descriptors[level.id],
    })),
  };
}

function result(achievementId: string, { levels }: Rubric, criterion: Criterion, { decision }: AwardFacts) {
  const level = levels.find((one) => one.id === decision.levels[criterion.id]);
  if (!level) throw new Error(`criterion ${criterion.id} has no score`);
  return {
    type: ['Result'],
    resultDescription: `${achievementId}#${criterion.id}`,
    achievedLevel: `${achievementId}#${levelFragment(criterion.id, level.id)}`,
    value: level.name,
  };
}

/** What the learner lets the credential say of one item (invariant 6). Its own title stays private, the artifact's shows. */
function evidenceEntry(item: Evidence, { publicUrl, submission, version }: AwardFacts): JsonObject[] {
  const { artifacts } = version.definition;
  const artifact = artifacts.find((one) => one.id === item.artifact);
  const entry = { type: ['Evidence'], name: artifact?.title ?? item.artifact };
  if (item.disclosure === 'hidden') return [];
  if (item.kind === 'link') return [{ id: item.url, ...entry, genre: 'link' }];
  const what = item.kind === 'file' ? 'file' : 'text';
  const shown = isShown(item);
  return [
    {
      ...(shown && { id: evidenceUrl(publicUrl, submission.id, item.id) }),
      ...entry,
      genre: item.kind === 'file' ? item.mediaType : 'text/plain',
      narrative: `${shown ? 'Opened by the holder.' : 'Held privately by the holder.'} The assessed ${what} has SHA-256 ${item.sha256}.`,
    },
  ];
}
