import { issuerUrl, versionUrl } from '../credentials/addresses.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { Definition, Version } from '../domain/micro-credential.ts';
import type { TextReply } from '../http/operation.ts';
import { alternateForm, externalLink, type Html, html, paragraphs } from './html.ts';
import { page } from './layout.ts';
import { rubricTable } from './rubric-table.ts';

/** What a learner reads before starting: the skill, the method, the research, what to submit, and the whole rubric. */
export function microCredentialPage(shown: {
  version: Version;
  issuer: Issuer;
  publicUrl: string;
}): TextReply {
  const { version, issuer, publicUrl } = shown;
  const { definition } = version;
  const address = versionUrl(publicUrl, version.microCredentialId, version.version);
  return page({
    title: `${definition.name} · ${issuer.name}`,
    language: definition.language,
    headers: { 'cache-control': 'public, max-age=60' },
    head: alternateForm(address, 'application/json'),
    body: html`<header><p class="soft"><a href="${issuerUrl(publicUrl, issuer.id)}">${issuer.name}</a> · micro-credential</p>
<h1>${definition.name}</h1>
<p><img src="${new URL(address).pathname}/image" width="128" height="128" alt="${definition.image?.caption ?? `Badge: ${definition.name}`}"></p></header>
<main>
<h2>Competency</h2>${paragraphs(definition.competency)}
<h2>Key method</h2>${paragraphs(definition.keyMethod)}
<h2>Method components</h2>${definition.methodComponents.map(
      (component) => html`<h3>${component.title}</h3>${paragraphs(component.description)}`,
    )}
<h2>Supporting research and rationale</h2>${paragraphs(definition.research.rationale)}
<ul>${definition.research.citations.map(
      ({ text, url }) => html`<li>${text}${url && html` ${externalLink(url)}`}</li>`,
    )}</ul>
${definition.resources?.length !== undefined && definition.resources.length > 0 && resources(definition.resources)}
<h2>What you submit</h2>${parts(definition)}
<h2>How it is judged</h2>
<p>People who know the field judge your work against this rubric. Every criterion must reach its required level.</p>
${rubricTable(definition.rubric)}
${definition.alignment && alignments(definition.alignment)}
<h2>About this version</h2>
<dl><dt>Version</dt><dd>${version.version}, published ${version.publishedAt.slice(0, 10)}</dd>
<dt>Change</dt><dd>${version.changeNote}</dd>
<dt>Address</dt><dd><a href="${address}">${address}</a></dd>
${definition.audience && html`<dt>For</dt><dd>${definition.audience}</dd>`}
${definition.hours !== undefined && html`<dt>Work</dt><dd>about ${definition.hours} hours</dd>`}
${definition.validFor && html`<dt>Valid</dt><dd>for ${duration(definition.validFor)} after the award</dd>`}
${definition.creditsAvailable !== undefined && html`<dt>Credits</dt><dd>${definition.creditsAvailable}</dd>`}
${definition.fieldOfStudy && html`<dt>Field</dt><dd>${definition.fieldOfStudy}</dd>`}
${definition.humanCode && html`<dt>Code</dt><dd>${definition.humanCode}</dd>`}
${definition.related && html`<dt>Related</dt><dd>${definition.related.map(({ id }) => html`${externalLink(id)} `)}</dd>`}
${definition.keywords && html`<dt>Keywords</dt><dd>${definition.keywords.join(', ')}</dd>`}</dl>
</main>`,
  });
}

function resources(list: NonNullable<Definition['resources']>): Html {
  return html`<h2>Resources</h2><ul>${list.map(({ title, url }) => html`<li>${externalLink(url, title)}</li>`)}</ul>`;
}

function alignments(list: NonNullable<Definition['alignment']>): Html {
  return html`<h2>What it is aligned with</h2><ul>${list.map(
    ({ targetName, targetUrl, targetFramework, targetCode, targetDescription }) =>
      html`<li>${externalLink(targetUrl, targetName)}${targetCode && html` (${targetCode})`}${targetFramework && html`, ${targetFramework}`}${targetDescription && html`: ${targetDescription}`}</li>`,
  )}</ul>`;
}

function duration(period: NonNullable<Definition['validFor']>): string {
  const [count, unit] = 'months' in period ? [period.months, 'month'] : [period.years, 'year'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function parts({ overview = [], artifacts, reflection = [] }: Definition): Html {
  const prompts = (title: string, list: typeof overview) =>
    list.length > 0 &&
    html`<h3>${title}</h3><ul>${list.map(({ text, wordLimit }) => html`<li>${text} <span class="soft">(${wordLimit} words at most)</span></li>`)}</ul>`;
  return html`${prompts('Part 1: overview', overview)}
<h3>Part 2: work examples</h3><ul>${artifacts.map(
    ({ title, description, accepts }) =>
      html`<li><strong>${title}</strong> <span class="soft">(${accepts.join(' or ')})</span>: ${description}</li>`,
  )}</ul>
${prompts('Part 3: reflection', reflection)}`;
}
