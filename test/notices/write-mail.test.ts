import { describe, expect, it } from 'vitest';
import { mailLanguage } from '../../src/domain/contact.ts';
import { audience, audiencesOf } from '../../src/domain/delivery.ts';
import { eventKind } from '../../src/domain/event.ts';
import { writeMail } from '../../src/notices/write-mail.ts';

const facts = {
  name: 'Planning a Home Visit',
  issuer: 'Riverbend',
  about: 'https://assay.example/micro-credentials/01',
  due: '2026-12-01T10:15:00.000Z',
  url: 'https://assay.example/credentials/01',
};
const given: Record<string, string>[] = [{}, { stage: 'pre-check' }, { outcome: 'not-yet' }];
const told = eventKind.options.flatMap((kind) =>
  given.flatMap((facts) => audiencesOf({ kind, facts }).map((to) => ({ kind, to }))),
);

describe('mail', () => {
  it.each(mailLanguage.options)(
    'in %s says something to everyone who is told, with nothing left open',
    (language) => {
      expect(told.length).toBeGreaterThan(15);
      for (const { kind, to } of told) {
        const mail = writeMail({ kind, note: 'The plan is missing.' }, { to, language, ...facts });
        expect(mail?.subject, `${kind} to ${to}`).toContain(facts.name);
        expect(mail?.subject, kind).not.toMatch(/[{}\n]/);
        expect(mail?.text, kind).not.toMatch(/\{(name|issuer|due|note|url|about)\}/);
        expect(mail?.text, kind).toContain('PUT /me/notifications');
      }
    },
  );

  it('leaves out a paragraph for which there is nothing', () => {
    const returned = { kind: 'submission.returned' as const };
    const to = { to: 'learner' as const, language: 'en' as const, ...facts };
    const without = writeMail(returned, to)?.text.split('\n\n');
    const withNote = writeMail({ ...returned, note: 'Name the {due} goals.' }, to)?.text.split('\n\n');
    expect(withNote?.length).toBe((without?.length ?? 0) + 1);
    // What people wrote is not looked at for places.
    expect(withNote?.[1]).toBe('Name the {due} goals.');
  });

  it('tells the day in words of the language', () => {
    const handedIn = { kind: 'submission.handed-in' as const };
    expect(writeMail(handedIn, { to: 'learner', language: 'en', ...facts })?.text).toContain(
      'December 1, 2026',
    );
    expect(writeMail(handedIn, { to: 'learner', language: 'es', ...facts })?.text).toContain(
      '1 de diciembre de 2026',
    );
  });

  it('is not written to who is not told', () => {
    for (const to of audience.options)
      expect(writeMail({ kind: 'assessment.claimed' }, { to, language: 'en', ...facts })).toBeUndefined();
  });
});
