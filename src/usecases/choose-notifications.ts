import type { Contact, MailLanguage } from '../domain/contact.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Contacts } from '../ports.ts';

/** How the caller is told; undefined when they never said. */
export function readNotifications(
  { contacts }: { contacts: Contacts },
  { caller }: { caller: Caller },
): Promise<Contact | undefined> {
  return contacts.find(caller.person);
}

/** Sets how the caller is told. Mail goes to the verified address of the token with which it was said last. */
export async function chooseNotifications(
  { contacts }: { contacts: Contacts },
  { caller, language, mail }: { caller: Caller; language: MailLanguage; mail: boolean },
): Promise<Contact> {
  if (caller.machine) throw new DomainError('human-required', 'Mail is for people; programs have webhooks.');
  const { person, email } = caller;
  if (mail && email === undefined)
    throw new DomainError('invalid-request', 'Your token has no verified e-mail address.', [
      { field: '/mail', message: 'needs a token with a verified e-mail address' },
    ]);
  const contact: Contact = { person, ...(email !== undefined && { email }), language, mail };
  await contacts.put(contact);
  return contact;
}
