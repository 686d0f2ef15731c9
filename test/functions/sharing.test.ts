import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { catalogHandler } from '../../functions/catalog/handler.ts';
import { credentialHandler } from '../../functions/credential/handler.ts';
import { submitHandler } from '../../functions/submit/handler.ts';
import { verifyHandler } from '../../functions/verify/handler.ts';
import { changeCredentialStatus } from '../../src/usecases/change-credential-status.ts';
import { reissueCredential } from '../../src/usecases/reissue-credential.ts';
import { httpEvent, withOutput } from '../support/http-event.ts';
import { once } from '../support/once.ts';
import {
  address,
  awarded as awardedIn,
  noFiles,
  people,
  publicUrl,
  signing,
  useWorld,
  type World,
} from '../support/world.ts';

const theWorld = useWorld();
const absent = async () => undefined;

const portsOf = (world: World) => ({
  ...world,
  signingTasks: signing(world),
  onSigningFailure: () => {},
});

/** A credential of the learner that is public. */
const awarded = async (world: World) => (await awardedIn(world)).credentialId;

/** One for all tests that leave it as it is. */
const untouched = once(awarded);

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

type AnyHandler = (event: never, context: never) => Promise<unknown>;

async function ask(handler: unknown, asked: Parameters<typeof httpEvent>[0]): Promise<Answer> {
  const { result } = await withOutput(() => (handler as AnyHandler)(httpEvent(asked) as never, {} as never));
  const {
    statusCode,
    headers,
    body = '',
  } = result as {
    statusCode: number;
    headers: Record<string, string>;
    body?: string;
  };
  const isJson = /json/.test(headers['content-type'] ?? '');
  return {
    status: statusCode,
    headers,
    text: body,
    body: isJson && body !== '' ? (JSON.parse(body) as Record<string, unknown>) : {},
  };
}

/** Everything that answers for a credential. */
function functionsOf(world: World) {
  const credential = credentialHandler(world, address);
  const submit = submitHandler(
    {
      ...world,
      evidenceFiles: noFiles,
      partUploads: { next: absent as never },
      newSecret: () => randomBytes(32).toString('base64url'),
    },
    { publicUrl },
  );
  const catalog = catalogHandler(world as never, { publicUrl });
  const verify = verifyHandler({ ...world, publicWeb: { get: absent as never } }, address);
  return { credential, submit, catalog, verify };
}

type Functions = ReturnType<typeof functionsOf>;

const browser = { accept: 'text/html,*/*;q=0.8' };
const program = { accept: 'application/vc+ld+json' };

/** Every way in which strangers may ask for a credential. */
const forms: Readonly<Record<string, (fns: Functions, id: string) => Promise<Answer>>> = {
  'the signed document': ({ credential }, id) =>
    ask(credential, { route: 'GET /credentials/{credential}', path: { credential: id }, headers: program }),
  'the page': (fns, id) => pageOf(fns, id),
  'the page’s document': ({ credential }, id) =>
    ask(credential, {
      route: 'GET /credentials/{credential}',
      path: { credential: id },
      query: { format: 'json' },
      headers: browser,
    }),
  'the badge as SVG': ({ credential }, id) =>
    ask(credential, {
      route: 'GET /credentials/{credential}/image',
      path: { credential: id },
      query: { format: 'svg' },
    }),
  'the badge as PNG': ({ credential }, id) =>
    ask(credential, {
      route: 'GET /credentials/{credential}/image',
      path: { credential: id },
      query: { format: 'png' },
    }),
  'the preview': ({ credential }, id) =>
    ask(credential, { route: 'GET /credentials/{credential}/preview', path: { credential: id } }),
  'the card': ({ credential }, id) =>
    ask(credential, { route: 'GET /credentials/{credential}/embed', path: { credential: id } }),
  oEmbed: ({ credential }, id) =>
    ask(credential, { route: 'GET /oembed', query: { url: `${publicUrl}/credentials/${id}` } }),
  'its endorsements': ({ catalog }, id) =>
    ask(catalog, { route: 'GET /credentials/{credential}/endorsements', path: { credential: id } }),
  'its verification by address': ({ verify }, id) =>
    ask(verify, { route: 'POST /verify', body: { url: `${publicUrl}/credentials/${id}` } }),
};

const pageOf = ({ credential }: Functions, id: string) =>
  ask(credential, { route: 'GET /credentials/{credential}', path: { credential: id }, headers: browser });

const claims: Record<string, string> = { sub: people.learner.person, name: people.learner.name };
const holder = (
  { submit }: Functions,
  route: string,
  given: { id: string; body?: unknown; digest?: string; as?: Record<string, string> },
) =>
  ask(submit, {
    route,
    path: { credential: given.id, ...(given.digest !== undefined && { digest: given.digest }) },
    claims: given.as ?? claims,
    ...(given.body !== undefined && { body: given.body }),
  });

const share = (fns: Functions, id: string, visibility: string, as = claims) =>
  holder(fns, 'PATCH /me/credentials/{credential}/sharing', { id, body: { visibility }, as });
const withdraw = (fns: Functions, id: string, as = claims) =>
  holder(fns, 'POST /me/credentials/{credential}/withdrawal', { id, as });
const newLink = (fns: Functions, id: string, body: object = {}, as = claims) =>
  holder(fns, 'POST /me/credentials/{credential}/links', { id, body, as });
const linksOf = (fns: Functions, id: string, as = claims) =>
  holder(fns, 'GET /me/credentials/{credential}/links', { id, as });
const endLink = (fns: Functions, id: string, digest: string, as = claims) =>
  holder(fns, 'DELETE /me/credentials/{credential}/links/{digest}', { id, digest, as });

const byLink = ({ credential }: Functions, link: string, headers = browser) =>
  ask(credential, { route: 'GET /shared/{link}', path: { link }, headers });
const imageByLink = ({ credential }: Functions, link: string) =>
  ask(credential, { route: 'GET /shared/{link}/image', path: { link }, query: { format: 'svg' } });

/** What nobody may learn of a credential that is not shown. */
const canaries = [people.learner.name, people.learner.person, 'Riverbend'];

function tellsNothing({ text, headers }: Answer, id: string) {
  const all = `${text} ${JSON.stringify(headers)} ${Buffer.from(text, 'base64').toString('latin1')}`;
  for (const canary of canaries) expect(all).not.toContain(canary);
  expect(headers['cache-control']).toBe('no-store');
  expect(headers.link).toBeUndefined();
  expect(headers.etag).toBeUndefined();
  expect(text).not.toContain(`/credentials/${id}/image`);
}

describe('a credential that its holder shows', () => {
  it('is shown in every form, by link and publicly, and listed by search engines only when it is public', async () => {
    const fns = functionsOf(theWorld());
    const id = await awarded(theWorld());
    for (const visibility of [undefined, 'public', 'link'] as const) {
      if (visibility) expect((await share(fns, id, visibility)).body).toEqual({ visibility });
      for (const [form, request] of Object.entries(forms)) {
        const { status, headers } = await request(fns, id);
        expect(status, form).toBe(200);
        if (/endorsements|verification|oEmbed/.test(form)) continue;
        expect(headers['x-robots-tag'], form).toBe(visibility === 'public' ? undefined : 'noindex');
        expect(headers['cache-control'], form).toBe('public, max-age=60');
      }
    }
  });

  it('is offered with a preview, a card and data for search engines', async () => {
    const fns = functionsOf(theWorld());
    const id = await awarded(theWorld());
    const { text, headers } = await pageOf(fns, id);
    const url = `${publicUrl}/credentials/${id}`;
    expect(text).toContain(`<meta property="og:image" content="${url}/preview">`);
    expect(text).toContain(`href="${publicUrl}/oembed?url=${encodeURIComponent(url)}&amp;format=json"`);
    expect(text).toContain('https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&amp;name=');
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    const card = await forms['the card']?.(fns, id);
    expect(card?.headers['content-security-policy']).toContain('frame-ancestors *');
    expect(card?.headers['content-security-policy']).not.toContain('script');
    expect(card?.text).not.toMatch(/<script|style="|onload/);
    expect(card?.text).toContain(people.learner.name);
  });

  it('gives search engines nothing of the successor’s holder after it was replaced', async () => {
    const world = theWorld();
    const fns = functionsOf(world);
    const id = await awarded(world);
    await share(fns, id, 'private');
    const correction = { recipient: { name: 'Lena Marie Learner' } };
    const command = { caller: people.owner, credentialId: id, reason: 'Misspelt.', correction };
    const { successor } = await reissueCredential(portsOf(world), { ...command, ...address });
    expect((await world.credentials.find(successor.id))?.visibility).toBe('private');
    expect((await forms['the signed document']?.(fns, successor.id))?.status).toBe(403);
  });

  it('that was withdrawn has a successor that nobody sees until its holder says so', async () => {
    const world = theWorld();
    const fns = functionsOf(world);
    const id = await awarded(world);
    await share(fns, id, 'public');
    await withdraw(fns, id);
    const correction = { recipient: { name: 'Lena Marie Learner' } };
    const command = { caller: people.owner, credentialId: id, reason: 'Misspelt.', correction };
    const { successor } = await reissueCredential(portsOf(world), { ...command, ...address });
    expect((await pageOf(fns, successor.id)).status).toBe(403);
    await share(fns, successor.id, 'link');
    expect((await pageOf(fns, successor.id)).status).toBe(200);
    expect((await pageOf(fns, id)).status).toBe(410);
  });
});

describe.each([
  ['private', 403, 'kept-private'],
  ['withdrawn', 410, 'withdrawn'],
] as const)('a credential that is %s', (state, status, code) => {
  const hidden = async (world: World, fns: Functions) => {
    const id = await awarded(world);
    const { document = '' } = (await world.credentials.find(id)) ?? {};
    const answer = state === 'private' ? await share(fns, id, 'private') : await withdraw(fns, id);
    expect(answer.status).toBe(200);
    return { id, document };
  };

  it('tells strangers nothing, in any form', async () => {
    const fns = functionsOf(theWorld());
    const { id } = await hidden(theWorld(), fns);
    for (const [form, request] of Object.entries(forms)) {
      const answer = await request(fns, id);
      expect(answer.status, form).toBe(status);
      tellsNothing(answer, id);
      if (/json/.test(answer.headers['content-type'] ?? '')) expect(answer.body.code, form).toBe(code);
    }
  });

  it('has a page that says so, also in Spanish, and a card in frames', async () => {
    const fns = functionsOf(theWorld());
    const { id } = await hidden(theWorld(), fns);
    const asked = { route: 'GET /credentials/{credential}', path: { credential: id } };
    const page = await ask(fns.credential, { ...asked, headers: browser });
    expect(page.text).toMatch(state === 'private' ? /Kept private by the holder/ : /Withdrawn by the holder/);
    const spanish = await ask(fns.credential, { ...asked, headers: { ...browser, 'accept-language': 'es' } });
    expect(spanish.text).toContain('<html lang="es"');
    const card = await forms['the card']?.(fns, id);
    expect(card?.headers['content-security-policy']).toContain('frame-ancestors *');
    expect(card?.headers['x-robots-tag']).toBe('noindex');
  });

  it('verifies still, for who has a copy, with its keys and lists in place', async () => {
    const world = theWorld();
    const fns = functionsOf(world);
    const { id, document } = await hidden(world, fns);
    const verified = () => ask(fns.verify, { route: 'POST /verify', body: JSON.parse(document) });
    expect((await verified()).body).toMatchObject({ verdict: 'valid' });
    const list = JSON.parse(document).credentialStatus.statusListCredential.split('/').at(-1);
    const listed = await ask(fns.credential, { route: 'GET /status/{list}', path: { list } });
    expect(listed.status).toBe(200);
    const revoked = { caller: people.owner, credentialId: id, purpose: 'revocation' as const, set: true };
    await changeCredentialStatus(portsOf(world), { ...revoked, reason: 'In error.' });
    expect((await verified()).body).toMatchObject({ verdict: 'invalid' });
    expect((await pageOf(fns, id)).status).toBe(status);
  });
});

describe('withdrawing', () => {
  it('is for good: no visibility and no link brings it back', async () => {
    const fns = functionsOf(theWorld());
    const id = await awarded(theWorld());
    const { url } = (await newLink(fns, id)).body;
    const first = await withdraw(fns, id);
    expect(first.body).toEqual({ visibility: 'link', withdrawnAt: theWorld().clock.now().toISOString() });
    expect((await withdraw(fns, id)).body).toEqual(first.body);
    for (const visibility of ['public', 'link', 'private'])
      expect((await share(fns, id, visibility)).body.code).toBe('withdrawn');
    expect((await newLink(fns, id)).body.code).toBe('withdrawn');
    const link = String(url).split('/').at(-1) ?? '';
    expect((await byLink(fns, link)).status).toBe(410);
    expect((await imageByLink(fns, link)).body.code).toBe('withdrawn');
    const listed = await ask(fns.submit, { route: 'GET /me/credentials', claims });
    const items = listed.body.items as { id: string; withdrawnAt?: string }[];
    expect(items.find((one) => one.id === id)).toMatchObject(first.body);
  });
});

describe('a link of the holder', () => {
  const made = async (body: object = {}) => {
    const fns = functionsOf(theWorld());
    const id = await awarded(theWorld());
    await share(fns, id, 'private');
    const answer = await newLink(fns, id, body);
    expect(answer.status).toBe(201);
    const link = String(answer.body.url).split('/').at(-1) ?? '';
    return { fns, id, link, answer };
  };

  it('shows a private credential whole, to be kept by nobody’s cache and found by no search', async () => {
    const { fns, id, link, answer } = await made({ label: 'For Ms Ångström' });
    expect(answer.body).toMatchObject({ label: 'For Ms Ångström', state: 'open' });
    expect(answer.body.url).toBe(`${publicUrl}/shared/${link}`);
    const page = await byLink(fns, link);
    const record = await theWorld().credentials.find(id);
    expect(page.status).toBe(200);
    expect(page.text).toContain(people.learner.name);
    expect(page.text).toContain(`src="/shared/${link}/image?format=svg"`);
    // What would ask at the address of its own is refused there.
    expect(page.text).not.toMatch(/(?:src|href|data-address)="\/credentials\//);
    expect(page.text).not.toMatch(/og:|oembed|application\/ld\+json|linkedin/);
    expect(page.text).not.toContain('Ångström');
    const [document, image] = [await byLink(fns, link, program), await imageByLink(fns, link)];
    expect(document.text).toBe(record?.document);
    expect(image.text).toContain('<svg');
    for (const { headers } of [page, document, image]) {
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['x-robots-tag']).toBe('noindex');
      expect(headers['referrer-policy']).toBe('no-referrer');
    }
    expect((await pageOf(fns, id)).status).toBe(403);
  });

  it('shows what the issuer says of it now', async () => {
    const { fns, id, link } = await made();
    await changeCredentialStatus(portsOf(theWorld()), {
      caller: people.owner,
      credentialId: id,
      purpose: 'revocation',
      set: true,
      reason: 'In error.',
    });
    expect((await byLink(fns, link)).text).toContain('Not valid: revoked');
  });

  it('is kept as a digest: nothing that is stored or told again opens it', async () => {
    const { fns, id, link } = await made();
    const secret = link.split('.')[1] ?? 'none';
    expect(JSON.stringify(await theWorld().dump())).not.toContain(secret);
    const { body } = await linksOf(fns, id);
    expect(JSON.stringify(body)).not.toContain(secret);
    const [kept] = body.items as { id: string }[];
    expect(Object.keys(kept ?? {}).toSorted()).toEqual(['createdAt', 'id', 'state', 'validUntil']);
    expect(
      (await byLink(fns, `${id}.${Buffer.from(kept?.id ?? '', 'hex').toString('base64url')}`)).status,
    ).toBe(404);
  });

  it('opens no other credential, and no other secret opens this one', async () => {
    const { fns, id, link } = await made();
    const other = await awarded(theWorld());
    const secret = link.split('.')[1] ?? '';
    for (const wrong of [
      `${other}.${secret}`,
      `${id}.${'A'.repeat(43)}`,
      `${id}.${secret.slice(0, -1)}`,
      `${id}.${secret}A`,
      `${id}.${secret.toLowerCase()}`,
      id,
      secret,
      '.',
      `${id}.`,
      `${id}.${secret}.`,
      `${id}%2e${secret}`,
    ]) {
      const answer = await byLink(fns, wrong);
      expect(answer.status, wrong).toBe(404);
      tellsNothing(answer, id);
      expect((await imageByLink(fns, wrong)).status, wrong).toBe(404);
    }
  });

  it('ends when it is said to, to the millisecond', async () => {
    const { fns, id, link, answer } = await made({ days: 1 });
    const { clock } = theWorld();
    const before = clock.now();
    const end = Date.parse(String(answer.body.validUntil));
    expect(end - before.getTime()).toBe(24 * 60 * 60 * 1000);
    try {
      clock.set(new Date(end - 1));
      expect((await byLink(fns, link)).status).toBe(200);
      clock.set(new Date(end));
      for (const ended of [
        await byLink(fns, link),
        await byLink(fns, link, program),
        await imageByLink(fns, link),
      ]) {
        expect(ended.status).toBe(410);
        tellsNothing(ended, id);
      }
      expect((await byLink(fns, link, program)).body.code).toBe('link-ended');
      expect((await byLink(fns, link)).text).toContain('This link has ended');
      const { body } = await linksOf(fns, id);
      expect(body.items).toMatchObject([{ state: 'expired' }]);
    } finally {
      clock.set(before);
    }
  });

  it('ends at once when it is taken back, by several at once too, and others go on', async () => {
    const { fns, id, link } = await made();
    const second = (await newLink(fns, id)).body;
    const kept = ((await linksOf(fns, id)).body.items as { id: string }[]).find(
      ({ id: one }) => one !== second.id,
    );
    const answers = await Promise.all(Array.from({ length: 5 }, () => endLink(fns, id, kept?.id ?? '')));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(204));
    expect((await byLink(fns, link)).status).toBe(410);
    expect((await byLink(fns, String(second.url).split('/').at(-1) ?? '')).status).toBe(200);
    const states = ((await linksOf(fns, id)).body.items as { state: string }[]).map(({ state }) => state);
    expect(states.toSorted()).toEqual(['open', 'revoked']);
  });

  it.each([
    ['in the past', { expiresAt: '2026-11-23T10:14:59.000Z' }, '/expiresAt'],
    ['now', { expiresAt: '2026-11-23T10:15:00.000Z' }, '/expiresAt'],
    ['too far away', { expiresAt: '2028-01-01T00:00:00.000Z' }, '/expiresAt'],
    ['no time', { expiresAt: 'tomorrow' }, '/expiresAt'],
    ['in no days', { days: 0 }, '/days'],
    ['in half a day', { days: 0.5 }, '/days'],
    ['in too many days', { days: 367 }, '/days'],
    ['twice', { days: 1, expiresAt: '2026-12-01T00:00:00.000Z' }, '/days'],
    ['never', { days: null }, '/days'],
    ['with markup in another member', { credential: 'x' }, '/credential'],
    ['with a label of two lines', { label: 'a\nb' }, '/label'],
  ])('does not end %s', async (_case, body, field) => {
    const fns = functionsOf(theWorld());
    const id = await untouched(theWorld());
    const answer = await newLink(fns, id, body);
    expect(answer.status).toBe(400);
    expect((answer.body.errors as { field: string }[]).map((one) => one.field)).toEqual([field]);
    expect((await linksOf(fns, id)).body.items).toEqual([]);
  });

  it('is one of a hundred at most', async () => {
    const fns = functionsOf(theWorld());
    const id = await awarded(theWorld());
    for (let made = 0; made < 100; made += 1) expect((await newLink(fns, id)).status).toBe(201);
    const refused = await newLink(fns, id);
    expect([refused.status, refused.body.code]).toEqual([409, 'link-limit']);
  });
});

describe('somebody else', () => {
  const others = {
    'another learner': { sub: 'stranger', name: 'Sam Stranger' },
    'an owner of the issuer': { sub: people.owner.person, name: people.owner.name },
    'the assessor': { sub: people.assessor.person, name: people.assessor.name },
    'a machine of the same name': { sub: people.learner.person, gty: 'client-credentials' },
    'a token for less': { ...claims, scope: 'credentials:issue' },
  };

  it.each(Object.entries(others))('%s decides nothing about it, and learns nothing', async (who, as) => {
    const world = theWorld();
    const fns = functionsOf(world);
    const id = await untouched(world);
    const { id: digest } = (await newLink(fns, id)).body;
    const before = await world.dump();
    const status = /machine|less/.test(who) ? 403 : 404;
    for (const answer of [
      await share(fns, id, 'private', as),
      await withdraw(fns, id, as),
      await newLink(fns, id, {}, as),
      await linksOf(fns, id, as),
      await endLink(fns, id, String(digest), as),
    ]) {
      expect(answer.status).toBe(status);
      for (const canary of canaries) expect(answer.text).not.toContain(canary);
    }
    expect(await world.dump()).toEqual(before);
  });

  it('is answered alike for a credential that is another’s and one that is not there', async () => {
    const fns = functionsOf(theWorld());
    const id = await untouched(theWorld());
    const as = others['another learner'];
    const nowhere = '01JD9Z6V3T5Q8M2K4N7P0R1S2T';
    for (const request of [share, withdraw, newLink, linksOf] as const) {
      const asked = (of: string) =>
        request === share ? share(fns, of, 'private', as) : (request as typeof linksOf)(fns, of, as);
      const [theirs, none] = [await asked(id), await asked(nowhere)];
      expect({ ...theirs.body, instance: '' }).toEqual({ ...none.body, instance: '' });
    }
  });

  it('cannot end a link of a credential through one of their own', async () => {
    const world = theWorld();
    const fns = functionsOf(world);
    const [mine, theirs] = [await untouched(world), await awarded(world)];
    const { id: digest, url } = (await newLink(fns, theirs)).body;
    expect((await endLink(fns, mine, String(digest))).status).toBe(404);
    expect((await byLink(fns, String(url).split('/').at(-1) ?? '')).status).toBe(200);
  });
});

describe('oEmbed', () => {
  const oembed = ({ credential }: Functions, query: Record<string, string>) =>
    ask(credential, { route: 'GET /oembed', query });

  it('answers in the room that there is', async () => {
    const fns = functionsOf(theWorld());
    const id = await untouched(theWorld());
    const url = `${publicUrl}/credentials/${id}`;
    const { body, headers } = await oembed(fns, { url, format: 'json' });
    expect(body).toMatchObject({
      type: 'rich',
      version: '1.0',
      author_name: 'Riverbend',
      provider_url: publicUrl,
      thumbnail_url: `${url}/preview`,
      width: 480,
      height: 180,
    });
    expect(body.html).toContain(`<iframe src="${url}/embed"`);
    expect(headers['access-control-allow-origin']).toBe('*');
    const small = (await oembed(fns, { url, maxwidth: '300', maxheight: '100' })).body;
    expect([small.width, small.height, small.thumbnail_url]).toEqual([300, 100, undefined]);
    expect(small.html).toContain('width="300" height="100"');
    expect((await oembed(fns, { url: `${url}?utm_source=x#top` })).status).toBe(200);
  });

  it.each([
    ['another site', 'https://elsewhere.example/credentials/ID', 404],
    ['a site that begins alike', 'https://assay.example.evil.example/credentials/ID', 404],
    ['a user name before the site', 'https://assay.example@evil.example/credentials/ID', 404],
    ['another path', 'https://assay.example/shared/ID', 404],
    ['more of the path', 'https://assay.example/credentials/ID/image', 404],
    ['no credential', 'https://assay.example/credentials/01JD9Z6V3T5Q8M2K4N7P0R1S2T', 404],
    ['no address', 'ID', 404],
    ['a script', 'javascript:alert(1)', 404],
    ['no such room', 'https://assay.example/credentials/ID', 400, { maxwidth: '-1' }],
    ['no number', 'https://assay.example/credentials/ID', 400, { maxwidth: '1e9' }],
    ['XML', 'https://assay.example/credentials/ID', 501, { format: 'xml' }],
  ])('does not answer for %s', async (_case, url, status, query: Record<string, string> = {}) => {
    const fns = functionsOf(theWorld());
    const id = await untouched(theWorld());
    const answer = await oembed(fns, { url: url.replace('ID', id), ...query });
    expect(answer.status).toBe(status);
  });

  it('needs an address', async () => {
    expect((await oembed(functionsOf(theWorld()), {})).status).toBe(400);
  });
});
