import { maxEvidenceItems } from '../evidence.ts';
import type { Rubric } from '../rubric.ts';
import type { AssessmentPolicy } from './assessment-policy.ts';
import type { Artifact } from './parts.ts';
import { strayTranslations, type Translatable } from './translation.ts';

/** The fields that depend on each other, as many of them as there are. */
interface Related extends Translatable {
  readonly overview?: readonly { readonly id: string }[] | undefined;
  readonly reflection?: readonly { readonly id: string }[] | undefined;
  readonly passCriteria?:
    | { readonly overview?: string | undefined; readonly reflection?: string | undefined }
    | undefined;
  readonly artifacts?: readonly Artifact[] | undefined;
  readonly rubric?: Rubric | undefined;
  readonly assessmentPolicy?: AssessmentPolicy | undefined;
}

/** Something wrong between fields that are each right by themselves. */
interface Inconsistency {
  readonly path: (string | number)[];
  readonly message: string;
}

/** Where fields of a definition do not fit each other. */
export function inconsistencies(fields: Related): Inconsistency[] {
  return [...ofPrompts(fields), ...ofArtifacts(fields), ...ofPolicy(fields), ...ofTranslations(fields)];
}

function ofPrompts({ overview = [], reflection = [], passCriteria = {} }: Related): Inconsistency[] {
  const twice = reflection.some(({ id }) => overview.some((one) => one.id === id));
  const parts = { overview, reflection };
  return [
    ...(twice
      ? [
          {
            path: ['reflection'],
            message: 'prompt ids must differ from those of the overview: an answer belongs to one prompt',
          },
        ]
      : []),
    ...(['overview', 'reflection'] as const).flatMap((part) => {
      const path = ['passCriteria', part];
      if (parts[part].length > 0 && passCriteria[part] === undefined)
        return [{ path, message: 'answers need criteria by which they pass' }];
      if (parts[part].length === 0 && passCriteria[part] !== undefined)
        return [{ path, message: 'there are no prompts to judge by it' }];
      return [];
    }),
  ];
}

function ofArtifacts({ artifacts, rubric }: Related): Inconsistency[] {
  const fewest = (artifacts ?? []).reduce((sum, { minItems = 1 }) => sum + minItems, 0);
  const known = artifacts?.map(({ id }) => id);
  return [
    ...(fewest > maxEvidenceItems
      ? [
          {
            path: ['artifacts'],
            message: `ask for ${fewest} items together; a submission holds ${maxEvidenceItems}`,
          },
        ]
      : []),
    ...(rubric?.criteria ?? []).flatMap((criterion, index) =>
      (criterion.judgedFrom ?? []).flatMap((id, place) =>
        known && !known.includes(id)
          ? [
              {
                path: ['rubric', 'criteria', index, 'judgedFrom', place],
                message: 'must be the id of an artifact',
              },
            ]
          : [],
      ),
    ),
  ];
}

function ofPolicy({ assessmentPolicy: { assessors = 1, disagreement } = {} }: Related): Inconsistency[] {
  const path = ['assessmentPolicy', 'disagreement'];
  if (assessors === 1 && disagreement !== undefined)
    return [{ path, message: 'one assessor cannot disagree: it is for two' }];
  if (assessors === 2 && disagreement === undefined)
    return [{ path, message: 'two assessors may disagree: say who decides then' }];
  return [];
}

function ofTranslations(fields: Related): Inconsistency[] {
  const { language, translations = {} } = fields;
  return [
    ...(language !== undefined && Object.hasOwn(translations, language)
      ? [{ path: ['translations', language], message: 'is the language of the definition itself' }]
      : []),
    ...strayTranslations(fields).map((path) => ({
      path,
      message: 'translates what the definition does not have',
    })),
  ];
}
