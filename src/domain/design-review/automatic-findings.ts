import { untranslatedTexts } from '../definition/translation.ts';
import { pointerTo } from '../json-pointer.ts';
import type { Draft } from '../micro-credential.ts';
import { wellFormedFields } from '../well-formed-fields.ts';
import { awardsTime } from './award-wording.ts';
import { type DesignText, textsForLearners } from './design-texts.ts';
import type { Finding } from './finding.ts';
import { type Reading, readingOf } from './reading-ease.ts';
import { areaOf, says, wordHints } from './word-hints.ts';

type Fields = Draft['fields'];

/** What software finds in a design, complete or not. It never decides whether the design is good: it points. */
export function automaticFindings(fields: Fields): Finding[] {
  const texts = textsForLearners(fields);
  return [
    ...timeAwards(texts),
    ...alikeLevels(fields),
    ...artifactsAndCriteria(fields),
    ...formsOfEvidence(fields),
    ...unreachableCitations(fields),
    ...unsaid(fields),
    ...untranslated(fields),
    ...hardTexts(fields),
    ...hintedWords(texts),
  ];
}

/** How hard the design is to read, as a whole and its rubric by itself, in each of its languages. */
export function readingsOf(fields: Fields): (Reading & { at: string; language: string })[] {
  const byLanguage = Map.groupBy(textsForLearners(fields), ({ language }) => language);
  return [...byLanguage].flatMap(([language, texts]) => {
    const root = language === fields.language ? '' : pointerTo(['translations', language]);
    return [root, `${root}/rubric`].flatMap((at) => {
      const passages = texts.filter((one) => one.at.startsWith(`${at}/`)).map(({ text }) => text);
      return passages.length === 0 ? [] : [{ at, language, ...readingOf(passages, language) }];
    });
  });
}

/** In what is judged by it blocks; elsewhere it may be said of something else. */
function timeAwards(texts: readonly DesignText[]): Finding[] {
  return texts.flatMap(({ at, language, text }) => {
    const words = awardsTime(text, language);
    if (words === undefined) return [];
    const judged = /^(?:\/translations\/[^/]+)?\/(?:name|competency|passCriteria|rubric)(?:\/|$)/.test(at);
    return [
      {
        id: 'award-by-time',
        effect: judged ? ('blocks' as const) : ('advises' as const),
        area: 'impact' as const,
        at,
        found: `"${words}" counts time or completion.`,
        todo: 'Say what the work must show. Nobody earns this by being somewhere for long enough, nor by finishing a course.',
      },
    ];
  });
}

/** Without case, spaces and punctuation; numbers tell levels apart. */
function plain(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

function alikeLevels({ rubric: { criteria = [], levels = [] } = {} }: Fields): Finding[] {
  return criteria.flatMap(({ descriptors = {} }, index) =>
    Object.entries(descriptors).flatMap(([level, text], place, all): Finding[] => {
      if (text === undefined) return [];
      const at = pointerTo(['rubric', 'criteria', index, 'descriptors', level]);
      const same = all
        .slice(0, place)
        .find(([, other]) => other !== undefined && plain(other) === plain(text));
      if (same)
        return [
          {
            id: 'levels-alike',
            effect: 'blocks',
            area: 'impact',
            at,
            found: `It says the same as "${same[0]}".`,
            todo: 'Say what an assessor sees at this level and not at the other one.',
          },
        ];
      const name = levels.find(({ id }) => id === level)?.name;
      if (name === undefined || !plain(name).includes(plain(text))) return [];
      return [
        {
          id: 'descriptor-is-name',
          effect: 'blocks',
          area: 'impact',
          at,
          found: 'It only repeats the name of the level.',
          todo: 'Describe what an assessor sees in the work at this level.',
        },
      ];
    }),
  );
}

function artifactsAndCriteria({ artifacts = [], rubric: { criteria = [] } = {} }: Fields): Finding[] {
  const named = new Set(criteria.flatMap(({ judgedFrom = [] }) => judgedFrom));
  const allNamed = criteria.length > 0 && criteria.every(({ judgedFrom }) => judgedFrom !== undefined);
  return [
    ...criteria.flatMap(({ judgedFrom }, index): Finding[] =>
      judgedFrom !== undefined || artifacts.length < 2
        ? []
        : [
            {
              id: 'criterion-names-no-artifact',
              effect: 'advises',
              area: 'impact',
              at: pointerTo(['rubric', 'criteria', index]),
              found: 'It does not say which artifacts it is judged from: assessors look in all of them.',
              todo: 'Name them in judgedFrom.',
            },
          ],
    ),
    ...artifacts.flatMap(({ id }, index): Finding[] =>
      !allNamed || id === undefined || named.has(id)
        ? []
        : [
            {
              id: 'artifact-not-judged',
              effect: 'blocks',
              area: 'equity',
              at: pointerTo(['artifacts', index]),
              found: 'No criterion is judged from it.',
              todo: 'Name it in judgedFrom of a criterion, or do not ask for it: learners give only what is needed.',
            },
          ],
    ),
  ];
}

function formsOfEvidence({ artifacts = [] }: Fields): Finding[] {
  return artifacts.flatMap(({ accepts = [], fileTypes }, index): Finding[] => {
    const at = pointerTo(['artifacts', index, 'accepts']);
    const recorded = fileTypes?.every((type) => /^(?:audio|video)\//.test(type)) ?? false;
    if (accepts.length === 1 && accepts[0] === 'file' && recorded)
      return [
        {
          id: 'recording-only',
          effect: 'blocks',
          area: 'access',
          at,
          found: 'It takes nothing but a recording.',
          todo: 'Take a written account or a document too: not everybody can be filmed or recorded, nor see or hear it.',
        },
      ];
    if (accepts.length === 1 && accepts[0] !== 'text')
      return [
        {
          id: 'one-form-only',
          effect: 'advises',
          area: 'access',
          at,
          found: `It takes nothing but a ${accepts[0]}.`,
          todo: 'Take text too where words can show the same, for whoever cannot make or open the other.',
        },
      ];
    return [];
  });
}

function unreachableCitations({ research: { citations = [] } = {} }: Fields): Finding[] {
  const reachable = citations.filter(({ doi, url }) => doi !== undefined || url !== undefined);
  if (citations.length === 0 || reachable.length > 0) return [];
  return [
    {
      id: 'citations-out-of-reach',
      effect: 'advises',
      area: 'impact',
      at: '/research/citations',
      found: 'None of them has a DOI or an address.',
      todo: 'Add one where there is one, so that readers can check what the method rests on.',
    },
  ];
}

function unsaid(fields: Fields): Finding[] {
  const said: readonly (readonly [
    name: 'feeNote' | 'audience',
    id: string,
    area: 'access' | 'equity',
    todo: string,
  ])[] = [
    ['feeNote', 'cost-unsaid', 'access', 'Say what it costs and who need not pay, also when it is free.'],
    ['audience', 'audience-unsaid', 'equity', 'Say whom it is for, as widely as it holds.'],
  ];
  return said
    .filter(([name]) => fields[name] === undefined)
    .map(([name, id, area, todo]) => ({
      id,
      effect: 'advises',
      area,
      at: `/${name}`,
      found: 'It is not said.',
      todo,
    }));
}

function untranslated(fields: Fields): Finding[] {
  return Object.entries(untranslatedTexts(wellFormedFields(fields))).flatMap(
    ([language, pointers]): Finding[] =>
      pointers.length === 0
        ? []
        : [
            {
              id: 'untranslated',
              effect: 'advises',
              area: 'language',
              at: pointerTo(['translations', language]),
              found: `${pointers.length} ${pointers.length === 1 ? 'text is' : 'texts are'} still in the original, ${pointers[0]} first.`,
              todo: 'Translate them, the rubric before all: readers are shown the original where a text is missing.',
            },
          ],
  );
}

function hardTexts(fields: Fields): Finding[] {
  return readingsOf(fields).flatMap((one): Finding[] => {
    if (!one.hard) return [];
    const found =
      one.measure === 'inflesz'
        ? `INFLESZ ${one.value}: very hard to read.`
        : `Reading grade ${one.measure === 'flesch-kincaid-grade' ? one.value : ''} (Flesch-Kincaid): harder than the last year of school.`;
    return [
      {
        id: 'hard-to-read',
        effect: 'advises',
        area: 'language',
        at: one.at,
        found,
        todo: 'Shorten the longest sentences, and use the shorter of two words.',
      },
    ];
  });
}

function hintedWords(texts: readonly DesignText[]): Finding[] {
  return texts.flatMap(({ at, language, text }) =>
    (wordHints[language.split('-')[0] ?? ''] ?? [])
      .filter(({ phrase }) => says(text, phrase))
      .map(
        (hint): Finding => ({
          id: hint.kind,
          effect: 'advises',
          area: areaOf(hint),
          at,
          found: `"${hint.phrase.replaceAll('*', '…')}": ${hint.reason}`,
          todo: `Instead: ${hint.instead}.`,
        }),
      ),
  );
}
