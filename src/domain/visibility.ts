import { DomainError } from './domain-error.ts';

/**
 * Who may see a credential at its address: nobody (`private`), who knows the address, which nobody can guess (`link`), or
 * everyone, search engines too (`public`).
 */
export const visibilities = ['private', 'link', 'public'] as const;
export type Visibility = (typeof visibilities)[number];

/** What the holder of a credential decided about its address. */
export interface Sharing {
  /** `link` where the holder never said. */
  readonly visibility?: Visibility | undefined;
  /** When the holder took it off its address, for good. */
  readonly withdrawnAt?: string | undefined;
}

export function visibilityOf({ visibility = 'link' }: Sharing): Visibility {
  return visibility;
}

/** @throws DomainError `withdrawn` */
export function requireNotWithdrawn({ withdrawnAt }: Sharing): void {
  if (withdrawnAt !== undefined) throw withdrawnByHolder();
}

/** The same for one that is someone else's and one that is not there. */
export function notAmongYours(): DomainError {
  return new DomainError('not-found', 'There is no such credential among yours.');
}

export function withdrawnByHolder(): DomainError {
  return new DomainError(
    'withdrawn',
    'The holder has withdrawn this credential: it is shown no longer. A copy of it can still be verified.',
  );
}

/** Whether it is shown at its own address. @throws DomainError `withdrawn`, `kept-private` */
export function requireShown(sharing: Sharing): void {
  requireNotWithdrawn(sharing);
  if (visibilityOf(sharing) === 'private')
    throw new DomainError(
      'kept-private',
      'The holder keeps this credential private. Ask them for a link to it; a copy of it can still be verified.',
    );
}

/**
 * How visible the successor of a credential is: as its holder decided for the one before. Where that was withdrawn, nobody sees
 * the successor until its holder says so.
 */
export function inheritedVisibility({ visibility, withdrawnAt }: Sharing): Visibility | undefined {
  return withdrawnAt === undefined ? visibility : 'private';
}
