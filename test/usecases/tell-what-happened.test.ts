import { describe, expect, it } from 'vitest';
import type { eventKind } from '../../src/domain/event.ts';
import type { Caller } from '../../src/domain/membership.ts';
import { changeCredentialStatus } from '../../src/usecases/change-credential-status.ts';
import { chooseNotifications } from '../../src/usecases/choose-notifications.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { discloseEvidence } from '../../src/usecases/disclose-evidence.ts';
import { putMember } from '../../src/usecases/manage-members.ts';
import {
  createWebhook,
  listDeadDeliveries,
  listWebhooks,
  removeWebhook,
  replayDelivery,
} from '../../src/usecases/manage-webhooks.ts';
import { type TellPorts, tellWhatHappened } from '../../src/usecases/tell-what-happened.ts';
import {
  address,
  awarded,
  handedIn,
  people,
  portsOf,
  publicUrl,
  publishedVersion,
  scored,
  useWorld,
} from '../support/world.ts';

const theWorld = useWorld();
type Kind = (typeof eventKind)['options'][number];

/** Everything that goes out, and how those who get it behave. */
function outside() {
  const mails: { to: string; subject: string; text: string }[] = [];
  const posts: {
    url: string;
    headers: Readonly<Record<string, string>>;
    body: { type: string; data: object };
  }[] = [];
  const mood = { mail: true, status: 200 };
  const ports = (): TellPorts => ({
    ...theWorld(),
    mailer: {
      async send(mail) {
        if (!mood.mail) throw new Error('the post is on strike');
        mails.push(mail);
      },
    },
    webhookSender: {
      accepts: () => true,
      async post({ url, headers, body }) {
        posts.push({ url, headers, body: JSON.parse(body) });
        return mood.status;
      },
    },
  });
  return { mails, posts, mood, tell: () => tellWhatHappened(ports(), { publicUrl }) };
}

const hook = (
  issuerId: string,
  {
    kinds,
    caller = people.owner,
    url = 'https://hooks.riverbend.org/',
  }: { kinds?: Kind[]; caller?: Caller; url?: string } = {},
) =>
  createWebhook(
    {
      ...theWorld(),
      newKey: () => Buffer.alloc(32, 7).toString('base64'),
      webhookSender: { accepts: (at) => at.startsWith('https://') },
    },
    { caller, issuerId, url, kinds },
  );
const wait = (minutes: number) =>
  theWorld().clock.set(new Date(theWorld().clock.now().getTime() + minutes * 60_000 + 1));
/** Nothing of other tests is left to tell. */
const settle = async () => {
  const other = outside();
  for (let runs = 0; runs < 3; runs++) await other.tell();
};

describe('what happens', () => {
  it('is told to the learner by mail and to the webhooks that want it, once', async () => {
    const world = theWorld();
    const version = await publishedVersion(world);
    await settle();
    await hook(version.issuerId);
    await hook(version.issuerId, { kinds: ['credential.issued'], url: 'https://awards.riverbend.org/' });
    const { submission } = await handedIn(world, version);
    const { mails, posts, tell } = outside();
    expect(await tell()).toEqual({ events: 1, delivered: 2, failed: 0, dead: 0 });
    expect(await tell()).toEqual({ events: 0, delivered: 0, failed: 0, dead: 0 });
    expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
      ['lena@learner.example', 'We have your submission for "Planning a Home Visit"'],
    ]);
    expect(mails[0]?.text).toContain('You will hear from Riverbend by December 11, 2026.');
    expect(posts.map(({ url, body }) => [url, body.type])).toEqual([
      ['https://hooks.riverbend.org/', 'submission.handed-in'],
    ]);
    expect(posts[0]?.body.data).toMatchObject({ submission: submission.id, issuer: version.issuerId });
    expect(JSON.stringify(posts)).not.toMatch(/Lena|lena|"learner"/);
  });

  it('of an award is the credential, and of its revocation that it is gone; a changed look at the evidence is neither', async () => {
    const world = theWorld();
    const { credentialId, submissionId, version } = await awarded(world);
    await settle();
    const { mails, posts, tell } = outside();
    await hook(version.issuerId);
    const [item] = await world.submissions.evidence(submissionId);
    const { credential } = await discloseEvidence(portsOf(world), {
      caller: people.learner,
      credentialId,
      disclosures: { [item?.id ?? '']: 'hidden' },
      ...address,
    });
    await tell();
    expect(mails).toEqual([]);
    expect(posts.map(({ body }) => body)).toMatchObject([
      { type: 'credential.issued', data: { credential: credential.id, facts: { replaces: true } } },
    ]);
    await changeCredentialStatus(portsOf(world), {
      caller: people.owner,
      credentialId: credential.id,
      purpose: 'revocation',
      set: true,
      reason: 'A mistake.',
    });
    await tell();
    expect(mails.map(({ subject }) => subject)).toEqual([
      'Your credential "Planning a Home Visit" was revoked',
    ]);
    expect(mails[0]?.text).toContain(`${publicUrl}/credentials/${credential.id}`);
    expect(posts.at(-1)?.body.type).toBe('credential.revoked');
  });

  it('is told in the language that the learner wants, and not to who wants no mail', async () => {
    const world = theWorld();
    const version = await publishedVersion(world);
    await settle();
    const { mails, tell } = outside();
    await chooseNotifications(world, { caller: people.learner, language: 'es', mail: true });
    const { assessmentId } = await handedIn(world, version);
    await tell();
    expect(mails.map(({ subject }) => subject)).toEqual([
      'Hemos recibido su entrega para «Planning a Home Visit»',
    ]);
    await chooseNotifications(world, { caller: people.learner, language: 'es', mail: false });
    await scored(world, assessmentId, version, 'progressing');
    await decideAssessment(portsOf(world), { caller: people.assessor, assessmentId, outcome: 'not-yet' });
    await tell();
    expect(mails).toHaveLength(1);
    await chooseNotifications(world, { caller: people.learner, language: 'en', mail: true });
  });

  it('is told to assessors who asked for it, without a word of whose it is, and not to who was one', async () => {
    const world = theWorld();
    const version = await publishedVersion(world);
    await settle();
    const asta = { ...people.assessor, email: 'asta@riverbend.example' };
    const otto = { ...people.otherAssessor, email: 'otto@riverbend.example' };
    await chooseNotifications(world, { caller: asta, language: 'en', mail: true });
    const { mails, tell } = outside();
    await handedIn(world, version);
    await tell();
    const staff = mails.filter(({ to }) => to === asta.email);
    expect(staff.map(({ subject }) => subject)).toEqual(['Work to assess: "Planning a Home Visit"']);
    expect(JSON.stringify(staff)).not.toMatch(/Lena|learner\.example/);
    expect(mails).toHaveLength(2);
    await chooseNotifications(world, { caller: otto, language: 'en', mail: true });
    await putMember(world, {
      caller: people.owner,
      issuerId: version.issuerId,
      person: otto.person,
      roles: ['viewer'],
    });
    await handedIn(world, version, { person: 'another', name: 'Ann Other', machine: false });
    await tell();
    expect(mails.filter(({ to }) => to === otto.email)).toEqual([]);
    await chooseNotifications(world, { caller: asta, language: 'en', mail: false });
    await chooseNotifications(world, { caller: otto, language: 'en', mail: false });
  });

  it('is said again a day before it is due and when it is overdue, unless it is decided', async () => {
    const world = theWorld();
    const start = world.clock.now();
    const version = await publishedVersion(world, { assessmentPolicy: { turnaroundDays: 3 } });
    await settle();
    const { posts, tell } = outside();
    await hook(version.issuerId, { kinds: ['assessment.due-soon', 'assessment.overdue'] });
    const { assessmentId, submission } = await handedIn(world, version);
    const other = await handedIn(world, version, { person: 'another', name: 'Ann Other', machine: false });
    const due = Date.parse(submission.dueAt ?? '');
    const at = async (time: number) => {
      world.clock.set(new Date(time));
      await tell();
    };
    await at(due - 24 * 3_600_000 - 1);
    expect(posts).toEqual([]);
    await at(due - 24 * 3_600_000);
    expect(posts.map(({ body }) => body.type)).toEqual(['assessment.due-soon', 'assessment.due-soon']);
    await scored(world, assessmentId, version);
    await decideAssessment(portsOf(world), { caller: people.assessor, assessmentId, outcome: 'awarded' });
    await at(due);
    expect(posts.slice(2).map(({ body }) => body)).toMatchObject([
      { type: 'assessment.overdue', data: { submission: other.submission.id } },
    ]);
    await at(due + 1);
    expect(posts).toHaveLength(3);
    expect((await world.submissions.history(other.submission.id)).map(({ kind }) => kind)).toEqual([
      'submission.opened',
      'submission.handed-in',
      'assessment.due-soon',
      'assessment.overdue',
    ]);
    world.clock.set(start);
  });

  it('is tried again later and later, then given up, and told when an owner says so, under the same id', async () => {
    const world = theWorld();
    const start = world.clock.now();
    const version = await publishedVersion(world);
    await settle();
    const { issuerId } = version;
    const { posts, mood, tell } = outside();
    await hook(issuerId, { kinds: ['submission.handed-in'] });
    await handedIn(world, version);
    mood.status = 500;
    expect(await tell()).toMatchObject({ failed: 1, dead: 0 });
    expect(await tell()).toMatchObject({ failed: 0 });
    for (const minutes of [1, 5, 30, 120, 480]) {
      wait(minutes);
      expect(await tell()).toMatchObject({ failed: 1, dead: 0 });
    }
    const dead = () => listDeadDeliveries(world, { caller: people.owner, issuerId, page: { limit: 10 } });
    expect((await dead()).items).toEqual([]);
    wait(960);
    expect(await tell()).toMatchObject({ failed: 0, dead: 1 });
    wait(10_000);
    expect(await tell()).toMatchObject({ failed: 0, delivered: 0, dead: 0 });
    const [given] = (await dead()).items;
    expect(given).toMatchObject({ state: 'dead', tries: 7, failure: 'the answer was 500' });
    mood.status = 200;
    const replay = { caller: people.owner, issuerId, deliveryId: given?.id ?? '' };
    await replayDelivery(world, replay);
    await expect(replayDelivery(world, replay)).rejects.toMatchObject({ code: 'not-found' });
    expect(await tell()).toMatchObject({ delivered: 1 });
    expect((await dead()).items).toEqual([]);
    expect(posts).toHaveLength(8);
    expect(new Set(posts.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    world.clock.set(start);
  });

  it('is told once by two runs at once, and mail that the post did not take is not lost', async () => {
    const world = theWorld();
    const start = world.clock.now();
    const version = await publishedVersion(world);
    await settle();
    const { mails, posts, mood, tell } = outside();
    await hook(version.issuerId);
    await handedIn(world, version);
    mood.mail = false;
    await Promise.all([tell(), tell(), tell()]);
    expect(posts).toHaveLength(1);
    expect(mails).toEqual([]);
    mood.mail = true;
    wait(1);
    await Promise.all([tell(), tell()]);
    expect(mails).toHaveLength(1);
    world.clock.set(start);
  });

  it('is told to no webhook that is gone', async () => {
    const world = theWorld();
    const version = await publishedVersion(world);
    await settle();
    const { posts, mood, tell } = outside();
    const { id, secret } = await hook(version.issuerId);
    expect(secret).toBe(`whsec_${Buffer.alloc(32, 7).toString('base64')}`);
    await handedIn(world, version);
    mood.status = 503;
    await tell();
    await removeWebhook(world, { caller: people.owner, issuerId: version.issuerId, webhookId: id });
    wait(1);
    expect(await tell()).toMatchObject({ failed: 0, dead: 0, delivered: 0 });
    expect(posts).toHaveLength(1);
  });

  it('is an owner’s to say to whom, five at most, at addresses that may be told', async () => {
    const { issuerId } = await publishedVersion(theWorld());
    for (const caller of [people.author, people.assessor, people.stranger])
      await expect(hook(issuerId, { caller })).rejects.toMatchObject({ code: 'forbidden' });
    await expect(hook(issuerId, { url: 'http://hooks.riverbend.org/' })).rejects.toMatchObject({
      code: 'invalid-request',
      errors: [{ field: '/url' }],
    });
    for (let made = 0; made < 5; made++) await hook(issuerId);
    await expect(hook(issuerId)).rejects.toMatchObject({ code: 'webhook-limit' });
    expect(await listWebhooks(theWorld(), { caller: people.owner, issuerId })).toHaveLength(5);
    await expect(
      removeWebhook(theWorld(), { caller: people.owner, issuerId, webhookId: '01JD9Z6V3T5Q8M2K4N7P0R1S2T' }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('reaches nobody by mail who has no verified address', async () => {
    await expect(
      chooseNotifications(theWorld(), { caller: people.stranger, language: 'en', mail: true }),
    ).rejects.toMatchObject({ code: 'invalid-request', errors: [{ field: '/mail' }] });
    await expect(
      chooseNotifications(theWorld(), { caller: people.machine, language: 'en', mail: false }),
    ).rejects.toMatchObject({ code: 'human-required' });
  });
});
