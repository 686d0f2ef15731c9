import { describe, expect, it } from 'vitest';
import type { StackFields } from '../../src/domain/stack.ts';
import { stackPage } from '../../src/pages/stack-page.ts';
import { fullIssuer } from '../support/award-facts.ts';
import { markupOf, unbalanced } from '../support/markup.ts';

const [a, b] = ['01JD9Z6V3T5Q8M2K4N7P0R1S2A', '01JD9Z6V3T5Q8M2K4N7P0R1S2B'];
const version = (stack: Partial<StackFields> = {}, retiredAt?: string) => ({
  stackId: '01JD9Z6V3T5Q8M2K4N7P0R1S2S',
  version: 2,
  issuerId: 'riverbend',
  changeNote: 'A piece more.',
  publishedAt: '2026-03-02T10:00:00.000Z',
  stack: {
    name: 'Working with families',
    description: 'Plans visits.\n\nHolds them.',
    language: 'es',
    kind: 'path',
    pieces: [a, b],
    rule: { atLeast: 1 },
    confirmation: 'approver',
    ...stack,
  } as StackFields,
  names: { [a]: 'Goals', [b]: 'Visits' },
  ...(retiredAt !== undefined && { retiredAt }),
});
const pageOf = (shown: ReturnType<typeof version>) =>
  stackPage({ version: shown, issuer: fullIssuer, publicUrl: 'https://assay.example' }).text;

describe('the page of a stack', () => {
  it('tells the pieces, the rule in words, and who confirms', () => {
    const text = pageOf(version());
    expect(text).toMatch(/<html lang="en"[ >]/);
    expect(text).toMatch(/<h1 lang="es">/);
    expect(text).toContain(
      `<ol lang="es"><li><a href="https://assay.example/micro-credentials/${a}">Goals</a></li>`,
    );
    expect(text).toContain('Earn at least 1 of these: “Goals” and “Visits”.');
    expect(text).toContain('An approver of the issuer confirms the award.');
    expect(text).not.toContain('Retired');
    expect(unbalanced(markupOf(text))).toEqual([]);
  });

  it('of a set has no order, and of a retired one says so', () => {
    const text = pageOf(version({ kind: 'set', confirmation: 'rule' }, '2026-04-01T00:00:00.000Z'));
    expect(text).toContain('<ul lang="es"><li>');
    expect(text).not.toContain('<ol');
    expect(text).toContain('Each piece was judged by people.');
    expect(text).toContain('Retired on April 1, 2026.');
  });

  it('shows whatever someone wrote as text', () => {
    const hostile = '<script>alert(1)</script>"\'><img src=x>';
    const shown = version({ name: hostile, description: hostile, badgeCaption: hostile });
    const text = pageOf({ ...shown, changeNote: hostile, names: { [a]: hostile, [b]: hostile } });
    expect(text).not.toContain('<script>alert');
    expect(text).not.toContain('<img src=x>');
    expect(text.split('&lt;script&gt;alert(1)').length).toBeGreaterThan(5);
  });
});
