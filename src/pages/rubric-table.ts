import type { Rubric } from '../domain/rubric.ts';
import { type Html, html } from './html.ts';

/** The rubric as a table: a row for each criterion, a column for each level, the required level marked in words. */
export function rubricTable({ levels, criteria }: Rubric): Html {
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">Criterion</th>${levels.map((level) => html`<th scope="col">${level.name}</th>`)}</tr></thead>
<tbody>${criteria.map(
    (criterion) =>
      html`<tr><th scope="row">${criterion.name}${
        criterion.description && html`<br><small class="soft">${criterion.description}</small>`
      }</th>${levels.map(
        (level) =>
          html`<td${level.id === criterion.requiredLevel && html` class="reached"`}>${
            level.id === criterion.requiredLevel && html`<strong>Required level.</strong> `
          }${criterion.descriptors[level.id]}</td>`,
      )}</tr>`,
  )}</tbody></table></div>`;
}
