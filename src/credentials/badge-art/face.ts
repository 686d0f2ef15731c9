import type { SignedAchievementCredential } from '../open-badge.ts';
import type { BadgeFace } from './badge.ts';

type Named = Pick<SignedAchievementCredential, 'name' | 'issuer' | 'credentialSubject'>;

/** The face of the badge that a credential is shown as. All of it is signed, so the same credential has one picture for ever. */
export function faceOf({ name, issuer, credentialSubject: { achievement } }: Named): BadgeFace {
  const { id, inLanguage = '' } = achievement;
  return {
    name,
    issuerName: issuer.name,
    // Other tags are allowed by the standard and unknown to the tables that letters and words are looked up in.
    language: /^[a-z]{2,3}(?:-|$)/.test(inLanguage) ? inLanguage : 'en',
    seed: /\/(?:micro-credentials|stacks)\/([^/]+)\//.exec(id)?.[1] ?? id,
  };
}
