import { type Api, answering } from './answering.ts';
import { callerOf } from './caller.ts';
import type { Contract, Implementations } from './operation.ts';

/** The API of a function, where a caller's token is read for every operation that is not public. */
export function httpApi<C extends Contract>(api: Api<C>, implementations: Implementations<NoInfer<C>>) {
  return answering(api, implementations, callerOf);
}
