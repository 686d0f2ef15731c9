import type { JsonObject } from '../credentials/json.ts';
import { instantOf } from '../credentials/timestamps.ts';
import type { Ask } from './ask.ts';
import { isPlainForm } from './form.ts';
import { findKey, type IssuerKey } from './issuer-key.ts';
import { checkSignature, readProof } from './signed.ts';
import { checkStatus, issuerOf } from './status.ts';
import { type Found, failed, ok, type Step, type StepName, stepNames, unclear } from './step.ts';

/** What is checked, and with what. */
export interface CheckRequest {
  /** Where the signed document is. */
  readonly address: string;
  /** What its id must be. */
  readonly id: string;
  /** What the page says, by the place in the document where it must stand: `/name`. */
  readonly shown: Readonly<Record<string, string>>;
  readonly contexts: ReadonlyMap<string, object>;
  readonly ask: Ask;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Checks a credential of this site without trusting this site's word: reads it, the issuer's keys and its status list as anyone
 * can, and checks the signatures (eddsa-rdfc-2022) here. Tells each step as it is done; a step that had nothing to go by could not
 * be checked.
 */
export async function checkCredential(request: CheckRequest, tell: (step: Step) => void): Promise<Step[]> {
  const steps: Step[] = [];
  const note = (name: StepName, found: Found) => {
    const step = { name, ...found };
    steps.push(step);
    tell(step);
    return found.outcome === 'ok';
  };
  await run(request, note);
  for (const name of stepNames)
    if (!steps.some((step) => step.name === name)) note(name, unclear('earlier-step'));
  return steps;
}

type Note = (name: StepName, found: Found) => boolean;

async function run({ address, id, shown, contexts, ask, now }: CheckRequest, note: Note): Promise<void> {
  const answer = await ask.json(address);
  if ('reason' in answer) {
    note(
      'credential',
      unclear(answer.reason === 'unreadable' ? 'credential-unreadable' : 'credential-unreachable', {
        address,
      }),
    );
    return;
  }
  const { document, bytes } = answer;
  if (document.id !== id) {
    note('credential', failed('credential-other-id', { id: String(document.id) }));
    return;
  }
  note('credential', ok('credential-read', { address, bytes: String(bytes) }));
  if (!note('vocabularies', vocabularies(document, contexts))) return;

  const issuer = issuerOf(document);
  const keys = new Map<string, Promise<IssuerKey | Found>>();
  const keyOf = (method: string) => {
    const known = keys.get(method) ?? findKey({ issuer, method, now }, ask);
    keys.set(method, known);
    return known;
  };
  const signed = readProof(document);
  if ('outcome' in signed) {
    note('key', signed);
    return;
  }
  const key = await keyOf(signed.proof.verificationMethod);
  if ('outcome' in key) {
    note('key', key);
    return;
  }
  note('key', ok('key-found', { address: key.address }));
  const isRight = note('signature', await checkSignature(signed, key.bytes, contexts));
  note('period', period(document, now));
  // Nobody is asked about a credential that its issuer did not sign.
  if (isRight)
    note(
      'status',
      await checkStatus(document, {
        issuer,
        now,
        fetch: (list) => ask.json(list),
        async isSigned(list) {
          const proven = readProof(list);
          if ('outcome' in proven || vocabularies(list, contexts).outcome !== 'ok') return false;
          const itsKey = await keyOf(proven.proof.verificationMethod);
          return 'bytes' in itsKey && (await checkSignature(proven, itsKey.bytes, contexts)).outcome === 'ok';
        },
      }),
    );
  note('page', agreement(document, shown));
}

function vocabularies(document: JsonObject, contexts: ReadonlyMap<string, object>): Found {
  const named = [document['@context']].flat();
  if (named.length === 0 || !named.every((context) => contexts.has(String(context))))
    return unclear('vocabularies-unknown');
  return isPlainForm(document) ? ok('vocabularies-known') : unclear('form-unusual');
}

function period({ validFrom, validUntil }: JsonObject, now: number): Found {
  const from = validFrom === undefined ? now : instantOf(String(validFrom));
  const until = validUntil === undefined ? now : instantOf(String(validUntil));
  if (from === undefined || until === undefined) return failed('period-unreadable');
  if (now < from) return failed('not-yet', { from: String(validFrom) });
  return now > until ? failed('expired', { until: String(validUntil) }) : ok('in-period');
}

/** Whether the page says what the signed document says. */
function agreement(document: JsonObject, shown: Readonly<Record<string, string>>): Found {
  for (const [place, text] of Object.entries(shown))
    if (!textsAt(document, place.split('/').slice(1)).includes(text)) return failed('page-differs', { text });
  return ok('page-agrees');
}

/** The texts at a place, through the members of objects and all items of lists. */
function textsAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => textsAt(item, path));
  const [member, ...rest] = path;
  if (member === undefined) return [typeof value === 'string' ? value.trim() : value];
  return typeof value === 'object' && value !== null && Object.hasOwn(value, member)
    ? textsAt((value as JsonObject)[member], rest)
    : [];
}
