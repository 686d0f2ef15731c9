import axe from 'axe-core';
import type { Page } from 'playwright-core';

const { source } = axe;

/** What axe holds against a page by WCAG 2.2 AA and its best practices, or by these rules alone: rule and place, one text each. */
export async function accessibilityProblems(page: Page, rules?: readonly string[]): Promise<string[]> {
  const options = { resultTypes: ['violations'], ...(rules && { runOnly: rules }) };
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(source);
  return page.evaluate(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ' at ' + target.join(' ') + ': ' + failureSummary)))`);
}
