import * as z from 'zod';
import { DomainError, type FieldError } from './domain-error.ts';
import { line, passage, slug, timestamp, ulid, webAddress } from './text.ts';

export const evidenceKind = z.enum(['file', 'link', 'text']);

/** Largest file that a learner may attach, in bytes. */
export const maxFileSize = 100 * 1024 * 1024;
/** Most items that one submission holds. */
export const maxEvidenceItems = 20;

/** What a file may be. Nothing that a browser runs as a page or script. */
export const mediaType = z.enum([
  'application/pdf',
  'image/png',
  'image/jpeg',
  'text/plain',
  'audio/mpeg',
  'video/mp4',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
]);

/** SHA-256 as 64 lower-case hexadecimal digits. */
export const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 as 64 lower-case hexadecimal digits');

/**
 * What the credential shows of an item (invariant 6), each more than the one before: nothing; its digest; its address, for who
 * has the credential; its address, for everyone, search engines too.
 */
export const disclosure = z.enum(['hidden', 'digest', 'link', 'public']);
export type Disclosure = z.infer<typeof disclosure>;
/** A link is named or not: of what is elsewhere nobody has a digest. */
const disclosureOfLink = disclosure.exclude(['digest']);

/** When, where and in what setting the skill was used. Any time counts: a date, a year, "since my second job". */
export const context = z.strictObject({
  when: line(200),
  where: line(200),
  setting: passage(1000),
});

const about = {
  /** Which required artifact of the definition this item answers. */
  artifact: slug,
  title: line(200),
  /** May be said later; handing in needs it. */
  context: context.optional(),
};
/** What a picture, a sound or a film shows, for who cannot see or hear it. Handing in needs it for these. */
const alternativeText = passage(2000).optional();
const privately = { disclosure: disclosure.default('digest') };

const declared = {
  mediaType,
  /** Exact length in bytes. */
  size: z.int().positive(),
  sha256,
};

/** What a learner sends to add an item. A file is declared first and uploaded after. */
export const newEvidence = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), ...about, ...privately, ...declared, alternativeText }),
  z.strictObject({
    kind: z.literal('link'),
    ...about,
    url: webAddress,
    disclosure: disclosureOfLink.default('hidden'),
  }),
  z.strictObject({ kind: z.literal('text'), ...about, ...privately, text: passage(20_000) }),
]);
export type NewEvidence = z.infer<typeof newEvidence>;

/** A file without what its format tells of who made it, when and where. */
export const blindCopy = z.strictObject({
  objectVersion: z.string().min(1),
  sha256,
  size: z.int().nonnegative(),
});
export type BlindCopy = z.infer<typeof blindCopy>;

const stored = {
  id: ulid,
  ...about,
  disclosure,
  addedAt: timestamp,
  /** When the issuer's rule let go of it: what it held is gone, but for its digest. */
  deletedAt: timestamp.optional(),
};

/** An item of evidence as it is kept. Text carries the digest of its UTF-8 bytes, a file that of its bytes. */
export const evidence = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('file'),
    ...stored,
    ...declared,
    alternativeText,
    /** Which stored object was checked against the declaration; there from submission on. */
    objectVersion: z.string().optional(),
    /** What assessors see in its place; there from submission on. */
    copy: blindCopy.optional(),
  }),
  z.strictObject({ kind: z.literal('link'), ...stored, url: webAddress }),
  z.strictObject({ kind: z.literal('text'), ...stored, text: passage(20_000), sha256 }),
]);
export type Evidence = z.infer<typeof evidence>;
export type FileEvidence = Extract<Evidence, { kind: 'file' }>;

/** What a learner changes of an item while the submission is a draft; `null` takes it away. */
export const evidenceChanges = z.strictObject({
  title: line(200).optional(),
  context: z.nullable(context).optional(),
  alternativeText: z.nullable(passage(2000)).optional(),
  disclosure: disclosure.optional(),
});
export type EvidenceChanges = z.infer<typeof evidenceChanges>;

/** The item as it is then. @throws DomainError `invalid-request` for what this kind of item does not have */
export function changeEvidence(item: Evidence, changes: EvidenceChanges): Evidence {
  const { alternativeText, ...others } = changes;
  const refuse = (field: string, message: string) => {
    throw new DomainError('invalid-request', 'This item does not have that.', [{ field, message }]);
  };
  if (alternativeText !== undefined && item.kind !== 'file') refuse('/alternativeText', 'is for files alone');
  const changed = Object.fromEntries(
    Object.entries({ ...item, ...others, ...(alternativeText !== undefined && { alternativeText }) }).filter(
      ([, value]) => value !== null,
    ),
  );
  if (changes.disclosure !== undefined && !canShow(item, changes.disclosure))
    refuse('/disclosure', `must be one of ${disclosureOfLink.options.join(', ')}`);
  return evidence.parse(changed);
}

/** Whether there is this much to show of an item. */
export function canShow({ kind }: Pick<Evidence, 'kind'>, wanted: Disclosure): boolean {
  return kind !== 'link' || disclosureOfLink.safeParse(wanted).success;
}

/** Whether the credential names an address at which the item opens. */
export function isShown({ disclosure }: Pick<Evidence, 'disclosure'>): boolean {
  return disclosure === 'link' || disclosure === 'public';
}

/** How a change of what is shown changes the credential. */
export function effectOfDisclosure(
  before: Disclosure,
  after: Disclosure,
): { readonly changesDocument: boolean; readonly showsLess: boolean } {
  const rank = (one: Disclosure) => disclosure.options.indexOf(one);
  const changesDocument =
    before !== after && !(isShown({ disclosure: before }) && isShown({ disclosure: after }));
  return { changesDocument, showsLess: changesDocument && rank(after) < rank(before) };
}

/** What an item still lacks to be handed in. */
export function missingOfItem(item: Evidence): FieldError[] {
  const at = `/evidence/${item.id}`;
  const perceived = item.kind === 'file' && /^(?:image|audio|video)\//.test(item.mediaType);
  return [
    ...(item.context ? [] : [{ field: `${at}/context`, message: 'say when, where and in what setting' }]),
    ...(perceived && item.alternativeText === undefined
      ? [{ field: `${at}/alternativeText`, message: 'say what it shows, for who cannot see or hear it' }]
      : []),
  ];
}

/** What the store says of an uploaded file: measured by the store, not declared by the learner. */
export interface StoredFile {
  readonly size: number;
  readonly sha256: string;
  readonly mediaType: string;
  readonly objectVersion: string;
  /** What the first bytes look like; absent where a type has no signature, as plain text. */
  readonly detectedType?: string;
  /** What the scan for malware says; absent where nothing is scanned. */
  readonly scan?: 'waiting' | 'clean' | 'malware' | 'not-possible';
}

/** Refuses a declaration that no upload could satisfy. */
export function checkDeclaredSize(item: NewEvidence): void {
  if (item.kind === 'file' && item.size > maxFileSize)
    throw new DomainError('payload-too-large', `A file may be ${maxFileSize} bytes at most.`, [
      { field: '/size', message: `must be at most ${maxFileSize}` },
    ]);
}

/**
 * Refuses a link that the credential could not name apart from another part of it: one that is there already, or an address
 * of this service.
 */
export function checkLink(item: NewEvidence, items: readonly Evidence[], publicUrl: string): void {
  if (item.kind !== 'link') return;
  const refuse = (message: string) => {
    throw new DomainError('invalid-request', 'This link cannot be evidence.', [{ field: '/url', message }]);
  };
  if (items.some((other) => other.kind === 'link' && other.url === item.url))
    refuse('is in the submission already');
  if (new URL(item.url).host === new URL(publicUrl).host) refuse('must not be an address of this service');
}

/**
 * Binds a file to what was declared of it (invariant 6).
 * @returns the item with the object that was checked
 * @throws DomainError `evidence-not-uploaded`, or `evidence-mismatch` naming what differs; where files are scanned for malware,
 *   `evidence-being-checked` or `evidence-refused`
 */
export function bindFile(item: FileEvidence, found: StoredFile | undefined): FileEvidence {
  if (!found)
    throw new DomainError('evidence-not-uploaded', 'A file that was announced has not been uploaded.', [
      { field: `/evidence/${item.id}`, message: 'upload the file, or remove the item' },
    ]);
  const differing = (['size', 'sha256', 'mediaType'] as const).filter(
    (property) => found[property] !== item[property],
  );
  const disguised = found.detectedType !== expectedSignature(item.mediaType);
  if (differing.length > 0 || disguised)
    throw new DomainError('evidence-mismatch', 'A file is not what was declared.', [
      ...differing.map((property) => ({
        field: `/evidence/${item.id}/${property}`,
        message: 'does not match the uploaded file: remove the item and add it again',
      })),
      ...(disguised
        ? [{ field: `/evidence/${item.id}/mediaType`, message: 'the content of the file is of another type' }]
        : []),
    ]);
  checkScan(item, found);
  return { ...item, objectVersion: found.objectVersion };
}

/** Where files are scanned, nothing passes but what was found clean. */
function checkScan({ id }: FileEvidence, { scan }: StoredFile): void {
  const field = `/evidence/${id}`;
  if (scan === 'waiting')
    throw new DomainError(
      'evidence-being-checked',
      'A file is still being scanned for malware. Nothing was handed in yet: hand in again in some seconds.',
      [{ field, message: 'is being scanned' }],
    );
  if (scan === 'malware' || scan === 'not-possible')
    throw new DomainError('evidence-refused', 'A file did not pass the scan for malware.', [
      {
        field,
        message:
          scan === 'malware'
            ? 'malware was found in it: remove the item, and look after your computer'
            : 'it cannot be scanned: take any password off, or remove the item',
      },
    ]);
}

/** Plain text has no signature; everything else must be recognised as what it claims to be. */
function expectedSignature(type: z.infer<typeof mediaType>): string | undefined {
  return type === 'text/plain' ? undefined : type;
}
