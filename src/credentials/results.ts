/** One step of a criterion's scale, as far as it orders. */
export interface LevelFacts {
  readonly id: string;
  readonly level?: string | undefined;
  readonly points?: string | undefined;
}

/** What a result is measured on (Open Badges 3.0, ResultDescription). */
export interface DescriptionFacts {
  readonly id: string;
  readonly requiredLevel?: string | undefined;
  readonly rubricCriterionLevel?: readonly LevelFacts[] | undefined;
}

/** What was reached (Open Badges 3.0, Result). */
export interface ResultFacts {
  readonly resultDescription?: string | undefined;
  readonly achievedLevel?: string | undefined;
}

/** What is wrong with the results. `of` says which entry of which list it is about. */
export interface ResultProblem {
  readonly code:
    | 'ambiguous-description'
    | 'unknown-description'
    | 'unknown-level'
    | 'level-not-reached'
    | 'levels-not-ordered'
    | 'result-missing';
  readonly of: 'resultDescription' | 'result';
  readonly index: number;
}

const decimal = /^-?\d{1,9}(?:\.\d{1,9})?$/;

/**
 * Whether every result belongs to its description and reaches the level that the description requires. The order of levels
 * is taken from their numeric `level`, or else `points`: the order of the array is not signed (the context has it as a set).
 */
export function resultProblems(
  descriptions: readonly DescriptionFacts[],
  results: readonly ResultFacts[],
): ResultProblem[] {
  const problems: ResultProblem[] = [];
  const byId = new Map<string, DescriptionFacts>();
  for (const [index, description] of descriptions.entries()) {
    const { id, requiredLevel, rubricCriterionLevel: levels = [] } = description;
    const problem = (code: ResultProblem['code']) => problems.push({ code, of: 'resultDescription', index });
    if (byId.has(id) || new Set(levels.map((level) => level.id)).size < levels.length)
      problem('ambiguous-description');
    else if (requiredLevel !== undefined && !levels.some((level) => level.id === requiredLevel))
      problem('unknown-level');
    else if (requiredLevel !== undefined && !results.some((result) => result.resultDescription === id))
      problem('result-missing');
    byId.set(id, description);
  }
  for (const [index, result] of results.entries()) {
    const code = resultProblem(byId, result);
    if (code !== undefined) problems.push({ code, of: 'result', index });
  }
  return problems;
}

function resultProblem(
  descriptions: ReadonlyMap<string, DescriptionFacts>,
  { resultDescription, achievedLevel }: ResultFacts,
): ResultProblem['code'] | undefined {
  if (resultDescription === undefined) return achievedLevel === undefined ? undefined : 'unknown-description';
  const description = descriptions.get(resultDescription);
  if (description === undefined) return 'unknown-description';
  const { requiredLevel, rubricCriterionLevel: levels = [] } = description;
  if (achievedLevel === undefined) return requiredLevel === undefined ? undefined : 'result-missing';
  if (!levels.some((level) => level.id === achievedLevel)) return 'unknown-level';
  if (requiredLevel === undefined || requiredLevel === achievedLevel) return undefined;
  const ranks = ranksOf(levels);
  const [achieved, required] = [ranks?.get(achievedLevel), ranks?.get(requiredLevel)];
  if (achieved === undefined || required === undefined) return 'levels-not-ordered';
  return achieved < required ? 'level-not-reached' : undefined;
}

/** The place of each level by id, lower first; undefined when the levels do not say. */
export function ranksOf(levels: readonly LevelFacts[]): ReadonlyMap<string, number> | undefined {
  for (const measure of ['level', 'points'] as const) {
    const numbers = levels.map((level) => Number(decimal.exec(level[measure] ?? '')?.[0] ?? Number.NaN));
    if (!numbers.some(Number.isNaN) && new Set(numbers).size === levels.length)
      return new Map(levels.map((level, index) => [level.id, numbers[index] ?? 0]));
  }
  return undefined;
}
