import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { webhookMessage } from '../../src/notices/webhook-message.ts';

const id = '01JD9Z6V3T5Q8M2K4N7P0R1S2T';
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=';
const event = {
  id,
  kind: 'submission.decided' as const,
  at: '2026-11-23T10:15:00.000Z',
  issuerId: 'riverbend',
  microCredentialId: id,
  submissionId: id,
  actor: 'the-assessor',
  note: 'Words of a person.',
  facts: { outcome: 'not-yet' },
};

describe('what a webhook is sent', () => {
  const { headers, body } = webhookMessage({ id, event }, { secret }, new Date());

  it('is taken by the library of the standard, and by it alone with the right secret and the same body', () => {
    expect(new Webhook(secret).verify(body, { ...headers })).toEqual(JSON.parse(body));
    const other = new Webhook(`whsec_${Buffer.alloc(32, 1).toString('base64')}`);
    expect(() => other.verify(body, { ...headers })).toThrow('No matching signature');
    expect(() => new Webhook(secret).verify(body.replace('not-yet', 'awarded'), { ...headers })).toThrow(
      'No matching signature',
    );
    expect(() => new Webhook(secret).verify(body, { ...headers, 'webhook-id': 'other' })).toThrow();
  });

  it('is too old for the library ten minutes later', () => {
    const old = webhookMessage({ id, event }, { secret }, new Date(Date.now() - 600_000));
    expect(() => new Webhook(secret).verify(old.body, { ...old.headers })).toThrow('too old');
  });

  it('names records, and neither a person nor their words', () => {
    expect(JSON.parse(body)).toEqual({
      type: 'submission.decided',
      timestamp: '2026-11-23T10:15:00.000Z',
      data: {
        event: id,
        issuer: 'riverbend',
        microCredential: id,
        submission: id,
        facts: { outcome: 'not-yet' },
      },
    });
  });
});
