import { describe, expect, it } from 'vitest';
import {
  bindFile,
  canShow,
  changeEvidence,
  checkDeclaredSize,
  disclosure,
  type Evidence,
  effectOfDisclosure,
  evidence,
  type FileEvidence,
  maxFileSize,
  mediaType,
  newEvidence,
  type StoredFile,
} from '../../src/domain/evidence.ts';
import { badSlugs, harmlessText, illFormed, turningText } from '../support/hostile.ts';
import { ending, faults, fieldsOf, refusal } from '../support/refusal.ts';

const digest = 'a'.repeat(64);
const context = { when: 'In March', where: 'At home', setting: 'A visit.' };
const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

const file = {
  kind: 'file',
  artifact: 'plan',
  title: 'The plan',
  mediaType: 'application/pdf',
  size: 1234,
  sha256: digest,
} as const;
const link = { kind: 'link', artifact: 'plan', title: 'The plan', url: 'https://example.org/plan' } as const;
const text = { kind: 'text', artifact: 'plan', title: 'The plan', text: 'What I did.' } as const;

describe('new evidence', () => {
  it('shows a digest of a file or text, and nothing of a link, unless the learner says otherwise', () => {
    expect(newEvidence.parse(file)).toEqual({ ...file, disclosure: 'digest' });
    expect(newEvidence.parse(text)).toEqual({ ...text, disclosure: 'digest' });
    expect(newEvidence.parse(link)).toEqual({ ...link, disclosure: 'hidden' });
    expect(newEvidence.parse({ ...file, disclosure: 'hidden', context })).toMatchObject({
      disclosure: 'hidden',
    });
    expect(newEvidence.parse({ ...link, disclosure: 'link' })).toMatchObject({ disclosure: 'link' });
  });

  it.each(mediaType.options)('may be a file of %s', (type) => {
    expect(faults(newEvidence, { ...file, mediaType: type })).toEqual([]);
  });

  it.each([
    'text/html',
    'image/svg+xml',
    'application/xhtml+xml',
    'text/javascript',
    'application/octet-stream',
    'application/zip',
    'APPLICATION/PDF',
    'application/pdf; charset=utf-8',
    'application/pdf\n',
    '',
    'constructor',
  ])('is no file of %j', (type) => {
    expect(faults(newEvidence, { ...file, mediaType: type })).toEqual(['/mediaType']);
  });

  it.each<[what: string, item: Record<string, unknown>, at: string[]]>([
    ['no kind', { ...text, kind: undefined }, ['/kind']],
    ['a kind that there is not', { ...text, kind: 'film' }, ['/kind']],
    ['a kind of every object', { ...text, kind: 'constructor' }, ['/kind']],
    ['no artifact', { ...text, artifact: undefined }, ['/artifact']],
    ['no title', { ...text, title: undefined }, ['/title']],
    ['an empty title', { ...text, title: '\t' }, ['/title']],
    ['a long title', { ...text, title: 'a'.repeat(201) }, ['/title']],
    ['a context as a text', { ...text, context: 'At home.' }, ['/context']],
    ['a context without a time', { ...text, context: { ...context, when: undefined } }, ['/context/when']],
    ['a long context', { ...text, context: { ...context, setting: 'a'.repeat(1001) } }, ['/context/setting']],
    ['words for who cannot see a text', { ...text, alternativeText: 'A text.' }, ['/alternativeText']],
    ['an empty text', { ...text, text: '' }, ['/text']],
    ['a text of 20,001 characters', { ...text, text: 'a'.repeat(20_001) }, ['/text']],
    ['a text with an address', { ...text, url: 'https://example.org/' }, ['/url']],
    ['a text with a digest of its own', { ...text, sha256: digest }, ['/sha256']],
    ['a link of which a digest is shown', { ...link, disclosure: 'digest' }, ['/disclosure']],
    ['a disclosure that there is not', { ...file, disclosure: 'everything' }, ['/disclosure']],
    ['a link without address', { ...link, url: undefined }, ['/url']],
    ['a link to a script', { ...link, url: 'javascript:alert(1)' }, ['/url']],
    ['a link with a password', { ...link, url: 'https://:secret@example.org/' }, ['/url']],
    ['a link into our own network', { ...link, url: 'https://169.254.169.254/latest' }, ['/url']],
    ['a file without size', { ...file, size: undefined }, ['/size']],
    ['a file of no bytes', { ...file, size: 0 }, ['/size']],
    ['a file of less than no bytes', { ...file, size: -1 }, ['/size']],
    ['a file of half a byte', { ...file, size: 1.5 }, ['/size']],
    ['a file of endless size', { ...file, size: Number.POSITIVE_INFINITY }, ['/size']],
    ['a file of a size in words', { ...file, size: '1234' }, ['/size']],
    ['a file of a size that cannot be counted', { ...file, size: 2 ** 60 }, ['/size']],
    ['a digest in capitals', { ...file, sha256: 'A'.repeat(64) }, ['/sha256']],
    ['a digest in base 64', { ...file, sha256: 'qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=' }, ['/sha256']],
    ['a short digest', { ...file, sha256: 'a'.repeat(63) }, ['/sha256']],
    ['a digest and a line break', { ...file, sha256: `${digest}\n` }, ['/sha256']],
    ['an object of the store', { ...file, objectVersion: 'v1' }, ['/objectVersion']],
    ['an id of its own', { ...file, id }, ['/id']],
  ])('is refused with %s', (_, item, at) => {
    expect(faults(newEvidence, item)).toEqual(at);
  });

  it.each(badSlugs)('answers no artifact %j', (artifact) => {
    for (const item of [file, link, text])
      expect(faults(newEvidence, { ...item, artifact })).toEqual(['/artifact']);
  });

  it.each(Object.entries({ ...illFormed, ...turningText }))('holds no %s', (_, bad) => {
    expect(
      faults(newEvidence, { ...text, title: bad, context: { ...context, setting: bad }, text: bad }),
    ).toEqual(['/title', '/context/setting', '/text']);
  });

  it.each(Object.entries(harmlessText))('keeps %s as text', (_, words) => {
    const item = { ...text, title: words, context: { ...context, setting: words }, text: words };
    expect(newEvidence.parse(item)).toEqual({ ...item, disclosure: 'digest' });
  });
});

describe('a declared size', () => {
  const declared = (size: number) => newEvidence.parse({ ...file, size });

  it('may be 100 MiB and not one byte more', () => {
    expect(maxFileSize).toBe(104_857_600);
    expect(ending(() => checkDeclaredSize(declared(maxFileSize)))).toBeUndefined();
    const refused = refusal(() => checkDeclaredSize(declared(maxFileSize + 1)));
    expect([refused.code, ...refused.errors]).toEqual([
      'payload-too-large',
      { field: '/size', message: 'must be at most 104857600' },
    ]);
  });

  it('is no matter of links and texts', () => {
    for (const item of [link, text])
      expect(ending(() => checkDeclaredSize(newEvidence.parse(item)))).toBeUndefined();
  });
});

describe('binding a file to what was declared', () => {
  const declared: FileEvidence = { ...file, id, disclosure: 'digest', addedAt: '2026-03-01T09:30:00.000Z' };
  const found: StoredFile = {
    size: 1234,
    sha256: digest,
    mediaType: 'application/pdf',
    objectVersion: 'v1',
    detectedType: 'application/pdf',
  };
  const differs = 'does not match the uploaded file: remove the item and add it again';
  const disguised = 'the content of the file is of another type';
  const errorsOf = (change: Partial<StoredFile>, item = declared) =>
    refusal(() => bindFile(item, { ...found, ...change })).errors;

  it('names the object that was checked', () => {
    expect(bindFile(declared, found)).toEqual({ ...declared, objectVersion: 'v1' });
  });

  it('is not possible before the upload', () => {
    const refused = refusal(() => bindFile(declared, undefined));
    expect([refused.code, ...fieldsOf(refused)]).toEqual(['evidence-not-uploaded', `/evidence/${id}`]);
  });

  it.each<[change: Partial<StoredFile>, property: string]>([
    [{ size: 1233 }, 'size'],
    [{ size: 0 }, 'size'],
    [{ size: Number.NaN }, 'size'],
    [{ sha256: 'b'.repeat(64) }, 'sha256'],
    [{ sha256: 'A'.repeat(64) }, 'sha256'],
    [{ sha256: '' }, 'sha256'],
    [{ mediaType: 'text/plain' }, 'mediaType'],
    [{ mediaType: 'application/pdf; charset=utf-8' }, 'mediaType'],
  ])('is refused for %j, by name', (change, property) => {
    expect(errorsOf(change)).toEqual([{ field: `/evidence/${id}/${property}`, message: differs }]);
  });

  it('names every difference at once', () => {
    expect(errorsOf({ size: 1, sha256: '', mediaType: 'image/png', detectedType: 'image/png' })).toEqual([
      { field: `/evidence/${id}/size`, message: differs },
      { field: `/evidence/${id}/sha256`, message: differs },
      { field: `/evidence/${id}/mediaType`, message: differs },
      { field: `/evidence/${id}/mediaType`, message: disguised },
    ]);
  });

  it.each(mediaType.options.filter((type) => type !== 'text/plain'))('wants content that is %s', (type) => {
    const item = { ...declared, mediaType: type };
    const right = { ...found, mediaType: type, detectedType: type };
    expect(bindFile(item, right).objectVersion).toBe('v1');
    const error = { field: `/evidence/${id}/mediaType`, message: disguised };
    for (const detectedType of ['text/html', 'application/zip', 'application/x-msdownload', ''])
      expect(errorsOf({ ...right, detectedType }, item)).toEqual([error]);
    const { detectedType: _, ...unknown } = right;
    expect(refusal(() => bindFile(item, unknown)).errors).toEqual([error]);
  });

  it('wants plain text that looks like nothing else', () => {
    const item: FileEvidence = { ...declared, mediaType: 'text/plain' };
    const { detectedType: _, ...plain } = { ...found, mediaType: 'text/plain' };
    expect(bindFile(item, plain).objectVersion).toBe('v1');
    for (const detectedType of ['application/pdf', 'image/png', 'text/plain', 'application/x-msdownload'])
      expect(errorsOf({ mediaType: 'text/plain', detectedType }, item)).toHaveLength(1);
  });

  it.each([
    ['waiting', 'evidence-being-checked'],
    ['malware', 'evidence-refused'],
    ['not-possible', 'evidence-refused'],
  ] as const)('is not possible while the scan for malware says "%s"', (scan, code) => {
    const refused = refusal(() => bindFile(declared, { ...found, scan }));
    expect([refused.code, ...fieldsOf(refused)]).toEqual([code, `/evidence/${id}`]);
  });

  it('is possible once the scan found it clean, and says nothing of it', () => {
    expect(bindFile(declared, { ...found, scan: 'clean' })).toEqual({ ...declared, objectVersion: 'v1' });
  });

  it('replaces an older binding', () => {
    expect(bindFile({ ...declared, objectVersion: 'v0' }, found).objectVersion).toBe('v1');
  });
});

describe('stored evidence', () => {
  const stored = { id, disclosure: 'hidden', addedAt: '2026-03-01T09:30:00.000Z' };

  it('has one shape for each kind', () => {
    expect(faults(evidence, { ...file, ...stored, objectVersion: 'v1' })).toEqual([]);
    expect(faults(evidence, { ...link, ...stored })).toEqual([]);
    expect(faults(evidence, { ...text, ...stored, sha256: digest })).toEqual([]);
  });

  it.each<[item: Record<string, unknown>, at: string]>([
    [{ ...text, ...stored }, '/sha256'],
    [{ ...file, ...stored, learner: 'x' }, '/learner'],
    [{ ...link, ...stored, id: 'x' }, '/id'],
    [{ ...link, ...stored, disclosure: undefined }, '/disclosure'],
    [{ ...link, ...stored, addedAt: undefined }, '/addedAt'],
  ])('is refused as %j', (item, at) => {
    expect(faults(evidence, item)).toEqual([at]);
  });
});

describe('what is shown of an item', () => {
  it('is more than a digest for what is kept here, and is an address or nothing for a link', () => {
    const all = disclosure.options;
    expect(all.filter((one) => canShow({ kind: 'file' }, one))).toEqual([
      'hidden',
      'digest',
      'link',
      'public',
    ]);
    expect(all.filter((one) => canShow({ kind: 'link' }, one))).toEqual(['hidden', 'link', 'public']);
    const item = { ...link, id, addedAt: '2026-11-23T10:15:00Z', disclosure: 'hidden' } as Evidence;
    expect(() => changeEvidence(item, { disclosure: 'digest' })).toThrow('does not have that');
    expect(changeEvidence(item, { disclosure: 'public' }).disclosure).toBe('public');
  });

  it.each([
    ['hidden', 'digest', true, false],
    ['digest', 'link', true, false],
    ['link', 'public', false, false],
    ['public', 'link', false, false],
    ['public', 'digest', true, true],
    ['digest', 'hidden', true, true],
    ['digest', 'digest', false, false],
  ] as const)(
    'from %s to %s changes the credential: %s, and shows less: %s',
    (before, after, changesDocument, showsLess) => {
      expect(effectOfDisclosure(before, after)).toEqual({ changesDocument, showsLess });
    },
  );
});
