import * as z from 'zod';
import { criterion } from '../rubric.ts';
import { line, slug } from '../text.ts';
import { artifact, methodComponent, passCriteria, prompt, resource } from './parts.ts';
import { research } from './research.ts';
import { texts } from './texts.ts';

const ofEach = <T extends z.ZodType>(text: T) => z.record(slug, text);

/**
 * The texts of a definition in another language, each where the original has it; items are named by their ids. Any text may
 * be missing: readers are then shown the original, marked as such.
 */
export const translation = z
  .strictObject({
    ...texts,
    methodComponents: ofEach(methodComponent.pick({ title: true, description: true }).partial()).describe(
      'Titles and descriptions by the id of the component.',
    ),
    research: research
      .pick({ rationale: true })
      .partial()
      .describe('The rationale. Citations stay as they are.'),
    resources: ofEach(resource.shape.title).describe('Titles by the id of the resource.'),
    overview: ofEach(prompt.shape.text).describe('Questions of part 1 by the id of the prompt.'),
    artifacts: ofEach(
      z.strictObject({ title: artifact.shape.title, description: artifact.shape.description }).partial(),
    ).describe('Titles and descriptions by the id of the artifact.'),
    reflection: ofEach(prompt.shape.text).describe('Questions of part 3 by the id of the prompt.'),
    passCriteria: passCriteria.describe('When the answers of parts 1 and 3 pass.'),
    rubric: z
      .strictObject({
        levels: ofEach(line(80)).describe('Names by the id of the level.'),
        criteria: ofEach(
          criterion.pick({ name: true, description: true, descriptors: true }).partial(),
        ).describe('Names, descriptions and descriptors by the id of the criterion.'),
      })
      .partial()
      .describe('The texts of the rubric.'),
    image: z
      .strictObject({ caption: line(300) })
      .partial()
      .describe('What the badge says to who cannot see it.'),
  })
  .partial();
export type Translation = z.infer<typeof translation>;

/** A definition, or as much of it as there is, as far as its texts are concerned. */
export interface Translatable {
  readonly language?: string | undefined;
  readonly translations?: Readonly<Record<string, Translation>> | undefined;
}

type Step = string | number;

/** Where a text stands: in the definition, and in a translation of it. */
interface Place {
  readonly at: readonly Step[];
  readonly key: readonly string[];
}

interface Item {
  readonly id?: string;
}

/** Every text of the definition that a translation can have, in the order in which it is read. */
function placesOf(definition: Translatable): Place[] {
  const fields = definition as Readonly<Record<string, unknown>>;
  const single = (...path: string[]): Place[] =>
    valueAt(fields, path) === undefined ? [] : [{ at: path, key: path }];
  const items = (path: readonly string[], members: readonly string[], alone = false): Place[] =>
    ((valueAt(fields, path) ?? []) as readonly Item[]).flatMap((item, index) =>
      members
        .filter((member) => item.id !== undefined && valueAt(item, [member]) !== undefined)
        .map((member) => ({
          at: [...path, index, member],
          key: [...path, item.id ?? '', ...(alone ? [] : [member])],
        })),
    );
  const criteria = ['rubric', 'criteria'];
  const descriptors = ((valueAt(fields, criteria) ?? []) as readonly (Item & { descriptors?: object })[]).map(
    ({ id = '', descriptors: byLevel = {} }, index) =>
      Object.keys(id === '' ? {} : byLevel).map((level) => ({
        at: [...criteria, index, 'descriptors', level],
        key: [...criteria, id, 'descriptors', level],
      })),
  );
  const ofCriteria = items(criteria, ['name', 'description']);
  return [
    ...Object.keys(texts).flatMap((name) => single(name)),
    ...items(['methodComponents'], ['title', 'description']),
    ...single('research', 'rationale'),
    ...items(['resources'], ['title'], true),
    ...items(['overview'], ['text'], true),
    ...single('passCriteria', 'overview'),
    ...items(['artifacts'], ['title', 'description']),
    ...items(['reflection'], ['text'], true),
    ...single('passCriteria', 'reflection'),
    ...items(['rubric', 'levels'], ['name'], true),
    ...descriptors.flatMap((places, index) => [...ofCriteria.filter(({ at }) => at[2] === index), ...places]),
    ...single('image', 'caption'),
  ];
}

function valueAt(value: unknown, path: readonly Step[]): unknown {
  return path.reduce<unknown>(
    (found, step) =>
      typeof found === 'object' && found !== null && Object.hasOwn(found, step)
        ? (found as Record<Step, unknown>)[step]
        : undefined,
    value,
  );
}

const pointerOf = (path: readonly Step[]) => path.map((step) => `/${step}`).join('');

/** The languages of a definition, the original first. */
export function languagesOf({
  language,
  translations = {},
}: Translatable & { language: string }): [string, ...string[]] {
  return [language, ...Object.keys(translations)];
}

/**
 * A definition in one of its languages, without the others: what the translation lacks stays in the original.
 * @returns JSON pointers to the texts that it lacks
 */
export function inLanguage<T extends Translatable>(
  definition: T,
  language: string,
): { readonly definition: Omit<T, 'translations'>; readonly untranslated: readonly string[] } {
  const { translations = {}, ...original } = definition;
  const shown = Object.hasOwn(translations, language) ? translations[language] : undefined;
  if (!shown) return { definition: original, untranslated: [] };
  const translated = { ...structuredClone(original), language };
  const untranslated: string[] = [];
  for (const { at, key } of placesOf(original)) {
    const text = valueAt(shown, key);
    const holder = valueAt(translated, at.slice(0, -1)) as Record<Step, unknown>;
    const [last = ''] = at.slice(-1);
    if (text === undefined) untranslated.push(pointerOf(at));
    else holder[last] = text;
  }
  return { definition: translated, untranslated };
}

/** What each translation lacks, as JSON pointers into the definition. */
export function untranslatedTexts(definition: Translatable): Record<string, string[]> {
  return Object.fromEntries(
    Object.keys(definition.translations ?? {}).map((language) => [
      language,
      [...inLanguage(definition, language).untranslated],
    ]),
  );
}

/** Texts in translations that the definition has no place for, as paths from the definition. */
export function strayTranslations(definition: Translatable): string[][] {
  const { translations = {} } = definition;
  const known = new Set(placesOf(definition).map(({ key }) => pointerOf(key)));
  return Object.entries(translations).flatMap(([language, one]) =>
    leavesOf(one)
      .filter((path) => !known.has(pointerOf(path)))
      .map((path) => ['translations', language, ...path]),
  );
}

function leavesOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[]];
  return Object.entries(value).flatMap(([member, child]) =>
    child === undefined ? [] : leavesOf(child).map((path) => [member, ...path]),
  );
}
