import { askTheWeb } from './ask-the-web.ts';
import { checkCredential } from './check-credential.ts';
import { overall, type Step, type StepCode } from './step.ts';

/** The contexts of what is issued here, put in when this file is bundled (lib/constructs/browser-code.ts). */
declare const PINNED_CONTEXTS: readonly (readonly [url: string, context: object])[];

/** The words of the page, in its language. */
interface Words {
  readonly outcomes: Readonly<Record<Step['outcome'], string>>;
  readonly verdicts: Readonly<Record<Step['outcome'], string>>;
  readonly names: Readonly<Record<Step['name'], string>>;
  readonly codes: Readonly<Record<StepCode, string>>;
}

/** Runs the check that a section of the page describes, and writes each step into its list. */
export async function verifyHere(section: HTMLElement): Promise<void> {
  const words = JSON.parse(section.dataset.words ?? '') as Words;
  const list = section.querySelector('ol');
  const result = section.querySelector('[role="status"]');
  if (list === null || result === null) return;
  list.replaceChildren();
  const steps = await checkCredential(
    {
      address: new URL(section.dataset.address ?? '', location.href).href,
      id: section.dataset.id ?? '',
      shown: shownOn(document),
      contexts: new Map(PINNED_CONTEXTS),
      ask: askTheWeb(location.href),
      now: Date.now(),
    },
    (step) => list.append(line(step, words)),
  );
  const outcome = overall(steps);
  result.className = `verdict ${classes[outcome]}`;
  result.textContent = words.verdicts[outcome];
}

const classes = { ok: 'ok', failed: 'failed', 'could-not-be-checked': 'unsure' } as const;

/** What the page says, by where in the document it must stand. */
function shownOn(page: Document): Record<string, string> {
  const places = [...page.querySelectorAll<HTMLElement>('[data-claim]')];
  return Object.fromEntries(
    places.map((place) => [place.dataset.claim ?? '', (place.textContent ?? '').trim()]),
  );
}

function line({ name, outcome, code, details }: Step, words: Words): HTMLElement {
  const item = document.createElement('li');
  item.className = `check ${classes[outcome]}`;
  const word = document.createElement('strong');
  word.textContent = words.outcomes[outcome];
  const text = document.createElement('span');
  const filled = words.codes[code].replace(/\{(\w+)\}/g, (_, key: string) => details[key] ?? '');
  text.textContent = `${words.names[name]}: ${filled}`;
  item.append(word, ' ', text);
  return item;
}
