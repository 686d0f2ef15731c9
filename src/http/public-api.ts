import { type Api, answering } from './answering.ts';
import type { Implementations, Operation } from './operation.ts';

type PublicContract = Readonly<Record<string, Operation & { readonly public: true }>>;

/** The API of a function that everybody may call: it knows no callers, and does without all that reading them takes. */
export function publicApi<C extends PublicContract>(
  api: Api<C>,
  implementations: Implementations<NoInfer<C>>,
) {
  return answering(api, implementations, () => {
    throw new Error('a public operation has no caller');
  });
}
