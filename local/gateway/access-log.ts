/** What an access log can tell of a request, by the name of its `$context` variable. */
export type LogFacts = Record<string, string | number | undefined>;

/** One line of the access log: the format of the stage with its variables filled in; `-` where there is nothing to tell. */
export const accessLogLine = (format: string, facts: LogFacts): string =>
  format.replace(/\$context\.([A-Za-z.]*[A-Za-z])/g, (_, name: string) => String(facts[name] ?? '-'));
