import { type LocalPart, serve } from '../local/part.ts';
import { readBody } from '../local/read-body.ts';
import type { PublicRecords } from '../src/ports.ts';
import {
  changed,
  exampleAward,
  issuerDid,
  issuerKey,
  publicUrl,
  signed,
  signedList,
} from '../test/credentials/example-award.ts';

const credentialId = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const listId = '01ARZ3NDEKTSV4RRFFQ69G5FAW';

/** One issued credential with all that its page reads, as this deployment keeps it. */
export async function ownCredential() {
  const listUrl = `${publicUrl}/status/${listId}`;
  const status = { ...exampleAward().credentialStatus, statusListCredential: listUrl };
  const document = await signed({
    ...exampleAward(),
    id: `${publicUrl}/credentials/${credentialId}`,
    credentialStatus: { ...status, id: `${listUrl}#70321` },
  });
  const list = await signed(changed(await signedList([], { id: listUrl }), ['proof']));
  const { id, publicKeyMultibase } = issuerKey;
  return {
    credential: { id: credentialId, name: document.name as string, document: JSON.stringify(document) },
    statusList: { url: listUrl, document: JSON.stringify(list) },
    issuer: { id: issuerDid.split(':').at(-1) ?? '' },
    key: { algorithm: 'Ed25519', id, publicKeyMultibase, createdAt: '2026-03-01T00:00:00Z' },
  } as const;
}

type Own = Awaited<ReturnType<typeof ownCredential>>;

/** Its records at hand. */
export function ownRecords({ credential, statusList, issuer, key }: Own): PublicRecords {
  return {
    credentials: { find: async () => credential },
    statusLists: { find: async () => statusList },
    issuers: { find: async () => issuer, keys: async () => [key] },
  };
}

/** A table that holds it and answers at once: what a start waits for is then the function itself. */
export function serveOwnTable(own: Own): Promise<LocalPart> {
  const answers: readonly (readonly [key: string, answer: object])[] = [
    ['CREDENTIAL#', { Item: item('credential', own.credential) }],
    ['STATUS-LIST#', { Item: item('status-list', own.statusList) }],
    ['PROFILE', { Item: item('issuer', own.issuer) }],
    ['KEY#', { Items: [item('issuer-key', own.key)] }],
  ];
  return serve(async (request, response) => {
    const body = (await readBody(request, 100_000))?.toString() ?? '';
    const [, answer = {}] = answers.find(([key]) => body.includes(key)) ?? [];
    response.end(JSON.stringify(answer));
  });
}

function item(type: string, value: Readonly<Record<string, string>>): object {
  return Object.fromEntries(Object.entries({ type, ...value }).map(([name, text]) => [name, { S: text }]));
}
