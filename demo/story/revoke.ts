import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Client } from '../client.ts';
import type { Cast } from '../people.ts';
import type { Report } from '../report.ts';
import type { Award } from './assess.ts';
import { type Credential, independent, postVerify } from './verify.ts';

/** A list may be cached for a minute, and one that could not be signed at once is finished by a schedule. */
const PUBLICATION_LIMIT_MS = 180_000;

const revocationView = z.object({ revokedAt: z.string(), published: z.boolean() });

/** The issuer takes the award back, and both verifiers see it. */
export async function revoke(
  client: Client,
  { owner }: Cast,
  award: Award,
  credential: Credential,
  { chapter, step }: Report,
): Promise<void> {
  chapter('The issuer revokes it');

  await step(owner.label, 'revokes the credential', async (note) => {
    const json = { reason: 'Issued in a demonstration.' };
    const { body, answer } = await client.ask(
      { as: owner, route: `POST /credentials/${award.id}/revocation`, json },
      [200, 202],
      revocationView,
    );
    note(`${answer.status}  revoked at ${body.revokedAt}`);
  });

  await step('A stranger', 'verifies it once more', async (note) => {
    const limit = performance.now() + PUBLICATION_LIMIT_MS;
    for (;;) {
      const ours = await postVerify(client, credential, note);
      const theirs = await independent(credential, note);
      const seen = ours.checks.some(({ name, outcome }) => name === 'status' && outcome === 'failed');
      if (seen && theirs.status?.bit === 1 && !theirs.verified) return;
      if (performance.now() > limit) throw new Error('The revocation cannot be seen after 3 minutes.');
      note('     the public list may be a minute old: asking again in 5 s');
      await sleep(5_000);
    }
  });
}
