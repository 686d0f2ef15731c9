import type { Persona } from './oidc/server.ts';

/** A person of the development deployment. */
export interface CastMember extends Persona {
  /** Key in `tokens.json`. */
  key:
    | 'owner'
    | 'author'
    | 'reviewer'
    | 'assessor1'
    | 'assessor2'
    | 'approver'
    | 'viewer'
    | 'learner'
    | 'learner2'
    | 'machine';
  /** What the person is there for. */
  part: string;
  /** The one who may create issuers. */
  operator?: true;
}

/** Everyone for whom the local server prints a token. What they may do in an issuer is up to its memberships, not to this list. */
export const personas: readonly CastMember[] = [
  {
    key: 'owner',
    part: 'issuer admin and platform operator',
    operator: true,
    subject: 'dev-owner',
    name: 'Marta Oyelaran',
    email: 'marta@riverbend.example',
  },
  {
    key: 'author',
    part: 'author',
    subject: 'dev-author',
    name: 'Jonas Reyes',
    email: 'jonas@riverbend.example',
  },
  {
    key: 'reviewer',
    part: 'reviewer of designs',
    subject: 'dev-reviewer',
    name: 'Lindiwe Maseko',
    email: 'lindiwe@riverbend.example',
  },
  {
    key: 'assessor1',
    part: 'assessor',
    subject: 'dev-assessor-1',
    name: 'Ines Halvorsen',
    email: 'ines@riverbend.example',
  },
  {
    key: 'assessor2',
    part: 'second assessor',
    subject: 'dev-assessor-2',
    name: 'Tomasz Wilk',
    email: 'tomasz@riverbend.example',
  },
  {
    key: 'approver',
    part: 'approver of awards',
    subject: 'dev-approver',
    name: 'Henrik Solberg',
    email: 'henrik@riverbend.example',
  },
  {
    key: 'viewer',
    part: 'viewer, who reads and changes nothing',
    subject: 'dev-viewer',
    name: 'Priya Nair',
    email: 'priya@riverbend.example',
  },
  {
    key: 'learner',
    part: 'learner',
    subject: 'dev-learner',
    name: 'Amina Diallo',
    email: 'amina@learner.example',
  },
  {
    key: 'learner2',
    part: 'second learner',
    subject: 'dev-learner-2',
    name: 'Kofi Mensah',
    email: 'kofi@learner.example',
  },
  {
    key: 'machine',
    part: 'machine client that may issue directly and change the status of that',
    subject: 'dev-machine',
    name: 'Membership desk',
  },
];
