import { issuerUrl, microCredentialUrl, versionUrl } from '../credentials/addresses.ts';
import { frameworkOf } from '../domain/definition/alignment.ts';
import type { AssessmentPolicy } from '../domain/definition/assessment-policy.ts';
import { citationAddress, citationLine } from '../domain/definition/research.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { Definition, Version } from '../domain/micro-credential.ts';
import type { PublicRetirement } from '../domain/retirement.ts';
import type { TextReply } from '../http/operation.ts';
import { nameOfEvidence, nameOfLanguage } from './catalog-page.ts';
import { externalLink, type Html, html } from './html.ts';
import { dayOf, filled, type Locale, localeFor } from './locale.ts';
import type { CatalogMessages } from './messages/catalog.ts';
import { rubricTable } from './rubric-table.ts';
import { type Say, sayIn } from './say.ts';
import { sitePage, wordsOf } from './site-page.ts';

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
  /** How the page speaks; English when absent. */
  readonly locale?: Locale;
}

/** What a learner reads before starting: the skill, the method, the research, what to submit, and the whole rubric. */
export function microCredentialPage({ locale = localeFor([]), ...shown }: ShownVersion): TextReply {
  const { version, issuer, publicUrl, languages, prerequisites = [], retirement } = shown;
  const { definition } = version;
  const words = wordsOf(locale).definition;
  const address = versionUrl(publicUrl, version.microCredentialId, version.version);
  const { pathname } = new URL(address);
  const say = sayIn({
    original: languages?.original ?? definition.language,
    shown: definition.language,
    untranslated: languages?.untranslated,
    page: locale.language,
  });
  const { resources = [], alignment = [], assessmentPolicy = {} } = definition;
  return sitePage({
    title: `${definition.name} · ${issuer.name}`,
    locale,
    path: pathname,
    data: { address, mediaType: 'application/json' },
    brandColour: issuer.brandColour,
    header: html`<p class="soft"><a href="${issuerUrl(publicUrl, issuer.id)}">${issuer.name}</a> · ${words.kind}</p>
<h1>${say('/name', definition.name)}</h1>
${languages && definitionLanguages(pathname, languages, locale)}`,
    main: html`${retirement && retiredNote(retirement, publicUrl, locale)}
<div class="card"><img src="${pathname}/image" width="192" height="192" alt="${definition.image?.caption ?? filled(wordsOf(locale).badge, { name: definition.name })}">
<div><h2>${words.competency}</h2>${say.paragraphs('/competency', definition.competency)}
<dl>${brief(definition, say, locale)}</dl></div></div>
<h2>${words.keyMethod}</h2>${say.paragraphs('/keyMethod', definition.keyMethod)}
<h2>${words.components}</h2>${definition.methodComponents.map(
      ({ title, description }, index) =>
        html`<h3>${say(`/methodComponents/${index}/title`, title)}</h3>${say.paragraphs(`/methodComponents/${index}/description`, description)}`,
    )}
<h2>${words.research}</h2>${say.paragraphs('/research/rationale', definition.research.rationale)}
<ul>${definition.research.citations.map((one) => {
      const leadsTo = citationAddress(one);
      return html`<li>${citationLine(one)}${leadsTo && html` ${externalLink(leadsTo)}`}</li>`;
    })}</ul>
${
  resources.length > 0 &&
  html`<h2>${words.resources}</h2><ul>${resources.map(({ title, url }, index) => {
    const label = say(`/resources/${index}/title`, title);
    return html`<li>${externalLink(url, label)}</li>`;
  })}</ul>`
}
${prerequisites.length > 0 && html`<h2>${words.before}</h2><p>${words.beforeText}</p><ul>${prerequisites.map((one) => html`<li>${prerequisiteLink(one, publicUrl)}</li>`)}</ul>`}
<h2>${words.submit}</h2>${parts(definition, say, locale)}
<h2>${words.judged}</h2>
${judging(assessmentPolicy, locale)}
${rubricTable(definition.rubric, say, words)}
${
  alignment.length > 0 &&
  html`<h2>${words.aligned}</h2><ul>${alignment.map((one) => {
    const framework = frameworkOf(one);
    return html`<li>${externalLink(one.targetUrl, one.targetName)}${one.targetCode && html` (${one.targetCode})`}${framework && html`, ${framework}`}${one.targetDescription && html`: ${one.targetDescription}`}</li>`;
  })}</ul>`
}
<h2>${words.about}</h2>
<dl><dt>${words.version}</dt><dd>${filled(words.published, { version: String(version.version), date: dayOf(version.publishedAt, locale) })}</dd>
<dt>${words.change}</dt><dd>${say('/changeNote', version.changeNote)}</dd>
<dt>${words.address}</dt><dd><a href="${address}">${address}</a></dd>
${facts(definition, say, locale)}
<dt>${words.asFile}</dt><dd class="links"><a href="${pathname}?format=yaml">YAML</a> <a href="${pathname}?format=json">JSON</a></dd></dl>`,
  });
}

/** Each language by its own name, and how much of the one that is shown is missing. */
function definitionLanguages(
  path: string,
  { available, shown, original, untranslated }: NonNullable<ShownVersion['languages']>,
  locale: Locale,
): Html {
  const { notTranslated } = wordsOf(locale).definition;
  const links = available.map((tag) =>
    tag === shown
      ? html`<strong lang="${tag}">${nameOfLanguage(tag, { language: tag as Locale['language'] })}</strong> `
      : html`<a href="${path}?lang=${encodeURIComponent(tag)}" hreflang="${tag}" lang="${tag}">${nameOfLanguage(tag, { language: tag as Locale['language'] })}</a> `,
  );
  const count = untranslated.length;
  const note = filled(count === 1 ? notTranslated.one : notTranslated.many, {
    count: String(count),
    language: nameOfLanguage(original, locale),
  });
  return html`${available.length > 1 && html`<p class="links soft">${links}</p>`}${count > 0 && html`<p class="soft" role="note">${note}</p>`}`;
}

function prerequisiteLink(
  { name, microCredential, achievement }: NonNullable<ShownVersion['prerequisites']>[number],
  publicUrl: string,
): Html {
  if (achievement !== undefined) return externalLink(achievement, name);
  return html`<a href="${microCredentialUrl(publicUrl, microCredential ?? '')}">${name}</a>`;
}

/** Who judges, how, and what is promised: a sentence for each. */
function judging(policy: AssessmentPolicy, locale: Locale): Html {
  const words = wordsOf(locale).definition;
  const { assessors = 1, disagreement = 'third-assessor', maxAttempts, turnaroundDays } = policy;
  const { calibrationThreshold: percent } = policy;
  const sentences = [
    ...(policy.preCheck ? [words.preCheck] : []),
    assessors === 2 ? words.judgedBy.two : words.judgedBy.one,
    ...(assessors === 2 ? [words.disagreement[disagreement]] : []),
    words.blind,
    ...(percent !== undefined ? [filled(words.calibrated, { percent: String(percent) })] : []),
    ...(policy.approval ? [words.approval] : []),
    words.everyCriterion,
    ...(turnaroundDays !== undefined ? [filled(words.turnaround, { days: String(turnaroundDays) })] : []),
    ...(maxAttempts !== undefined
      ? [
          filled(maxAttempts === 1 ? words.attempts.one : words.attempts.many, {
            count: String(maxAttempts),
          }),
        ]
      : []),
    words.appeal,
  ];
  return html`<ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
}

/** What decides whether somebody reads on. */
function brief({ audience, hours, feeNote }: Definition, say: Say, locale: Locale): Html {
  const { definition: words, hours: ofHours } = wordsOf(locale);
  return html`${audience && html`<dt>${words.audience}</dt><dd>${say('/audience', audience)}</dd>`}
${hours !== undefined && html`<dt>${words.work}</dt><dd>${filled(ofHours.about, { hours: hours.toLocaleString(locale.language) })}</dd>`}
${feeNote && html`<dt>${words.fee}</dt><dd>${say('/feeNote', feeNote)}</dd>`}`;
}

function facts(definition: Definition, say: Say, locale: Locale): Html {
  const { topic, validFor, creditsAvailable, fieldOfStudy, humanCode } = definition;
  const words = wordsOf(locale).definition;
  return html`${topic && html`<dt>${words.topic}</dt><dd>${say('/topic', topic)}</dd>`}
${validFor && html`<dt>${words.valid}</dt><dd>${duration(validFor, words.validFor)}</dd>`}
${creditsAvailable !== undefined && html`<dt>${words.credits}</dt><dd>${creditsAvailable}</dd>`}
${fieldOfStudy && html`<dt>${words.field}</dt><dd>${say('/fieldOfStudy', fieldOfStudy)}</dd>`}
${humanCode && html`<dt>${words.code}</dt><dd>${humanCode}</dd>`}
${definition.related && html`<dt>${words.related}</dt><dd>${definition.related.map(({ id }) => html`${externalLink(id)} `)}</dd>`}
${definition.keywords && html`<dt>${words.keywords}</dt><dd>${say('/keywords', definition.keywords.join(', '))}</dd>`}`;
}

function duration(
  period: NonNullable<Definition['validFor']>,
  words: CatalogMessages['definition']['validFor'],
): string {
  const [count, unit] = 'months' in period ? [period.months, words.months] : [period.years, words.years];
  return filled(count === 1 ? unit.one : unit.many, { count: String(count) });
}

function parts(
  { overview = [], artifacts, reflection = [], passCriteria = {} }: Definition,
  say: Say,
  locale: Locale,
): Html {
  const words = wordsOf(locale).definition;
  const prompts = (part: 'overview' | 'reflection', list: typeof overview) =>
    list.length > 0 &&
    html`<h3>${words.parts[part]}</h3><ul>${list.map(
      ({ text, wordLimit }, index) =>
        html`<li>${say(`/${part}/${index}/text`, text)} <span class="soft">(${filled(words.words, { count: String(wordLimit) })})</span></li>`,
    )}</ul>${passCriteria[part] && html`<p><strong>${words.passesWhen}</strong> ${say(`/passCriteria/${part}`, passCriteria[part])}</p>`}`;
  return html`${prompts('overview', overview)}
<h3>${words.parts.artifacts}</h3><ul>${artifacts.map(
    (one, index) =>
      html`<li><strong>${say(`/artifacts/${index}/title`, one.title)}</strong> <span class="soft">(${taken(one, locale)})</span>: ${say(`/artifacts/${index}/description`, one.description)}</li>`,
  )}</ul>
${prompts('reflection', reflection)}`;
}

/** In which forms an artifact is taken, and how much of it. */
function taken(artifact: Definition['artifacts'][number], locale: Locale): string {
  const { definition: words } = wordsOf(locale);
  const { accepts, minItems, maxItems, fileTypes, maxFileSize, maxWords } = artifact;
  const counted = (text: string, count: number | undefined) =>
    count === undefined ? [] : [filled(text, { count: String(count) })];
  const count =
    minItems === maxItems
      ? counted(words.exactly, minItems)
      : [...counted(words.atLeast, minItems), ...counted(words.atMost, maxItems)];
  const either = new Intl.ListFormat(locale.language, { type: 'disjunction' });
  return [
    either.format(accepts.map((kind) => nameOfEvidence(kind, locale) ?? kind)),
    ...count,
    ...(fileTypes ? [filled(words.files, { types: fileTypes.join(', ') })] : []),
    ...(maxFileSize !== undefined ? [filled(words.upTo, { size: megabytes(maxFileSize) })] : []),
    ...counted(words.words, maxWords),
  ].join('; ');
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '');
}

function retiredNote({ at, reason, successor }: PublicRetirement, publicUrl: string, locale: Locale): Html {
  const words = wordsOf(locale).definition;
  return html`<div class="verdict unsure" role="note"><strong>${filled(words.retired, { date: dayOf(at, locale) })}</strong><p>${reason} ${words.retiredText}${
    successor && html` <a href="${microCredentialUrl(publicUrl, successor)}">${words.successor}</a>`
  }</p></div>`;
}
