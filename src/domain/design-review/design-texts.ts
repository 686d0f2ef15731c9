import { pointerTo } from '../json-pointer.ts';
import type { Draft } from '../micro-credential.ts';

/** A text of a design: where it stands (JSON pointer) and in which language. */
export interface DesignText {
  readonly at: string;
  readonly language: string;
  readonly text: string;
}

type Fields = Readonly<Record<string, unknown>>;
type Step = string | number;

/** What learners read before and while they work, and assessors judge by. Research is read by few, and quoted. */
const learnerFields = [
  'name',
  'competency',
  'keyMethod',
  'methodComponents',
  'audience',
  'feeNote',
  'overview',
  'artifacts',
  'reflection',
  'passCriteria',
  'rubric',
] as const;

/** Members that hold no text for people. */
const notText = new Set(['id', 'requiredLevel', 'judgedFrom', 'accepts', 'fileTypes', 'url']);

/** Every text that learners read, in every language, as far as the draft says which one it is in. */
export function textsForLearners(fields: Draft['fields']): DesignText[] {
  const { language, translations = {} } = fields;
  return [
    ...(language === undefined ? [] : textsIn(fields as Fields, language, [])),
    ...Object.entries(translations).flatMap(([tag, translated]) =>
      textsIn((translated ?? {}) as Fields, tag, ['translations', tag]),
    ),
  ];
}

function textsIn(fields: Fields, language: string, at: readonly Step[]): DesignText[] {
  return learnerFields.flatMap((name) => found(fields[name], language, [...at, name]));
}

function found(value: unknown, language: string, at: readonly Step[]): DesignText[] {
  if (typeof value === 'string') return [{ at: pointerTo(at), language, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  const list = Array.isArray(value);
  return Object.entries(value)
    .filter(([member]) => list || !notText.has(member))
    .flatMap(([member, child]) => found(child, language, [...at, member]));
}
