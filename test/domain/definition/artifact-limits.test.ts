import { describe, expect, it } from 'vitest';
import { checkArtifactLimits } from '../../../src/domain/definition/artifact-limits.ts';
import type { Artifact } from '../../../src/domain/definition/parts.ts';
import { type Evidence, newEvidence } from '../../../src/domain/evidence.ts';
import { ending, fieldsOf, refusal } from '../../support/refusal.ts';

const artifact: Artifact = {
  id: 'plan',
  title: 'The plan',
  description: 'A plan.',
  accepts: ['file', 'text'],
  maxItems: 2,
  fileTypes: ['application/pdf'],
  maxFileSize: 5000,
  maxWords: 10,
};
const file = (change: object = {}) =>
  newEvidence.parse({
    kind: 'file',
    artifact: 'plan',
    title: 'Mine',
    mediaType: 'application/pdf',
    size: 5000,
    sha256: 'a'.repeat(64),
    ...change,
  });
const text = (words: number) =>
  newEvidence.parse({ kind: 'text', artifact: 'plan', title: 'Mine', text: 'word '.repeat(words) });
const link = newEvidence.parse({
  kind: 'link',
  artifact: 'plan',
  title: 'Mine',
  url: 'https://example.org/',
});
const of = (id: string) => ({ artifact: id }) as Evidence;

describe('an artifact', () => {
  it('takes what is within its limits, to the byte, the word and the item', () => {
    for (const item of [file(), text(10)])
      expect(
        ending(() => checkArtifactLimits(item, artifact, [of('plan'), of('other'), of('other')])),
      ).toBeUndefined();
  });

  it('takes anything in its forms where it sets no limits', () => {
    const { maxItems: _m, fileTypes: _t, maxFileSize: _s, maxWords: _w, ...open } = artifact;
    const items = Array.from({ length: 19 }, () => of('plan'));
    for (const item of [file({ mediaType: 'video/mp4', size: 10 ** 8 }), text(4000)])
      expect(ending(() => checkArtifactLimits(item, open, items))).toBeUndefined();
  });

  it.each([
    ['a form that it does not accept', link, [], 'invalid-request', ['/kind']],
    ['a file of another type', file({ mediaType: 'image/png' }), [], 'invalid-request', ['/mediaType']],
    ['a file that is one byte too large', file({ size: 5001 }), [], 'payload-too-large', ['/size']],
    ['a text that is one word too long', text(11), [], 'invalid-request', ['/text']],
    ['a third item', text(1), [of('plan'), of('plan')], 'evidence-limit', []],
  ] as const)('refuses %s', (_, item, items, code, fields) => {
    const refused = refusal(() => checkArtifactLimits(item, artifact, items));
    expect([refused.code, fieldsOf(refused)]).toEqual([code, fields]);
  });
});
