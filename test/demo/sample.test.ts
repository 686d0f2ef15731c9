import { describe, expect, it } from 'vitest';
import { account, answers, judgement } from '../../demo/work.ts';
import sample from '../../samples/definitions/coaching-a-caregiver.json' with { type: 'json' };
import issuer from '../../samples/riverbend.json' with { type: 'json' };
import { requireAwardable, score } from '../../src/domain/assessment.ts';
import { issuerProfile } from '../../src/domain/issuer.ts';
import { definition, promptsOf } from '../../src/domain/micro-credential.ts';
import { countWords, slug } from '../../src/domain/text.ts';

const parsed = definition.parse(sample.definition);

describe('the sample', () => {
  it('is a complete definition of an issuer', () => {
    expect(parsed).toEqual(sample.definition);
    expect(issuerProfile.extend({ id: slug }).parse(issuer)).toEqual(issuer);
  });

  it('holds text only, no markup', () => {
    expect(JSON.stringify(sample)).not.toMatch(/<[a-z/!]/i);
  });

  it('cites in its rationale every publication that it lists', () => {
    for (const { authors = [], year } of parsed.research.citations) {
      const author = authors[0]?.split(',')[0] ?? '';
      const mention = new RegExp(`${author}[^.]*?\\(?${year}|\\(${author}[^)]*${year}\\)`);
      expect(parsed.research.rationale, author).toMatch(mention);
    }
  });

  it('takes a file, a file or link, and a text', () => {
    expect(parsed.artifacts.map(({ accepts }) => accepts)).toEqual([['file'], ['file', 'link'], ['text']]);
  });
});

describe('the work in the demo', () => {
  it('answers just the prompts of the sample, within their limits', () => {
    const prompts = promptsOf(parsed);
    expect(Object.keys(answers)).toEqual(prompts.map(({ id }) => id));
    for (const { id, wordLimit } of prompts)
      expect(countWords(answers[id] ?? ''), id).toBeLessThanOrEqual(wordLimit);
  });

  it('has an account of the length that is asked for', () => {
    expect(countWords(account)).toBeGreaterThanOrEqual(300);
    expect(countWords(account)).toBeLessThanOrEqual(800);
  });

  it('is judged on every criterion, at levels that carry an award', () => {
    for (const given of Object.values(judgement)) expect(score.parse(given)).toEqual(given);
    expect(() => requireAwardable({ rubric: parsed.rubric }, { scores: judgement, parts: {} })).not.toThrow();
    const criteria = parsed.rubric.criteria.map(({ id }) => id);
    expect(Object.keys(judgement)).toEqual(criteria);
  });
});
