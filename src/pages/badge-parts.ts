import { externalLink, type Html, html, paragraphs } from './html.ts';
import { icon } from './icons.ts';
import { directionOf } from './layout.ts';
import { dayOf, filled, type Locale } from './locale.ts';
import type { Badge } from './read-badge.ts';

type Result = NonNullable<Badge['credentialSubject']['result']>[number];
type Described = NonNullable<Badge['credentialSubject']['achievement']['resultDescription']>[number];

/** The holder, as they chose to be named; nothing for one who did not. */
export function holderOf({ credentialSubject }: Badge): string | undefined {
  return credentialSubject.identifier?.find(({ identityType, hashed }) => identityType === 'name' && !hashed)
    ?.identityHash;
}

/** The attributes of a part whose texts are the issuer's, in whatever language they wrote. */
export function ofTheBadge({ credentialSubject: { achievement } }: Badge): Html {
  const { inLanguage } = achievement;
  return inLanguage === undefined
    ? html` dir="auto"`
    : html` lang="${inLanguage}" dir="${directionOf(inLanguage)}"`;
}

/** Who, from whom, since when and until when. */
export function facts(badge: Badge, locale: Locale): Html {
  const { facts: words } = locale.words;
  const { creditsEarned } = badge.credentialSubject;
  const holder = holderOf(badge);
  const day = (timestamp: string) => html`<time datetime="${timestamp}">${dayOf(timestamp, locale)}</time>`;
  return html`<dl>
<dt>${words.earnedBy}</dt><dd>${holder === undefined ? words.unnamed : html`<bdi data-claim="/credentialSubject/identifier/identityHash">${holder}</bdi>`}</dd>
<dt>${words.issuedBy}</dt><dd><bdi>${badge.issuer.url ? externalLink(badge.issuer.url, badge.issuer.name) : badge.issuer.name}</bdi> <span class="soft break">${badge.issuer.id}</span></dd>
<dt>${words.awarded}</dt><dd>${day(badge.awardedDate ?? badge.validFrom)}</dd>
${badge.awardedDate !== undefined && dayOf(badge.awardedDate, locale) !== dayOf(badge.validFrom, locale) && html`<dt>${words.validFrom}</dt><dd>${day(badge.validFrom)}</dd>`}
<dt>${words.validUntil}</dt><dd>${badge.validUntil === undefined ? words.noEnd : day(badge.validUntil)}</dd>
${creditsEarned !== undefined && html`<dt>${words.credits}</dt><dd>${creditsEarned}</dd>`}
</dl>`;
}

/** Who judged it against what, as far as the signed credential says so: for an award, nothing is claimed beyond it. */
export function assessment(badge: Badge, locale: Locale): Html {
  const { assessment: words } = locale.words;
  const { narrative, achievement, result = [] } = badge.credentialSubject;
  return html`${narrative === undefined && result.length === 0 && html`<p>${words.notStated}</p>`}<dl>
${narrative !== undefined && html`<dt>${words.how}</dt><dd${ofTheBadge(badge)}>${narrative}</dd>`}
${achievement.version !== undefined && html`<dt>${words.against}</dt><dd>${filled(words.version, { version: achievement.version })}</dd>`}
<dt>${words.definition}</dt><dd>${externalLink(achievement.id, words.rubricLink)}</dd>
</dl>`;
}

/** Every criterion with all its levels, the one that was reached marked in words and by a shape. */
export function rubric(badge: Badge, locale: Locale): Html {
  const { achievement, result = [] } = badge.credentialSubject;
  const { resultDescription: descriptions = [] } = achievement;
  if (descriptions.length === 0) return html``;
  const results = new Map(result.map((one) => [one.resultDescription, one]));
  return html`<h2>${locale.words.sections.rubric}</h2><p class="soft screen">${locale.words.rubric.intro}</p>
<div${ofTheBadge(badge)}>${descriptions.map((one) => criterion(one, results.get(one.id), locale))}</div>`;
}

function criterion(described: Described, result: Result | undefined, locale: Locale): Html {
  const { rubric: words } = locale.words;
  const reached = result?.achievedLevel;
  const levels = (described.rubricCriterionLevel ?? []).toSorted((a, b) => Number(a.level) - Number(b.level));
  const known = levels.some(({ id }) => id === reached);
  const mark = (isReached: boolean, isRequired: boolean) => {
    if (isReached)
      return html`<span class="mark" lang="${locale.language}">${icon('ok')} ${isRequired ? words.reachedAndRequired : words.reached}</span> · `;
    return isRequired && html`<span class="soft" lang="${locale.language}">${words.required}</span> · `;
  };
  return html`<h3>${described.name}</h3>
${!known && (result?.value === undefined ? html`<p class="soft" lang="${locale.language}">${words.notStated}</p>` : html`<p><strong>${result.value}</strong></p>`)}
<ol class="levels">${levels.map(
    ({ id, name, description }) =>
      html`<li${id === reached && html` class="reached"`}>${mark(id === reached, id === described.requiredLevel)}<strong>${name}</strong>${description && html`: ${description}`}</li>`,
  )}</ol>`;
}

/** What shows the skill, as much of it as the learner lets the credential say. */
export function evidence({ evidence: items = [], ...badge }: Badge, locale: Locale): Html {
  const { evidence: words } = locale.words;
  if (items.length === 0) return html`<p>${words.private}</p>`;
  return html`<p class="soft screen">${words.intro}</p><ul${ofTheBadge(badge as Badge)}>${items.map(
    ({ id, name, narrative, description }) =>
      html`<li><strong>${name}</strong>${id && html`: ${externalLink(id)}`}${narrative && html` <span class="break">${narrative}</span>`}${description && html` <span class="break">${description}</span>`}</li>`,
  )}</ul>`;
}

type Endorsed = keyof Locale['words']['endorsement']['of'];

/** What others signed about the award, the micro-credential or the issuer. Whether they are good is among the checks. */
export function endorsements(badge: Badge, locale: Locale): Html {
  const { achievement } = badge.credentialSubject;
  const all = [
    ...(badge.endorsement ?? []).map((one) => ['credential', one] as const),
    ...(achievement.endorsement ?? []).map((one) => ['achievement', one] as const),
    ...(badge.issuer.endorsement ?? []).map((one) => ['issuer', one] as const),
  ];
  if (all.length === 0) return html``;
  return html`<h2>${locale.words.sections.endorsements}</h2><ul>${all.map(([of, one]) => endorsement(of, one as Endorsing, locale))}</ul>`;
}

/** The parts of an EndorsementCredential that are shown. */
interface Endorsing {
  readonly issuer: string | { readonly id: string; readonly name?: string };
  readonly validFrom: string;
  readonly credentialSubject: { readonly endorsementComment?: string };
}

function endorsement(
  of: Endorsed,
  { issuer, validFrom, credentialSubject }: Endorsing,
  locale: Locale,
): Html {
  const { endorsement: words } = locale.words;
  const name = typeof issuer === 'string' ? issuer : (issuer.name ?? issuer.id);
  const { endorsementComment: comment } = credentialSubject;
  return html`<li><strong>${filled(words.by, { name })}</strong> <span class="soft">${words.of[of]}, <time datetime="${validFrom}">${dayOf(validFrom, locale)}</time></span>${
    comment && html`<div dir="auto">${paragraphs(comment)}</div>`
  }</li>`;
}
