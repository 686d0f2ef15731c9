import { randomUUID } from 'node:crypto';
import { checklistItems } from '../../src/domain/design-review/checklist.ts';
import { definition } from '../support/definition.ts';
import { must, server, sha256 } from './client.ts';

/** When, where and in what setting. */
export const context = { when: 'Last spring', where: 'At home', setting: 'A visit to a family of four.' };
/** What a learner stands for. */
export const attestations = { ownWork: true, consent: true, noThirdPartyData: true };

/** Steps of the chain over HTTP, for tests that begin somewhere on the way. Each makes things of its own. */

const issuer = () => server.issuer;
const feedback = 'Each activity follows from a goal that the family stated.';

export async function draft(fields: object = definition): Promise<{ id: string; path: string }> {
  const path = `/issuers/${issuer()}/micro-credentials`;
  const { body } = await must(201, 'author', `POST ${path}`, fields);
  return { id: String(body.id), path: `${path}/${body.id}` };
}

export async function published(fields: object = definition): Promise<string> {
  const { id, path } = await draft(fields);
  await must(201, 'author', `POST ${path}/versions`, { changeNote: 'First version.' }, { 'if-match': '"1"' });
  return id;
}

/** Work with a known judgement, for the definition of the tests. */
export const knownWork = {
  title: 'A plan without the family',
  evidence: [{ kind: 'text', artifact: 'account', title: 'Account', text: 'We planned at the desk.' }],
  judgement: {
    scores: {
      goals: { level: 'demonstrated', feedback: 'The goals are named.' },
      activities: { level: 'progressing', feedback: 'Nobody asked the family.' },
    },
  },
};

/** A sample of a micro-credential of its own, and where its samples and the calibration are. */
export async function knownSample(): Promise<{ id: string; samples: string; calibration: string }> {
  const of = `/issuers/${server.issuer}/micro-credentials/${await published()}`;
  const { body } = await must(201, 'author', `POST ${of}/samples`, knownWork);
  return { id: String(body.id), samples: `${of}/samples`, calibration: `${of}/calibration` };
}

/** A draft whose checklist the reviewer has answered. */
export async function answeredDraft(fields: object = definition): Promise<{ id: string; path: string }> {
  const made = await draft(fields);
  const answers = Object.fromEntries(checklistItems.map(({ id }) => [id, { answer: 'met' }]));
  await must(200, 'reviewer', `PUT ${made.path}/review/checklist`, { answers }, { 'if-match': '"1"' });
  return made;
}

export async function openSubmission(microCredential?: string): Promise<string> {
  const of = microCredential ?? (await published());
  const { body } = await must(201, 'learner', `POST /micro-credentials/${of}/submissions`, {});
  return String(body.id);
}

export const textEvidence = (artifact: string) => ({
  kind: 'text',
  artifact,
  title: 'My work',
  context,
  text: `What I did for ${artifact}, in a sentence.`,
});

/** A declaration of these bytes as a file. */
export const fileEvidence = (artifact: string, bytes: Uint8Array, mediaType: string) => ({
  kind: 'file',
  artifact,
  title: 'A file',
  context,
  mediaType,
  size: bytes.byteLength,
  sha256: sha256(bytes),
});

/** Uploads with the form, as a browser does. @returns the store's status */
export async function upload(
  form: { url: string; fields: Record<string, string> },
  bytes: Uint8Array,
  change: Record<string, string> = {},
): Promise<number> {
  const data = new FormData();
  for (const [name, value] of Object.entries({ ...form.fields, ...change })) data.append(name, value);
  data.append('file', new Blob([Buffer.from(bytes)]), 'file');
  const response = await fetch(form.url, { method: 'POST', body: data });
  await response.arrayBuffer();
  return response.status;
}

export async function completed(microCredential?: string): Promise<string> {
  const submission = await openSubmission(microCredential);
  for (const { id } of definition.artifacts)
    await must(201, 'learner', `POST /submissions/${submission}/evidence`, textEvidence(id));
  return submission;
}

/** A submission that waits in the queue. */
export async function handedIn(
  microCredential?: string,
): Promise<{ submission: string; assessment: string }> {
  const of = microCredential ?? (await published());
  const submission = await completed(of);
  await must(200, 'learner', `POST /submissions/${submission}/submit`, { attestations });
  return { submission, assessment: await newestInQueue(of) };
}

/** Ids are in order of time; other tests hand in at the same time, for other micro-credentials. */
export async function newestInQueue(microCredential: string): Promise<string> {
  let newest = '';
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const { body } = await must(200, 'assessor1', `GET /assessments?issuer=${issuer()}&limit=100${query}`);
    for (const { id, microCredentialId } of body.items as unknown as Record<string, string>[])
      if (microCredentialId === microCredential && id !== undefined && id > newest) newest = id;
    cursor = body.cursor as string | undefined;
  }
  return newest;
}

export async function scored(
  level = 'demonstrated',
  microCredential?: string,
): Promise<{ submission: string; assessment: string }> {
  const made = await handedIn(microCredential);
  await must(200, 'assessor1', `POST /assessments/${made.assessment}/claim`);
  for (const { id } of definition.rubric.criteria)
    await must(200, 'assessor1', `PUT /assessments/${made.assessment}/scores/${id}`, { level, feedback });
  return made;
}

/** An assessment, which the first assessor holds, of what the second learner handed in: the others are not barred from the first. */
export async function claimedOfAnother(): Promise<string> {
  const of = await published();
  const { body } = await must(201, 'learner2', `POST /micro-credentials/${of}/submissions`, {});
  for (const { id } of definition.artifacts)
    await must(201, 'learner2', `POST /submissions/${body.id}/evidence`, textEvidence(id));
  await must(200, 'learner2', `POST /submissions/${body.id}/submit`, { attestations });
  const assessment = await newestInQueue(of);
  await must(200, 'assessor1', `POST /assessments/${assessment}/claim`);
  return assessment;
}

/** An assessment, which the first assessor holds, with something that part 1 is judged by. */
export async function claimedWithParts(): Promise<string> {
  const overview = [{ id: 'setting', text: 'Where do you work?', wordLimit: 50 }];
  const of = await published({ ...definition, overview, passCriteria: { overview: 'It is a home.' } });
  const submission = await completed(of);
  await must(204, 'learner', `PUT /submissions/${submission}/answers/setting`, { text: 'At home.' });
  await must(200, 'learner', `POST /submissions/${submission}/submit`, { attestations });
  const assessment = await newestInQueue(of);
  await must(200, 'assessor1', `POST /assessments/${assessment}/claim`);
  return assessment;
}

/** A submission that a person has to look at before anyone scores it. */
export async function toCheck(): Promise<string> {
  const submission = await completed(
    await published({ ...definition, assessmentPolicy: { preCheck: true } }),
  );
  await must(200, 'learner', `POST /submissions/${submission}/submit`, { attestations });
  return submission;
}

/** A submission whose award waits for an approver. */
export async function toApprove(): Promise<string> {
  const made = await scored(
    'demonstrated',
    await published({ ...definition, assessmentPolicy: { approval: true } }),
  );
  await must(200, 'assessor1', `POST /assessments/${made.assessment}/decision`, { outcome: 'awarded' });
  return made.submission;
}

/** A submission that is decided without an award. */
export async function turnedDown(): Promise<string> {
  const { submission, assessment } = await scored('progressing');
  await must(200, 'assessor1', `POST /assessments/${assessment}/decision`, { outcome: 'not-yet' });
  return submission;
}

/** A micro-credential at which the learner has used all attempts. */
export async function outOfAttempts(): Promise<string> {
  const of = await published({ ...definition, assessmentPolicy: { maxAttempts: 1 } });
  const { assessment } = await scored('progressing', of);
  await must(200, 'assessor1', `POST /assessments/${assessment}/decision`, { outcome: 'not-yet' });
  return of;
}

export async function awarded(
  microCredential?: string,
): Promise<{ submission: string; credential: string; url: string }> {
  const { submission, assessment } = await scored('demonstrated', microCredential);
  const { body } = await must(200, 'assessor1', `POST /assessments/${assessment}/decision`, {
    outcome: 'awarded',
  });
  const { id, url } = body.credential as unknown as { id: string; url: string };
  return { submission, credential: id, url };
}

/** Where a text opens that its holder shows. */
export async function shownEvidence(): Promise<string> {
  const { submission, credential } = await awarded();
  const { body } = await must(200, 'learner', `PATCH /me/credentials/${credential}/evidence`, {
    evidence: {},
  });
  const [{ id = '' } = {}] = body.evidence as unknown as { id: string }[];
  await must(200, 'learner', `PATCH /me/credentials/${credential}/evidence`, { evidence: { [id]: 'link' } });
  return `/evidence/${submission}/${id}`;
}

/** An award that its holder keeps private, and a link of theirs that shows it. */
export async function linked(): Promise<{
  credential: string;
  address: string;
  link: { id: string; url: string };
}> {
  const { credential, url: address } = await awarded();
  const own = `/me/credentials/${credential}`;
  await must(200, 'learner', `PATCH ${own}/sharing`, { visibility: 'private' });
  const { body } = await must(201, 'learner', `POST ${own}/links`, { label: 'For an employer', days: 7 });
  return { credential, address, link: { id: String(body.id), url: String(body.url) } };
}

/** A credential that the machine client may have signed for the seeded issuer; with an id of its own. */
export async function directCredential(changes: object = {}): Promise<Record<string, unknown>> {
  const { body } = await must(200, 'nobody', `GET /issuers/${issuer()}/did.json`);
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: `urn:uuid:${randomUUID()}`,
    type: ['VerifiableCredential'],
    issuer: String(body.id),
    name: 'Membership',
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: { id: 'did:example:member', name: 'Amina Diallo' },
    ...changes,
  };
}

/** @returns the id of a credential that the machine client had signed */
export async function issuedDirectly(options?: object): Promise<string> {
  const credential = await directCredential();
  await must(201, 'machine', 'POST /credentials/issue', { credential, ...(options && { options }) });
  return String(credential.id);
}
