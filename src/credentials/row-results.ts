import * as z from 'zod';
import type { FieldError } from '../domain/domain-error.ts';

const level = z.looseObject({ id: z.string(), name: z.string().optional() });
const description = z.looseObject({
  id: z.string(),
  resultType: z.string(),
  requiredLevel: z.string().optional(),
  allowedValue: z.array(z.string()).optional(),
  valueMin: z.string().optional(),
  valueMax: z.string().optional(),
  rubricCriterionLevel: z.array(level).optional(),
});

/** A result that an achievement describes, as far as a row of a batch says what was reached. */
export type RowResultDescription = z.infer<typeof description>;

/** The results that an achievement describes; none where its descriptions are not in order, which the check tells. */
export function describedResults(achievement: object): readonly RowResultDescription[] {
  const descriptions = 'resultDescription' in achievement ? achievement.resultDescription : [];
  const parsed = z.array(description).safeParse(descriptions);
  return parsed.success ? parsed.data : [];
}

/** The description that a row means by this id: its whole id, or what follows the `#` of it. */
export function describedAs(
  descriptions: readonly RowResultDescription[],
  id: string,
): RowResultDescription | undefined {
  return named(descriptions, id);
}

/**
 * The results of a row (Open Badges 3.0, Result): a level where levels are described, by its id, what follows the `#` of that,
 * or its name; else a value.
 */
export function rowResults(
  descriptions: readonly RowResultDescription[],
  reached: Readonly<Record<string, string>>,
): { readonly results: object[]; readonly problems: FieldError[] } {
  const results: object[] = [];
  const problems: FieldError[] = [];
  for (const [id, value] of Object.entries(reached)) {
    const found = describedAs(descriptions, id);
    const made = found ? result(found, value) : 'is not described by the achievement';
    if (typeof made === 'string') problems.push({ field: `result.${id}`, message: made });
    else results.push(made);
  }
  return { results, problems };
}

/** @returns the result, or what is wrong with the value */
function result(described: RowResultDescription, value: string): object | string {
  const entry = { type: ['Result'], resultDescription: described.id };
  const { rubricCriterionLevel: levels, allowedValue: allowed } = described;
  if (levels) {
    const achieved = named(levels, value) ?? onlyOne(levels.filter(({ name }) => name === value));
    if (!achieved) return `must be a level: ${levels.map(({ name, id }) => name ?? id).join(', ')}`;
    return { ...entry, achievedLevel: achieved.id, ...(achieved.name && { value: achieved.name }) };
  }
  if (described.resultType === 'Status') return { ...entry, status: value };
  if (allowed && !allowed.includes(value)) return `must be one of: ${allowed.join(', ')}`;
  return outside(described, value) ?? { ...entry, value };
}

const decimal = /^[+-]?\d{1,12}(?:\.\d{1,12})?$/;

function outside({ valueMin, valueMax }: RowResultDescription, value: string): string | undefined {
  const number = (text: string | undefined) => (decimal.test(text ?? '') ? Number(text) : undefined);
  const [min, max, given] = [number(valueMin), number(valueMax), number(value)];
  if (min === undefined && max === undefined) return undefined;
  if (given === undefined) return 'must be a number';
  return given < (min ?? given) || given > (max ?? given)
    ? `must be from ${min ?? 'anything'} to ${max ?? 'anything'}`
    : undefined;
}

function named<T extends { readonly id: string }>(items: readonly T[], id: string): T | undefined {
  return items.find((one) => one.id === id) ?? onlyOne(items.filter((one) => one.id.split('#')[1] === id));
}

/** A short name that two have names neither. */
function onlyOne<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}
