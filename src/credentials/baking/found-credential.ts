/** Why no credential was taken out of a file. */
export type NotFoundReason =
  | 'unknown-format'
  | 'too-large'
  | 'malformed-image'
  | 'no-credential'
  | 'several-credentials'
  | 'not-a-credential'
  | 'open-badges-2';

/** What was found in a file: the text of the credential as it was baked, not checked in any way, or why there is none. */
export type FoundCredential =
  | { readonly found: true; readonly format: 'png' | 'svg'; readonly credential: string }
  | { readonly found: false; readonly reason: NotFoundReason; readonly message: string };

const messages: Readonly<Record<NotFoundReason, string>> = {
  'unknown-format': 'The file is neither a PNG nor an SVG image.',
  'too-large': 'The image, or the credential in it, is larger than what is read here.',
  'malformed-image': 'The image is damaged, or not written as its format asks.',
  'no-credential': 'The image holds no credential.',
  'several-credentials':
    'The image holds more than one credential, so it does not say which one it stands for.',
  'not-a-credential': 'What the image holds is neither JSON nor a compact JWS.',
  'open-badges-2': 'The image holds an Open Badges 2.0 assertion. Only Open Badges 3.0 is supported.',
};

/** The answer that there is none, in plain words. */
export function notFound(reason: NotFoundReason): FoundCredential {
  return { found: false, reason, message: messages[reason] };
}
