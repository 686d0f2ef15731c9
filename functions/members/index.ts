import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import { dynamoInvitations } from '../../src/adapters/dynamo-invitations.ts';
import { dynamoMembers } from '../../src/adapters/dynamo-members.ts';
import { dynamoOutbox } from '../../src/adapters/dynamo-outbox.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { dynamoContacts, dynamoWebhooks } from '../../src/adapters/dynamo-webhooks.ts';
import { guardedWebhook } from '../../src/adapters/guarded-webhook.ts';
import { isOnLoopback, readEnvironment } from '../../src/env.ts';
import { membersHandler } from './handler.ts';

const env = readEnvironment('members');
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = membersHandler(
  {
    clock: { now: () => new Date() },
    invitations: dynamoInvitations(table),
    members: dynamoMembers(table),
    contacts: dynamoContacts(table),
    outbox: dynamoOutbox(table),
    webhooks: dynamoWebhooks(table),
    webhookSender: guardedWebhook({ loopback: isOnLoopback(env.PUBLIC_URL) }),
    newKey: () => randomBytes(32).toString('base64'),
    newId: ulid,
    newSecret: () => randomBytes(32).toString('base64url'),
  },
  { publicUrl: env.PUBLIC_URL },
);
