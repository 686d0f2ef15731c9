import { issuerUrl, microCredentialUrl, versionUrl } from '../credentials/addresses.ts';
import { frameworkOf } from '../domain/definition/alignment.ts';
import type { AssessmentPolicy } from '../domain/definition/assessment-policy.ts';
import { citationAddress, citationLine } from '../domain/definition/research.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { Definition, Version } from '../domain/micro-credential.ts';
import type { PublicRetirement } from '../domain/retirement.ts';
import type { TextReply } from '../http/operation.ts';
import { alternateForm, externalLink, type Html, html, paragraphs } from './html.ts';
import { page } from './layout.ts';
import { rubricTable } from './rubric-table.ts';
import { type Say, sayIn } from './say.ts';

/** What a page of a micro-credential is made of. */
export interface ShownVersion {
  /** With its definition in the language that is shown. */
  readonly version: Version;
  readonly issuer: Issuer;
  readonly publicUrl: string;
  /** Which languages there are; none but the definition's own when absent. `untranslated`: JSON pointers into the definition. */
  readonly languages?: {
    readonly original: string;
    readonly shown: string;
    readonly available: readonly string[];
    readonly untranslated: readonly string[];
  };
  /** What must be held before, by name. */
  readonly prerequisites?: readonly {
    readonly name: string;
    readonly microCredential?: string;
    readonly achievement?: string;
  }[];
  /** Where it takes nothing new any more. */
  readonly retirement?: PublicRetirement | undefined;
}

/** What a learner reads before starting: the skill, the method, the research, what to submit, and the whole rubric. */
export function microCredentialPage(shown: ShownVersion): TextReply {
  const { version, issuer, publicUrl, languages, prerequisites = [], retirement } = shown;
  const { definition } = version;
  const address = versionUrl(publicUrl, version.microCredentialId, version.version);
  const say = sayIn(languages?.original ?? definition.language, languages?.untranslated ?? []);
  const { resources = [], alignment = [], assessmentPolicy = {} } = definition;
  return page({
    title: `${definition.name} · ${issuer.name}`,
    language: definition.language,
    headers: { 'cache-control': 'public, max-age=60' },
    head: html`${alternateForm(address, 'application/json')}`,
    body: html`<header><p class="soft"><a href="${issuerUrl(publicUrl, issuer.id)}">${issuer.name}</a> · micro-credential</p>
<h1>${say('/name', definition.name)}</h1>
<p><img src="${new URL(address).pathname}/image" width="128" height="128" alt="${definition.image?.caption ?? `Badge: ${definition.name}`}"></p>
${languages && languageLinks(new URL(address).pathname, languages)}</header>
<main>
${retirement && retiredNote(retirement, publicUrl)}
<h2>Competency</h2>${paragraphs(definition.competency, say.mark('/competency'))}
<h2>Key method</h2>${paragraphs(definition.keyMethod, say.mark('/keyMethod'))}
<h2>Method components</h2>${definition.methodComponents.map(
      ({ title, description }, index) =>
        html`<h3>${say(`/methodComponents/${index}/title`, title)}</h3>${paragraphs(description, say.mark(`/methodComponents/${index}/description`))}`,
    )}
<h2>Supporting research and rationale</h2>${paragraphs(definition.research.rationale, say.mark('/research/rationale'))}
<ul>${definition.research.citations.map((one) => {
      const leadsTo = citationAddress(one);
      return html`<li>${citationLine(one)}${leadsTo && html` ${externalLink(leadsTo)}`}</li>`;
    })}</ul>
${
  resources.length > 0 &&
  html`<h2>Resources</h2><ul>${resources.map(
    ({ title, url }, index) =>
      html`<li>${externalLink(url, title)}${say.mark(`/resources/${index}/title`)}</li>`,
  )}</ul>`
}
${prerequisites.length > 0 && html`<h2>Before you start</h2><p>You must hold a valid credential of each of these.</p><ul>${prerequisites.map((one) => html`<li>${prerequisiteLink(one, publicUrl)}</li>`)}</ul>`}
<h2>What you submit</h2>${parts(definition, say)}
<h2>How it is judged</h2>
<p>People who know the field judge your work against this rubric. Every criterion must reach its required level.${promises(assessmentPolicy)}</p>
${rubricTable(definition.rubric, say)}
${
  alignment.length > 0 &&
  html`<h2>What it is aligned with</h2><ul>${alignment.map((one) => {
    const framework = frameworkOf(one);
    return html`<li>${externalLink(one.targetUrl, one.targetName)}${one.targetCode && html` (${one.targetCode})`}${framework && html`, ${framework}`}${one.targetDescription && html`: ${one.targetDescription}`}</li>`;
  })}</ul>`
}
<h2>About this version</h2>
<dl><dt>Version</dt><dd>${version.version}, published ${version.publishedAt.slice(0, 10)}</dd>
<dt>Change</dt><dd>${version.changeNote}</dd>
<dt>Address</dt><dd><a href="${address}">${address}</a></dd>
${facts(definition, say)}
<dt>As a file</dt><dd><a href="${new URL(address).pathname}?format=yaml">YAML</a> <a href="${new URL(address).pathname}?format=json">JSON</a></dd></dl>
</main>`,
  });
}

/** Each language by its own name, and how much of the one that is shown is missing. */
function languageLinks(
  path: string,
  { available, shown, original, untranslated }: NonNullable<ShownVersion['languages']>,
): Html {
  const links = available.map((tag) =>
    tag === shown
      ? html`<strong>${languageName(tag, tag)}</strong> `
      : html`<a href="${path}?lang=${encodeURIComponent(tag)}" hreflang="${tag}" lang="${tag}">${languageName(tag, tag)}</a> `,
  );
  return html`${available.length > 1 && html`<p class="soft">${links}</p>`}${
    untranslated.length > 0 &&
    html`<p class="soft" role="note">Not everything is translated: ${untranslated.length} ${untranslated.length === 1 ? 'text is' : 'texts are'} shown in the original (${languageName(original, 'en')}), marked as such.</p>`
  }`;
}

function languageName(tag: string, inLanguage: string): string {
  try {
    return new Intl.DisplayNames([inLanguage], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

function prerequisiteLink(
  { name, microCredential, achievement }: NonNullable<ShownVersion['prerequisites']>[number],
  publicUrl: string,
): Html {
  if (achievement !== undefined) return externalLink(achievement, name);
  return html`<a href="${microCredentialUrl(publicUrl, microCredential ?? '')}">${name}</a>`;
}

function promises({ maxAttempts, turnaroundDays }: AssessmentPolicy): Html {
  return html`${turnaroundDays !== undefined && html` You hear of the decision within ${turnaroundDays} business days.`}${
    maxAttempts !== undefined &&
    html` There ${maxAttempts === 1 ? 'is one attempt' : `are ${maxAttempts} attempts`}; what you withdraw does not count.`
  }`;
}

function facts(definition: Definition, say: Say): Html {
  const { audience, topic, hours, feeNote, validFor, creditsAvailable, fieldOfStudy, humanCode } = definition;
  return html`${audience && html`<dt>For</dt><dd>${say('/audience', audience)}</dd>`}
${topic && html`<dt>Topic</dt><dd>${say('/topic', topic)}</dd>`}
${hours !== undefined && html`<dt>Work</dt><dd>about ${hours} hours</dd>`}
${feeNote && html`<dt>Fee</dt><dd>${say('/feeNote', feeNote)}</dd>`}
${validFor && html`<dt>Valid</dt><dd>for ${duration(validFor)} after the award</dd>`}
${creditsAvailable !== undefined && html`<dt>Credits</dt><dd>${creditsAvailable}</dd>`}
${fieldOfStudy && html`<dt>Field</dt><dd>${say('/fieldOfStudy', fieldOfStudy)}</dd>`}
${humanCode && html`<dt>Code</dt><dd>${humanCode}</dd>`}
${definition.related && html`<dt>Related</dt><dd>${definition.related.map(({ id }) => html`${externalLink(id)} `)}</dd>`}
${definition.keywords && html`<dt>Keywords</dt><dd>${say('/keywords', definition.keywords.join(', '))}</dd>`}`;
}

function duration(period: NonNullable<Definition['validFor']>): string {
  const [count, unit] = 'months' in period ? [period.months, 'month'] : [period.years, 'year'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function parts({ overview = [], artifacts, reflection = [], passCriteria = {} }: Definition, say: Say): Html {
  const prompts = (part: 'overview' | 'reflection', title: string, list: typeof overview) =>
    list.length > 0 &&
    html`<h3>${title}</h3><ul>${list.map(
      ({ text, wordLimit }, index) =>
        html`<li>${say(`/${part}/${index}/text`, text)} <span class="soft">(${wordLimit} words at most)</span></li>`,
    )}</ul>${passCriteria[part] && html`<p><strong>Passes when:</strong> ${say(`/passCriteria/${part}`, passCriteria[part])}</p>`}`;
  return html`${prompts('overview', 'Part 1: overview', overview)}
<h3>Part 2: work examples</h3><ul>${artifacts.map(
    (one, index) =>
      html`<li><strong>${say(`/artifacts/${index}/title`, one.title)}</strong> <span class="soft">(${taken(one)})</span>: ${say(`/artifacts/${index}/description`, one.description)}</li>`,
  )}</ul>
${prompts('reflection', 'Part 3: reflection', reflection)}`;
}

/** In which forms an artifact is taken, and how much of it. */
function taken({
  accepts,
  minItems,
  maxItems,
  fileTypes,
  maxFileSize,
  maxWords,
}: Definition['artifacts'][number]): string {
  const count =
    minItems === maxItems && minItems !== undefined
      ? [`${minItems} of it`]
      : [
          ...(minItems !== undefined ? [`at least ${minItems}`] : []),
          ...(maxItems !== undefined ? [`at most ${maxItems}`] : []),
        ];
  return [
    accepts.join(' or '),
    ...count,
    ...(fileTypes ? [`files: ${fileTypes.join(', ')}`] : []),
    ...(maxFileSize !== undefined ? [`up to ${megabytes(maxFileSize)} MB each`] : []),
    ...(maxWords !== undefined ? [`${maxWords} words at most`] : []),
  ].join('; ');
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '');
}

function retiredNote({ at, reason, successor }: PublicRetirement, publicUrl: string): Html {
  return html`<p class="notice" role="note"><strong>Retired on ${at.slice(0, 10)}.</strong> ${reason} It takes no new submissions. Work that is under way is assessed, and credentials stay valid.${
    successor && html` <a href="${microCredentialUrl(publicUrl, successor)}">What takes its place</a>.`
  }</p>`;
}
