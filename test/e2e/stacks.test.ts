import { describe, expect, it } from 'vitest';
import { call, must, server } from './client.ts';
import { proposedStack, publishedStack, stackDraft } from './stack-story.ts';
import { awarded, published } from './story.ts';

interface Progress {
  readonly stackId: string;
  readonly complete: boolean;
  readonly missing: string[];
  readonly proposal?: { readonly state: string };
  readonly credential?: string;
}
const progressIn = async (stackId: string) => {
  const { body } = await must(200, 'learner', 'GET /me/stacks');
  return (body.items as unknown as Progress[]).find((one) => one.stackId === stackId);
};
const confirm = (proposal: string) =>
  call('approver', `POST /stack-proposals/${proposal}/confirmation`, {
    outcome: 'confirmed',
    reason: 'All of it stands.',
  });

describe('a stack', () => {
  it('is earned piece by piece, confirmed, and verifies at its address', async () => {
    const { stack, proposal, pieces } = await proposedStack();
    expect(await progressIn(stack)).toMatchObject({
      complete: true,
      missing: [],
      proposal: { state: 'waiting' },
    });
    const confirmed = await confirm(proposal);
    expect(confirmed.status).toBe(200);
    expect(confirmed.body).toMatchObject({ proposal, state: 'confirmed', credential: { issued: true } });
    const { url } = confirmed.body.credential as unknown as { url: string };
    const { body: credential } = await must(200, 'nobody', `GET ${new URL(url).pathname}`);
    expect((credential.evidence as unknown as { id: string }[]).map(({ id }) => id)).toEqual(
      pieces.map((piece) => expect.stringMatching(new RegExp(`/credentials/${piece}$`))),
    );
    const { body: report } = await must(200, 'nobody', 'POST /verify', credential);
    expect(report.verdict).toBe('valid');
    expect((await progressIn(stack))?.credential).toBe(url);

    // The achievement that it names is there, for machines and for people, and so are the badges.
    const { achievement } = credential.credentialSubject as unknown as { achievement: { id: string } };
    const path = new URL(achievement.id).pathname;
    const { body: version } = await must(200, 'nobody', `GET ${path}`);
    expect(version).toMatchObject({
      id: achievement.id,
      version: 1,
      rule: [expect.stringMatching(/^Earn "/)],
    });
    const page = await call('nobody', `GET ${path}`, undefined, { accept: 'text/html' });
    expect(page.text).toContain('<h1>Working with Families</h1>');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    for (const image of [`${path}/image`, `${new URL(url).pathname}/image`]) {
      const badge = await call('nobody', `GET ${image}`);
      expect(badge.headers.get('content-type')).toBe('image/png');
    }
    const shown = await call('nobody', `GET ${new URL(url).pathname}`, undefined, { accept: 'text/html' });
    expect(shown.text).toContain(`/credentials/${pieces[0]}`);
    // Again is the same.
    expect((await confirm(proposal)).body).toEqual(confirmed.body);
  });

  it('whose piece is revoked stands, and the issuer is told', async () => {
    const { proposal, pieces } = await proposedStack();
    const { body } = await confirm(proposal);
    await must(200, 'owner', `POST /credentials/${pieces[0]}/revocation`, { reason: 'Found to be copied.' });
    const { id } = body.credential as unknown as { id: string };
    const { body: credential } = await must(200, 'nobody', `GET /credentials/${id}`);
    expect((await must(200, 'nobody', 'POST /verify', credential)).body.verdict).toBe('valid');
    const list = `GET /stack-awards?issuer=${server.issuer}&fallen=true&limit=100` as const;
    const { body: told } = await must(200, 'viewer', list);
    const mine = (
      told.items as unknown as { id: string; holds: boolean; pieces: { standing: string }[] }[]
    ).find((one) => one.id === proposal);
    expect(mine).toMatchObject({ holds: false, pieces: [{ standing: 'revoked' }, { standing: 'stands' }] });
  });

  it('that needs no approver is awarded with the piece that completes it', async () => {
    const of = [await published(), await published()];
    const { id } = await publishedStack(of, { rule: { atLeast: 1 }, confirmation: 'rule' });
    await awarded(of[1]);
    const mine = await progressIn(id);
    expect(mine).toMatchObject({ complete: true, proposal: { state: 'confirmed' } });
    const { body } = await must(200, 'nobody', `GET ${new URL(mine?.credential ?? '').pathname}`);
    expect((await must(200, 'nobody', 'POST /verify', body)).body.verdict).toBe('valid');
  });

  it('is published only whole, of pieces that the issuer has published', async () => {
    const ifMatch = { 'if-match': '"1"' };
    const body = { changeNote: 'First version.' };
    const strange = await call('author', `POST ${(await stackDraft()).path}/versions`, body, ifMatch);
    expect(strange.status).toBe(422);
    expect(strange.body.errors).toEqual(
      [0, 1].map((index) => ({
        field: `/pieces/${index}`,
        message: 'is no micro-credential that this issuer has published',
      })),
    );
    const pieces = [await published(), await published()];
    const misfit = await stackDraft(pieces, { rule: { atLeast: 3 } });
    const refused = await call('author', `POST ${misfit.path}/versions`, body, ifMatch);
    expect([refused.status, refused.body.errors]).toEqual([
      422,
      [{ field: '/rule/atLeast', message: 'must be at most 2, the number of pieces' }],
    ]);
  });

  it('that is retired leaves the list, and takes nothing new', async () => {
    const { id, path } = await publishedStack();
    const listed = async () => {
      const { body } = await must(200, 'nobody', `GET /stacks?issuer=${server.issuer}&limit=100`);
      return (body.items as unknown as { stackId: string }[]).some((one) => one.stackId === id);
    };
    expect(await listed()).toBe(true);
    await must(200, 'author', `POST ${path}/retirement`, undefined, { 'if-match': '"2"' });
    expect(await listed()).toBe(false);
    expect((await call('author', `PATCH ${path}`, { kind: 'path' }, { 'if-match': '"3"' })).body.code).toBe(
      'stack-retired',
    );
    expect((await call('learner', `POST /me/stacks/${id}/proposal`)).status).toBe(404);
    const page = await call('nobody', `GET /stacks/${id}`, undefined, { accept: 'text/html' });
    expect(page.text).toContain('Retired on');
  });
});
