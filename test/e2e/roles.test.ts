import { describe, expect, it } from 'vitest';
import { aPng } from '../credentials/uploaded-images/pictures.ts';
import { prose } from '../support/definition.ts';
import { once } from '../support/once.ts';
import { batchWithRows, checkedBatch, newBatch, rowsFrom, sampleBatch } from './batch-story.ts';
import { call, must, type Role, server } from './client.ts';
import { proposedStack, publishedStack, stackDraft, stackFields } from './stack-story.ts';
import {
  answeredDraft,
  attestations,
  awarded,
  claimedOfAnother,
  claimedWithParts,
  completed,
  directCredential,
  draft,
  fileEvidence,
  handedIn,
  issuedDirectly,
  knownSample,
  knownWork,
  linked,
  openSubmission,
  outOfAttempts,
  published,
  scored,
  shownEvidence,
  textEvidence,
  toApprove,
  toCheck,
  turnedDown,
} from './story.ts';

const roles = [
  'nobody',
  'machine',
  'learner2',
  'learner',
  'viewer',
  'approver',
  'reviewer',
  'author',
  'assessor2',
  'assessor1',
  'owner',
] as const;

interface Row {
  /** As in the documentation. */
  readonly route: string;
  /** The story so far, and the request. */
  readonly prepare: () => Promise<{
    readonly path: string;
    readonly body?: unknown;
    readonly headers?: Record<string, string>;
  }>;
  /** Who may, and what they get. In this order, after everyone else was refused. */
  readonly allowed: Partial<Record<Role, number>>;
  /** What a caller with a token but without the right gets. */
  readonly refused: number;
}

const everyone = (status: number) => Object.fromEntries(roles.map((role) => [role, status]));
const people = (status: number) => ({ ...everyone(status), nobody: undefined });
/** Members who are neither owners nor award officers. */
const staff = (status: number) => ({
  viewer: status,
  approver: status,
  reviewer: status,
  author: status,
  assessor1: status,
  assessor2: status,
});
/** Everyone who is anything in the seeded issuer. */
const members = (status: number) => {
  const { nobody: _nobody, learner: _learner, learner2: _learner2, ...all } = everyone(status);
  return all;
};
const issuerPath = `/issuers/${server.issuer}`;
/** An issuer of the owner's own, whose keys are no other test's. */
async function ownIssuer(): Promise<string> {
  const id = `keys-${Date.now()}`;
  await must(201, 'owner', 'POST /issuers', { id, name: 'Of its own', url: 'https://own.example/' });
  return `/issuers/${id}`;
}
const praise = { name: 'In our name', comment: 'Their assessors know the work.' };
/** @returns the id of what an issuer of the owner's own said of the seeded one */
async function endorsement(): Promise<string> {
  const { body } = await must(201, 'owner', `POST ${await ownIssuer()}/endorsements`, {
    of: { kind: 'issuer', issuer: server.issuer },
    ...praise,
  });
  return String(body.id);
}
/** Where a credential that was issued directly, with a status entry for that, is suspended. */
async function suspendable(): Promise<string> {
  const { body } = await must(201, 'machine', 'POST /credentials/issue', {
    credential: await directCredential({ id: undefined }),
    options: { credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'suspension' } },
  });
  return `${new URL(String(body.id)).pathname}/suspension`;
}
const imageHeaders = { 'content-type': 'image/png' };
const nobodyKnows = '01JD9Z6V3T5Q8M2K4N7P0R1S2T';

/** What is only read, or stays what it is when it is written, is made once for all rows. */
const one = {
  awarded: once(() => awarded()),
  draft: once(() => draft()),
  published: once(() => published()),
  handedIn: once(() => handedIn()),
  scored: once(() => scored()),
  turnedDown: once(() => turnedDown()),
  linked: once(() => linked()),
  openSubmission: once(() => openSubmission()),
  batchWithRows: once(() => batchWithRows()),
  publishedStack: once(() => publishedStack()),
  stackDraft: once(() => stackDraft()),
  proposedStack: once(() => proposedStack()),
  toCheck: once(() => toCheck()),
  toApprove: once(() => toApprove()),
  knownSample: once(() => knownSample()),
  shownEvidence: once(() => shownEvidence()),
};

const rows: Row[] = [
  ...[
    'GET /',
    'GET /docs',
    'GET /verify',
    'GET /openapi.json',
    'GET /micro-credentials',
    'GET /sitemap.xml',
    'GET /robots.txt',
  ].map((route) => ({
    route,
    prepare: async () => ({ path: route.slice(4) }),
    allowed: everyone(200),
    refused: 0,
  })),
  {
    route: 'GET /issuers/{issuer}',
    prepare: async () => ({ path: issuerPath }),
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'GET /sitemaps/{part}',
    prepare: async () => ({ path: `/sitemaps/${(await one.published()).slice(-1).toLowerCase()}` }),
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'GET /issuers/{issuer}/did.json',
    prepare: async () => ({ path: `${issuerPath}/did.json` }),
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'GET /issuers/{issuer}/keys/{key}',
    prepare: async () => ({ path: `${issuerPath}/keys/key-1` }),
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'GET /micro-credentials/{microCredential}',
    prepare: async () => ({ path: `/micro-credentials/${server.microCredential}` }),
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'GET /micro-credentials/{microCredential}/versions/{version}',
    prepare: async () => ({ path: `/micro-credentials/${server.microCredential}/versions/1` }),
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'GET /micro-credentials/{microCredential}/versions/{version}/diff',
    prepare: async () => ({ path: `/micro-credentials/${server.microCredential}/versions/1/diff` }),
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'GET /micro-credentials/{microCredential}/versions/{version}/image',
    prepare: async () => ({ path: `/micro-credentials/${server.microCredential}/versions/1/image` }),
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'GET /images/{digest}',
    prepare: async () => {
      const { body } = await must(200, 'owner', `PUT ${issuerPath}/image?caption=Us`, aPng(), imageHeaders);
      return { path: new URL((body.image as unknown as { url: string }).url).pathname };
    },
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'GET /credentials/{credential}',
    prepare: async () => ({ path: `/credentials/${(await one.awarded()).credential}` }),
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'GET /credentials/{credential}/preview',
    prepare: async () => ({ path: `/credentials/${(await one.awarded()).credential}/preview` }),
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'GET /credentials/{credential}/embed',
    prepare: async () => ({ path: `/credentials/${(await one.awarded()).credential}/embed` }),
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'GET /oembed',
    prepare: async () => ({ path: `/oembed?url=${encodeURIComponent((await one.awarded()).url)}` }),
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'GET /shared/{link}',
    prepare: async () => ({ path: new URL((await one.linked()).link.url).pathname }),
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'GET /shared/{link}/image',
    prepare: async () => ({ path: `${new URL((await one.linked()).link.url).pathname}/image` }),
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'GET /credentials/{credential}/image',
    prepare: async () => ({ path: `/credentials/${(await one.awarded()).credential}/image` }),
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'GET /status/{list}',
    prepare: async () => {
      const { credential } = await one.awarded();
      const { body } = await must(200, 'nobody', `GET /credentials/${credential}`);
      const status = body.credentialStatus as unknown as { statusListCredential: string };
      return { path: new URL(status.statusListCredential).pathname };
    },
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'GET /assets/{file}',
    prepare: async () => {
      const page = await must(200, 'nobody', 'GET /verify');
      return { path: /\/assets\/[\w-]+\.js/.exec(page.text)?.[0] ?? '' };
    },
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'POST /verify',
    prepare: async () => ({ path: '/verify', body: {} }),
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'POST /credentials/verify',
    prepare: async () => {
      const { body } = await must(200, 'nobody', `GET /credentials/${(await one.awarded()).credential}`);
      return { path: '/credentials/verify', body: { verifiableCredential: body } };
    },
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'POST /presentations/verify',
    prepare: async () => ({
      path: '/presentations/verify',
      body: {
        presentation: {
          '@context': ['https://www.w3.org/ns/credentials/v2'],
          type: 'VerifiablePresentation',
        },
      },
    }),
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'POST /issuers',
    prepare: async () => ({
      path: '/issuers',
      body: { id: `issuer-${Date.now()}`, name: 'Another issuer', url: 'https://another.example/' },
    }),
    allowed: { owner: 201 },
    refused: 403,
  },
  {
    route: 'PATCH /issuers/{issuer}',
    prepare: async () => ({ path: issuerPath, body: { description: 'What we do.' } }),
    allowed: { owner: 200 },
    refused: 403,
  },
  {
    route: 'PUT /issuers/{issuer}/image',
    prepare: async () => ({
      path: `${issuerPath}/image?caption=The%20bend%20of%20a%20river`,
      body: aPng(),
      headers: imageHeaders,
    }),
    allowed: { owner: 200 },
    refused: 403,
  },
  {
    route: 'GET /issuers/{issuer}/members',
    prepare: async () => ({ path: `${issuerPath}/members` }),
    allowed: { viewer: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'PUT /issuers/{issuer}/members/{person}',
    prepare: async () => ({ path: `${issuerPath}/members/new-person`, body: { roles: ['author'] } }),
    allowed: { owner: 200 },
    refused: 403,
  },
  {
    route: 'DELETE /issuers/{issuer}/members/{person}',
    prepare: async () => {
      await must(200, 'owner', `PUT ${issuerPath}/members/leaving`, { roles: ['author'] });
      return { path: `${issuerPath}/members/leaving` };
    },
    allowed: { owner: 204 },
    refused: 403,
  },
  {
    route: 'GET /me',
    prepare: async () => ({ path: '/me' }),
    allowed: people(200),
    refused: 0,
  },
  {
    route: 'GET /issuers/{issuer}/invitations',
    prepare: async () => ({ path: `${issuerPath}/invitations` }),
    allowed: { owner: 200 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/invitations',
    prepare: async () => ({
      path: `${issuerPath}/invitations`,
      body: { email: 'someone@learner.example', roles: ['viewer'] },
    }),
    allowed: { owner: 201 },
    refused: 403,
  },
  {
    route: 'DELETE /issuers/{issuer}/invitations/{invitation}',
    prepare: async () => {
      const { body } = await must(201, 'owner', `POST ${issuerPath}/invitations`, {
        email: 'amina@learner.example',
        roles: ['viewer'],
      });
      const { id } = body.invitation as unknown as { id: string };
      return { path: `${issuerPath}/invitations/${id}` };
    },
    allowed: { owner: 204 },
    refused: 403,
  },
  {
    route: 'POST /invitations/{token}/acceptance',
    prepare: async () => {
      const { body } = await must(201, 'owner', `POST ${await ownIssuer()}/invitations`, {
        email: 'Amina@Learner.Example',
        roles: ['viewer'],
      });
      return { path: `/invitations/${body.token}/acceptance` };
    },
    allowed: { learner: 200 },
    refused: 403,
  },
  {
    route: 'GET /issuers/{issuer}/clients',
    prepare: async () => ({ path: `${issuerPath}/clients` }),
    allowed: { viewer: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'PUT /issuers/{issuer}/clients/{client}',
    prepare: async () => ({
      path: `${issuerPath}/clients/nightly%40clients`,
      body: { name: 'Nightly job', scopes: ['batches:read'] },
    }),
    allowed: { owner: 200 },
    refused: 403,
  },
  {
    route: 'DELETE /issuers/{issuer}/clients/{client}',
    prepare: async () => {
      const path = `${issuerPath}/clients/leaving`;
      await must(200, 'owner', `PUT ${path}`, { name: 'Leaving', scopes: ['batches:read'] });
      return { path };
    },
    allowed: { owner: 204 },
    refused: 403,
  },
  {
    route: 'GET /issuers/{issuer}/keys',
    prepare: async () => ({ path: `${issuerPath}/keys` }),
    allowed: { owner: 200 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/keys',
    prepare: async () => ({ path: `${await ownIssuer()}/keys`, body: { algorithm: 'RS256' } }),
    allowed: { owner: 201 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/keys/{key}/compromise',
    prepare: async () => ({
      path: `${await ownIssuer()}/keys/key-1/compromise`,
      body: { at: new Date(Date.now() - 60_000).toISOString(), reason: 'A backup was copied.' },
    }),
    allowed: { owner: 200 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/micro-credentials',
    prepare: async () => ({ path: `${issuerPath}/micro-credentials`, body: { name: 'A draft' } }),
    allowed: { author: 201, owner: 201 },
    refused: 403,
  },
  {
    route: 'GET /issuers/{issuer}/micro-credentials',
    prepare: async () => ({ path: `${issuerPath}/micro-credentials` }),
    allowed: { viewer: 200, reviewer: 200, author: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'GET /issuers/{issuer}/micro-credentials/{microCredential}',
    prepare: async () => ({ path: (await one.draft()).path }),
    allowed: { viewer: 200, reviewer: 200, author: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/micro-credentials/import',
    prepare: async () => ({
      path: `${issuerPath}/micro-credentials/import`,
      body: { format: 'assay/micro-credential', version: 1, definition: { name: 'From a file' } },
    }),
    allowed: { author: 201, owner: 201 },
    refused: 403,
  },
  {
    route: 'GET /issuers/{issuer}/micro-credentials/{microCredential}/export',
    prepare: async () => ({ path: `${(await one.draft()).path}/export?format=yaml` }),
    allowed: { viewer: 200, reviewer: 200, author: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'PATCH /issuers/{issuer}/micro-credentials/{microCredential}',
    prepare: async () => ({
      path: (await draft()).path,
      body: { name: 'New' },
      headers: { 'if-match': '"1"' },
    }),
    // The same text twice is no lost update.
    allowed: { author: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'PUT /issuers/{issuer}/micro-credentials/{microCredential}/image',
    prepare: async () => ({
      path: `${(await draft()).path}/image?caption=A%20kite`,
      body: aPng(),
      headers: { 'if-match': '"1"', ...imageHeaders },
    }),
    allowed: { author: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/micro-credentials/{microCredential}/versions',
    prepare: async () => ({
      path: `${(await draft()).path}/versions`,
      body: { changeNote: 'First.' },
      headers: { 'if-match': '"1"' },
    }),
    allowed: { author: 201, owner: 412 },
    refused: 403,
  },
  {
    route: 'GET /issuers/{issuer}/reviews',
    prepare: async () => ({ path: `${issuerPath}/reviews` }),
    allowed: { viewer: 200, reviewer: 200, author: 200, owner: 200 },
    refused: 403,
  },
  ...['review', 'review/history', 'comments', 'diff'].map((what) => ({
    route: `GET /issuers/{issuer}/micro-credentials/{microCredential}/${what}`,
    prepare: async () => ({ path: `${(await one.draft()).path}/${what}` }),
    allowed: { viewer: 200, reviewer: 200, author: 200, owner: 200 },
    refused: 403,
  })),
  {
    route: 'POST /issuers/{issuer}/micro-credentials/{microCredential}/review/request',
    prepare: async () => ({
      path: `${(await draft()).path}/review/request`,
      body: {},
      headers: { 'if-match': '"1"' },
    }),
    allowed: { author: 201, owner: 201 },
    refused: 403,
  },
  {
    route: 'PUT /issuers/{issuer}/micro-credentials/{microCredential}/review/checklist',
    prepare: async () => ({
      path: `${(await draft()).path}/review/checklist`,
      body: { answers: {} },
      headers: { 'if-match': '"1"' },
    }),
    allowed: { reviewer: 200 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/micro-credentials/{microCredential}/review/approval',
    prepare: async () => ({
      path: `${(await answeredDraft()).path}/review/approval`,
      body: {},
      headers: { 'if-match': '"1"' },
    }),
    allowed: { reviewer: 201 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/micro-credentials/{microCredential}/review/return',
    prepare: async () => ({
      path: `${(await draft()).path}/review/return`,
      body: { note: 'It is two skills.' },
      headers: { 'if-match': '"1"' },
    }),
    allowed: { reviewer: 201 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/micro-credentials/{microCredential}/comments',
    prepare: async () => ({
      path: `${(await draft()).path}/comments`,
      body: { field: '/name', text: 'Shorter.' },
    }),
    allowed: { reviewer: 201, author: 201, owner: 201 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/micro-credentials/{microCredential}/comments/{comment}/resolution',
    prepare: async () => {
      const path = `${(await draft()).path}/comments`;
      const { body } = await must(201, 'reviewer', `POST ${path}`, { field: '', text: 'Shorter.' });
      return { path: `${path}/${body.id}/resolution` };
    },
    allowed: { reviewer: 200, author: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/micro-credentials/{microCredential}/retirement',
    prepare: async () => ({
      path: `${issuerPath}/micro-credentials/${await published()}/retirement`,
      body: { reason: 'Nobody asks for it.' },
    }),
    allowed: { owner: 201 },
    refused: 403,
  },
  {
    route: 'DELETE /issuers/{issuer}/micro-credentials/{microCredential}/retirement',
    prepare: async () => {
      const path = `${issuerPath}/micro-credentials/${await published()}/retirement`;
      await must(201, 'owner', `POST ${path}`, { reason: 'Nobody asks for it.' });
      return { path };
    },
    allowed: { owner: 204 },
    refused: 403,
  },
  {
    route: 'GET /stacks',
    prepare: async () => ({ path: `/stacks?issuer=${server.issuer}` }),
    allowed: everyone(200),
    refused: 0,
  },
  ...['', '/versions/{version}', '/versions/{version}/image'].map((what) => ({
    route: `GET /stacks/{stack}${what}`,
    prepare: async () => ({
      path: `/stacks/${(await one.publishedStack()).id}${what.replace('{version}', '1')}`,
    }),
    allowed: everyone(200),
    refused: 0,
  })),
  {
    route: 'POST /issuers/{issuer}/stacks',
    prepare: async () => ({ path: `${issuerPath}/stacks`, body: stackFields() }),
    allowed: { author: 201, owner: 201 },
    refused: 403,
  },
  {
    route: 'GET /issuers/{issuer}/stacks',
    prepare: async () => ({ path: `${issuerPath}/stacks` }),
    allowed: { viewer: 200, reviewer: 200, author: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'GET /issuers/{issuer}/stacks/{stack}',
    prepare: async () => ({ path: (await one.stackDraft()).path }),
    allowed: { viewer: 200, reviewer: 200, author: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'PATCH /issuers/{issuer}/stacks/{stack}',
    prepare: async () => ({
      path: (await stackDraft()).path,
      body: { kind: 'path' },
      headers: { 'if-match': '"1"' },
    }),
    allowed: { author: 200, owner: 412 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/stacks/{stack}/versions',
    prepare: async () => ({
      path: `${(await stackDraft([await published(), await published()])).path}/versions`,
      body: { changeNote: 'First version.' },
      headers: { 'if-match': '"1"' },
    }),
    allowed: { author: 201, owner: 412 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/stacks/{stack}/retirement',
    prepare: async () => ({
      path: `${(await stackDraft()).path}/retirement`,
      headers: { 'if-match': '"1"' },
    }),
    allowed: { author: 200, owner: 412 },
    refused: 403,
  },
  {
    route: 'GET /me/stacks',
    prepare: async () => ({ path: '/me/stacks' }),
    allowed: people(200),
    refused: 0,
  },
  {
    route: 'POST /me/stacks/{stack}/proposal',
    prepare: async () => ({ path: `/me/stacks/${(await proposedStack()).stack}/proposal` }),
    allowed: { machine: 403, learner: 200 },
    refused: 422,
  },
  ...['stack-proposals', 'stack-awards'].map((what) => ({
    route: `GET /${what}`,
    prepare: async () => ({ path: `/${what}?issuer=${server.issuer}` }),
    allowed: { viewer: 200, approver: 200, owner: 200 },
    refused: 403,
  })),
  {
    route: 'GET /stack-proposals/{proposal}',
    prepare: async () => ({ path: `/stack-proposals/${(await one.proposedStack()).proposal}` }),
    allowed: { ...members(403), viewer: 200, approver: 200, owner: 200 },
    refused: 404,
  },
  // Nobody but an approver confirms: not the assessors, the owner, nor a machine client (invariant 1).
  {
    route: 'POST /stack-proposals/{proposal}/confirmation',
    prepare: async () => ({
      path: `/stack-proposals/${(await proposedStack()).proposal}/confirmation`,
      body: { outcome: 'confirmed', reason: 'All of it stands.' },
    }),
    allowed: { ...members(403), approver: 200 },
    refused: 404,
  },
  {
    route: 'POST /micro-credentials/{microCredential}/submissions',
    prepare: async () => ({ path: `/micro-credentials/${await published()}/submissions`, body: {} }),
    allowed: { ...people(201), machine: 403 },
    refused: 0,
  },
  {
    route: 'GET /me/submissions',
    prepare: async () => ({ path: '/me/submissions' }),
    allowed: people(200),
    refused: 0,
  },
  {
    route: 'GET /me/credentials',
    prepare: async () => ({ path: '/me/credentials' }),
    allowed: people(200),
    refused: 0,
  },
  {
    route: 'PATCH /me/credentials/{credential}/sharing',
    prepare: async () => ({
      path: `/me/credentials/${(await awarded()).credential}/sharing`,
      body: { visibility: 'public' },
    }),
    allowed: { machine: 403, learner: 200 },
    refused: 404,
  },
  {
    route: 'POST /me/credentials/{credential}/withdrawal',
    prepare: async () => ({ path: `/me/credentials/${(await awarded()).credential}/withdrawal` }),
    allowed: { machine: 403, learner: 200 },
    refused: 404,
  },
  {
    route: 'GET /me/credentials/{credential}/links',
    prepare: async () => ({ path: `/me/credentials/${(await one.awarded()).credential}/links` }),
    allowed: { machine: 403, learner: 200 },
    refused: 404,
  },
  {
    route: 'POST /me/credentials/{credential}/links',
    prepare: async () => ({ path: `/me/credentials/${(await one.awarded()).credential}/links`, body: {} }),
    allowed: { machine: 403, learner: 201 },
    refused: 404,
  },
  {
    route: 'DELETE /me/credentials/{credential}/links/{digest}',
    prepare: async () => {
      const { credential, link } = await linked();
      return { path: `/me/credentials/${credential}/links/${link.id}` };
    },
    allowed: { machine: 403, learner: 204 },
    refused: 404,
  },
  {
    route: 'GET /submissions/{submission}',
    prepare: async () => ({ path: `/submissions/${await one.openSubmission()}` }),
    allowed: { learner: 200 },
    refused: 404,
  },
  {
    route: 'POST /submissions/{submission}/evidence',
    prepare: async () => ({
      path: `/submissions/${await openSubmission()}/evidence`,
      body: textEvidence('account'),
    }),
    allowed: { learner: 201 },
    refused: 404,
  },
  {
    route: 'PATCH /submissions/{submission}/evidence/{evidence}',
    prepare: async () => {
      const path = `/submissions/${await openSubmission()}/evidence`;
      const { body } = await must(201, 'learner', `POST ${path}`, textEvidence('account'));
      const { id } = body.evidence as unknown as { id: string };
      return { path: `${path}/${id}`, body: { title: 'Another' } };
    },
    allowed: { learner: 200 },
    refused: 404,
  },
  {
    route: 'GET /submissions/{submission}/history',
    prepare: async () => ({ path: `/submissions/${await one.openSubmission()}/history` }),
    allowed: { learner: 200 },
    refused: 404,
  },
  {
    route: 'GET /issuers/{issuer}/submissions/{submission}/history',
    prepare: async () => ({ path: `${issuerPath}/submissions/${await one.openSubmission()}/history` }),
    allowed: { viewer: 200, approver: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'POST /submissions/{submission}/evidence/{evidence}/parts',
    prepare: async () => {
      const path = `/submissions/${await openSubmission()}/evidence`;
      const item = fileEvidence('visit-plan', Buffer.from('My plan.'), 'text/plain');
      const { body } = await must(201, 'learner', `POST ${path}`, item);
      return { path: `${path}/${(body.evidence as unknown as { id: string }).id}/parts` };
    },
    allowed: { learner: 200 },
    refused: 404,
  },
  {
    route: 'DELETE /submissions/{submission}/evidence/{evidence}',
    prepare: async () => {
      const path = `/submissions/${await openSubmission()}/evidence`;
      const { body } = await must(201, 'learner', `POST ${path}`, textEvidence('account'));
      return { path: `${path}/${(body.evidence as unknown as { id: string }).id}` };
    },
    allowed: { learner: 204 },
    refused: 404,
  },
  {
    route: 'PATCH /submissions/{submission}/recipient',
    prepare: async () => ({
      path: `/submissions/${await openSubmission()}/recipient`,
      body: { did: 'did:web:learner.example' },
    }),
    allowed: { learner: 200 },
    refused: 404,
  },
  {
    route: 'PUT /submissions/{submission}/answers/{prompt}',
    prepare: async () => ({
      path: `/submissions/${await openSubmission(server.microCredential).catch(() => nobodyKnows)}/answers/${'no-such-prompt'}`,
      body: { text: prose('My answer') },
    }),
    allowed: { learner: 404 },
    refused: 404,
  },
  {
    route: 'POST /submissions/{submission}/submit',
    prepare: async () => ({ path: `/submissions/${await completed()}/submit`, body: { attestations } }),
    allowed: { learner: 200 },
    refused: 404,
  },
  {
    route: 'POST /submissions/{submission}/withdraw',
    prepare: async () => ({ path: `/submissions/${(await handedIn()).submission}/withdraw` }),
    allowed: { learner: 200 },
    refused: 404,
  },
  {
    route: 'POST /submissions/{submission}/appeal',
    prepare: async () => ({
      path: `/submissions/${await turnedDown()}/appeal`,
      body: { reason: 'The second page was not read.' },
    }),
    allowed: { machine: 403, learner: 200 },
    refused: 404,
  },
  {
    route: 'GET /assessments',
    prepare: async () => ({ path: `/assessments?issuer=${server.issuer}` }),
    allowed: { assessor1: 200, assessor2: 200 },
    refused: 403,
  },
  {
    route: 'GET /assessments/{assessment}',
    prepare: async () => ({ path: `/assessments/${(await one.handedIn()).assessment}` }),
    allowed: { machine: 403, assessor1: 200, assessor2: 200 },
    refused: 404,
  },
  // No machine client scores or decides, and it is told so (invariant 1).
  {
    route: 'POST /assessments/{assessment}/claim',
    prepare: async () => ({ path: `/assessments/${(await handedIn()).assessment}/claim` }),
    allowed: { machine: 403, assessor1: 200, assessor2: 409 },
    refused: 404,
  },
  {
    route: 'POST /assessments/{assessment}/advice',
    prepare: async () => ({ path: `/assessments/${(await one.scored()).assessment}/advice` }),
    allowed: { machine: 403, assessor2: 409, assessor1: 409 },
    refused: 404,
  },
  {
    route: 'POST /assessments/{assessment}/hand-back',
    prepare: async () => ({ path: `/assessments/${(await scored()).assessment}/hand-back` }),
    allowed: { machine: 403, assessor2: 409, assessor1: 200 },
    refused: 404,
  },
  {
    route: 'PUT /assessments/{assessment}/scores/{criterion}',
    prepare: async () => ({
      path: `/assessments/${(await one.scored()).assessment}/scores/goals`,
      body: { level: 'progressing', feedback: prose('What I saw') },
    }),
    allowed: { machine: 403, assessor2: 409, assessor1: 200 },
    refused: 404,
  },
  {
    route: 'POST /assessments/{assessment}/recusal',
    prepare: async () => ({
      path: `/assessments/${await claimedOfAnother()}/recusal`,
      body: { reason: 'A neighbour of mine.' },
    }),
    allowed: { machine: 403, assessor2: 409, assessor1: 200 },
    refused: 404,
  },
  {
    route: 'PUT /assessments/{assessment}/parts/{judgedPart}',
    prepare: async () => ({
      path: `/assessments/${await claimedWithParts()}/parts/overview`,
      body: { passed: true },
    }),
    allowed: { machine: 403, assessor2: 409, assessor1: 200 },
    refused: 404,
  },
  ...['/pre-checks', '/approvals'].map((path) => ({
    route: `GET ${path}`,
    prepare: async () => ({ path: `${path}?issuer=${server.issuer}` }),
    allowed: {
      machine: 403,
      ...(path === '/approvals' ? { approver: 200 } : { assessor1: 200, assessor2: 200 }),
    },
    refused: 403,
  })),
  {
    route: 'GET /pre-checks/{submission}',
    prepare: async () => ({ path: `/pre-checks/${await one.toCheck()}` }),
    allowed: { machine: 403, assessor1: 200, assessor2: 200 },
    refused: 404,
  },
  {
    route: 'POST /pre-checks/{submission}/answer',
    prepare: async () => ({ path: `/pre-checks/${await toCheck()}/answer`, body: { complete: true } }),
    allowed: { machine: 403, assessor1: 204, assessor2: 409 },
    refused: 404,
  },
  {
    route: 'GET /approvals/{submission}',
    prepare: async () => ({ path: `/approvals/${await one.toApprove()}` }),
    allowed: { machine: 403, approver: 200 },
    refused: 404,
  },
  {
    route: 'POST /approvals/{submission}/answer',
    prepare: async () => ({ path: `/approvals/${await toApprove()}/answer`, body: { action: 'confirm' } }),
    allowed: { machine: 403, approver: 200 },
    refused: 404,
  },
  {
    route: 'GET /issuers/{issuer}/micro-credentials/{microCredential}/pool',
    prepare: async () => ({ path: `${(await one.draft()).path}/pool` }),
    allowed: { viewer: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'PUT /issuers/{issuer}/micro-credentials/{microCredential}/pool',
    prepare: async () => ({ path: `${(await draft()).path}/pool`, body: { assessors: ['dev-assessor-1'] } }),
    allowed: { approver: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'DELETE /issuers/{issuer}/micro-credentials/{microCredential}/pool',
    prepare: async () => ({ path: `${(await draft()).path}/pool` }),
    allowed: { approver: 204, owner: 204 },
    refused: 403,
  },
  ...['agreement', 'analytics'].map((figures) => ({
    route: `GET /issuers/{issuer}/micro-credentials/{microCredential}/${figures}`,
    prepare: async () => ({
      path: `${issuerPath}/micro-credentials/${server.microCredential}/${figures}?months=3`,
    }),
    allowed: { viewer: 200, approver: 200, owner: 200 },
    refused: 403,
  })),
  {
    route: 'GET /me/coach-requests',
    prepare: async () => ({ path: '/me/coach-requests' }),
    allowed: people(200),
    refused: 401,
  },
  {
    route: 'POST /micro-credentials/{microCredential}/coach-requests',
    prepare: async () => ({
      path: `/micro-credentials/${await outOfAttempts()}/coach-requests`,
      body: { message: 'What should I change?' },
    }),
    allowed: { machine: 403, learner: 201 },
    refused: 409,
  },
  {
    route: 'GET /issuers/{issuer}/coach-requests',
    prepare: async () => ({ path: `${issuerPath}/coach-requests` }),
    allowed: { approver: 200, author: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/coach-requests/{request}/answer',
    prepare: async () => {
      const route = `POST /micro-credentials/${await outOfAttempts()}/coach-requests` as const;
      const { body } = await must(201, 'learner', route, { message: 'What should I change?' });
      return {
        path: `${issuerPath}/coach-requests/${body.id}/answer`,
        body: { message: 'Name the goals.', grant: true },
      };
    },
    allowed: { machine: 403, approver: 200, author: 409, owner: 409 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/micro-credentials/{microCredential}/samples',
    prepare: async () => ({
      path: `${issuerPath}/micro-credentials/${await published()}/samples`,
      body: knownWork,
    }),
    allowed: { author: 201, owner: 201 },
    refused: 403,
  },
  {
    route: 'GET /issuers/{issuer}/micro-credentials/{microCredential}/samples',
    prepare: async () => ({ path: (await one.knownSample()).samples }),
    allowed: { author: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'DELETE /issuers/{issuer}/micro-credentials/{microCredential}/samples/{sample}',
    prepare: async () => {
      const { samples, id } = await knownSample();
      return { path: `${samples}/${id}` };
    },
    allowed: { author: 204, owner: 404 },
    refused: 403,
  },
  {
    route: 'GET /issuers/{issuer}/micro-credentials/{microCredential}/calibration',
    prepare: async () => ({ path: (await one.knownSample()).calibration }),
    allowed: { machine: 403, assessor1: 200, assessor2: 200 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/micro-credentials/{microCredential}/calibration/{sample}',
    prepare: async () => {
      const { calibration, id } = await knownSample();
      return {
        path: `${calibration}/${id}`,
        body: { scores: { goals: 'demonstrated', activities: 'progressing' } },
      };
    },
    allowed: { machine: 403, assessor1: 200, assessor2: 200 },
    refused: 403,
  },
  {
    route: 'GET /issuers/{issuer}/retention',
    prepare: async () => ({ path: `${issuerPath}/retention` }),
    allowed: { owner: 200 },
    refused: 403,
  },
  {
    route: 'PUT /issuers/{issuer}/retention',
    prepare: async () => ({ path: `${await ownIssuer()}/retention`, body: { days: 365 } }),
    allowed: { owner: 200 },
    refused: 403,
  },
  {
    route: 'PUT /issuers/{issuer}/submissions/{submission}/hold',
    prepare: async () => ({
      path: `${issuerPath}/submissions/${await one.turnedDown()}/hold`,
      body: { reason: 'The decision is disputed.' },
    }),
    allowed: { owner: 204 },
    refused: 403,
  },
  {
    route: 'DELETE /issuers/{issuer}/submissions/{submission}/hold',
    prepare: async () => ({ path: `${issuerPath}/submissions/${await one.turnedDown()}/hold` }),
    allowed: { owner: 204 },
    refused: 403,
  },
  {
    route: 'POST /me/erasure',
    // Without the word that it takes: the others go on with what they have. That of those who may is in `erasure`.
    prepare: async () => ({ path: '/me/erasure', body: {} }),
    allowed: people(400),
    refused: 0,
  },
  {
    route: 'GET /me/notifications',
    prepare: async () => ({ path: '/me/notifications' }),
    allowed: people(200),
    refused: 0,
  },
  {
    route: 'PUT /me/notifications',
    prepare: async () => ({ path: '/me/notifications', body: { language: 'en', mail: true } }),
    allowed: { ...people(200), machine: 403 },
    refused: 0,
  },
  {
    route: 'GET /issuers/{issuer}/webhooks',
    prepare: async () => ({ path: `${await ownIssuer()}/webhooks` }),
    allowed: { owner: 200 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/webhooks',
    prepare: async () => ({
      path: `${await ownIssuer()}/webhooks`,
      body: { url: 'https://hooks.riverbend.org/', kinds: ['credential.issued'] },
    }),
    allowed: { owner: 201 },
    refused: 403,
  },
  {
    route: 'DELETE /issuers/{issuer}/webhooks/{webhook}',
    prepare: async () => {
      const path = `${await ownIssuer()}/webhooks`;
      const { body } = await must(201, 'owner', `POST ${path}`, { url: 'https://hooks.riverbend.org/' });
      return { path: `${path}/${body.id}` };
    },
    allowed: { owner: 204 },
    refused: 403,
  },
  {
    route: 'GET /issuers/{issuer}/deliveries',
    prepare: async () => ({ path: `${issuerPath}/deliveries` }),
    allowed: { owner: 200 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/deliveries/{delivery}/replay',
    prepare: async () => ({ path: `${issuerPath}/deliveries/${nobodyKnows}/replay` }),
    allowed: { owner: 404 },
    refused: 403,
  },
  {
    route: 'GET /issuers/{issuer}/overdue',
    prepare: async () => ({ path: `${issuerPath}/overdue` }),
    allowed: { viewer: 200, approver: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/conflicts',
    prepare: async () => ({
      path: `${issuerPath}/conflicts`,
      // Of a person who assesses nothing here: the other tests go on.
      body: { assessor: 'dev-viewer', submission: (await one.handedIn()).submission },
    }),
    allowed: { approver: 204, owner: 204 },
    refused: 403,
  },
  {
    route: 'POST /assessments/{assessment}/decision',
    prepare: async () => ({
      path: `/assessments/${(await scored()).assessment}/decision`,
      body: { outcome: 'awarded' },
    }),
    allowed: { machine: 403, assessor2: 409, assessor1: 200 },
    refused: 404,
  },
  {
    route: 'POST /credentials/issue',
    prepare: async () => ({ path: '/credentials/issue', body: { credential: await directCredential() } }),
    allowed: { machine: 201 },
    refused: 403,
  },
  {
    route: 'POST /credentials/status',
    prepare: async () => ({
      path: '/credentials/status',
      body: {
        credentialId: await issuedDirectly(),
        credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation' },
      },
    }),
    // Staff without the right are told so; whoever has nothing to do with the issuer is told nothing.
    allowed: { ...staff(403), machine: 200, owner: 200 },
    refused: 404,
  },
  {
    route: 'POST /issuers/{issuer}/batches',
    prepare: async () => ({ path: `${issuerPath}/batches`, body: sampleBatch }),
    allowed: { machine: 201, owner: 201 },
    refused: 403,
  },
  {
    route: 'GET /issuers/{issuer}/batches',
    prepare: async () => ({ path: `${issuerPath}/batches` }),
    allowed: { machine: 200, viewer: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'GET /issuers/{issuer}/batches/{batch}',
    prepare: newBatch,
    allowed: { machine: 200, viewer: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'PUT /issuers/{issuer}/batches/{batch}/rows',
    prepare: async () => ({ path: `${(await newBatch()).path}/rows`, body: rowsFrom(1) }),
    allowed: { machine: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'GET /issuers/{issuer}/batches/{batch}/rows',
    prepare: async () => ({ path: `${(await one.batchWithRows()).path}/rows` }),
    allowed: { machine: 200, viewer: 200, owner: 200 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/batches/{batch}/check',
    prepare: async () => ({ path: `${(await batchWithRows()).path}/check` }),
    allowed: { machine: 202, owner: 202 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/batches/{batch}/start',
    prepare: async () => ({ path: `${(await checkedBatch()).path}/start`, body: {} }),
    // The second resumes what the first started.
    allowed: { machine: 202, owner: 202 },
    refused: 403,
  },
  {
    route: 'POST /credentials/{credential}/revocation',
    prepare: async () => ({
      path: `/credentials/${(await awarded()).credential}/revocation`,
      body: { reason: 'Issued in error.' },
    }),
    // Staff without the right are told so; whoever has nothing to do with the issuer is told nothing.
    allowed: { machine: 403, ...staff(403), owner: 200 },
    refused: 404,
  },
  {
    route: 'GET /credentials/{credential}/history',
    prepare: async () => ({ path: `/credentials/${(await one.awarded()).credential}/history` }),
    allowed: { machine: 403, ...staff(403), viewer: 200, owner: 200 },
    refused: 404,
  },
  {
    route: 'PUT /credentials/{credential}/suspension',
    prepare: async () => ({ path: await suspendable(), body: { reason: 'Under review.' } }),
    allowed: { machine: 403, ...staff(403), owner: 200 },
    refused: 404,
  },
  {
    route: 'DELETE /credentials/{credential}/suspension',
    prepare: async () => {
      const path = await suspendable();
      await must(200, 'owner', `PUT ${path}`, { reason: 'Under review.' });
      return { path: `${path}?reason=Cleared` };
    },
    allowed: { machine: 403, ...staff(403), owner: 200 },
    refused: 404,
  },
  {
    route: 'POST /credentials/{credential}/reissue',
    prepare: async () => ({
      path: `/credentials/${(await awarded()).credential}/reissue`,
      body: { reason: 'The name was wrong.' },
    }),
    allowed: { machine: 403, ...staff(403), owner: 201 },
    refused: 404,
  },
  {
    route: 'PATCH /me/credentials/{credential}/evidence',
    prepare: async () => ({
      path: `/me/credentials/${(await one.awarded()).credential}/evidence`,
      body: { evidence: {} },
    }),
    allowed: { machine: 403, learner: 200 },
    refused: 404,
  },
  {
    route: 'GET /evidence/{submission}/{evidence}',
    prepare: async () => ({ path: await one.shownEvidence() }),
    allowed: everyone(200),
    refused: 0,
  },
  {
    route: 'POST /issuers/{issuer}/keys/{key}/recovery',
    prepare: async () => {
      const path = `${await ownIssuer()}/keys/key-1`;
      const at = new Date(Date.now() - 60_000).toISOString();
      await must(200, 'owner', `POST ${path}/compromise`, { at, reason: 'A backup was copied.' });
      return { path: `${path}/recovery` };
    },
    allowed: { owner: 200 },
    refused: 403,
  },
  {
    route: 'POST /issuers/{issuer}/endorsements',
    prepare: async () => ({
      path: `${await ownIssuer()}/endorsements`,
      body: { of: { kind: 'issuer', issuer: server.issuer }, ...praise },
    }),
    allowed: { owner: 201 },
    refused: 403,
  },
  {
    route: 'GET /endorsements',
    prepare: async () => ({ path: `/endorsements?of=issuer:${server.issuer}` }),
    allowed: { owner: 200 },
    refused: 403,
  },
  {
    route: 'PUT /endorsements/{credential}/acceptance',
    prepare: async () => ({ path: `/endorsements/${await endorsement()}/acceptance` }),
    allowed: { owner: 204 },
    refused: 403,
  },
  {
    route: 'DELETE /endorsements/{credential}/acceptance',
    prepare: async () => ({ path: `/endorsements/${await endorsement()}/acceptance` }),
    allowed: { owner: 204 },
    refused: 403,
  },
  {
    route: 'GET /credentials/{credential}/endorsements',
    prepare: async () => ({ path: `/credentials/${(await one.awarded()).credential}/endorsements` }),
    allowed: everyone(200),
    refused: 0,
  },
];

describe('every route × every role', () => {
  it('knows every route of the documentation', async () => {
    const { body } = await must(200, 'nobody', 'GET /openapi.json');
    const paths = body.paths as unknown as Record<string, Record<string, unknown>>;
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(rows.map((row) => row.route).toSorted()).toEqual(documented.toSorted());
  });

  it.each(rows)('$route', async ({ route, prepare, allowed, refused }) => {
    const method = route.split(' ')[0];
    const { path, body, headers } = await prepare();
    // Where no token is needed none is looked at: one person stands for all.
    const asking = allowed.nobody === undefined ? roles : (['nobody', 'owner'] as const);
    const without = asking.filter((role) => allowed[role] === undefined);
    for (const role of without) {
      const answer = await call(role, `${method} ${path}`, body, headers);
      expect({ role, status: answer.status }).toEqual({ role, status: role === 'nobody' ? 401 : refused });
      if (role !== 'nobody') expect(answer.headers.get('content-type')).toBe('application/problem+json');
    }
    for (const [role, status] of Object.entries(allowed)) {
      if (status === undefined || !asking.some((one) => one === role)) continue;
      const answer = await call(role as Role, `${method} ${path}`, body, headers);
      expect({ role, status: answer.status }).toEqual({ role, status });
    }
  });
});
