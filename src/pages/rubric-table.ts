import type { Rubric } from '../domain/rubric.ts';
import { type Html, html } from './html.ts';
import type { CatalogMessages } from './messages/catalog.ts';
import type { Say } from './say.ts';

/** The rubric as a table: a row for each criterion, a column for each level, the required level marked in words. */
export function rubricTable(
  { levels, criteria }: Rubric,
  say: Say,
  words: Pick<CatalogMessages['definition'], 'criterion' | 'required' | 'judged'>,
): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${words.judged}"><table>
<thead><tr><th scope="col">${words.criterion}</th>${levels.map((level, index) => html`<th scope="col">${say(`/rubric/levels/${index}/name`, level.name)}</th>`)}</tr></thead>
<tbody>${criteria.map((criterion, index) => {
    const at = `/rubric/criteria/${index}`;
    return html`<tr><th scope="row">${say(`${at}/name`, criterion.name)}${
      criterion.description &&
      html`<br><small class="soft">${say(`${at}/description`, criterion.description)}</small>`
    }</th>${levels.map(
      (level) =>
        html`<td${level.id === criterion.requiredLevel && html` class="reached"`}>${
          level.id === criterion.requiredLevel && html`<strong>${words.required}</strong> `
        }${say(`${at}/descriptors/${level.id}`, criterion.descriptors[level.id] ?? '')}</td>`,
    )}</tr>`;
  })}</tbody></table></div>`;
}
