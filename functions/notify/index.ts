import { ulid } from 'ulid';
import { dynamoAssessments } from '../../src/adapters/dynamo-assessments.ts';
import { dynamoIssuers } from '../../src/adapters/dynamo-issuers.ts';
import { dynamoMembers } from '../../src/adapters/dynamo-members.ts';
import { dynamoMicroCredentials } from '../../src/adapters/dynamo-micro-credentials.ts';
import { dynamoOutbox } from '../../src/adapters/dynamo-outbox.ts';
import { dynamoPools } from '../../src/adapters/dynamo-pools.ts';
import { dynamoSubmissions } from '../../src/adapters/dynamo-submissions.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { dynamoContacts, dynamoWebhooks } from '../../src/adapters/dynamo-webhooks.ts';
import { guardedWebhook } from '../../src/adapters/guarded-webhook.ts';
import { sesMailer } from '../../src/adapters/ses-mailer.ts';
import { isOnLoopback, readEnvironment } from '../../src/env.ts';
import { notifyHandler } from './handler.ts';

const env = readEnvironment('notify');
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = notifyHandler(
  {
    assessments: dynamoAssessments(table),
    clock: { now: () => new Date() },
    contacts: dynamoContacts(table),
    issuers: dynamoIssuers(table),
    mailer: env.MAIL_FROM === '' ? undefined : sesMailer({ from: env.MAIL_FROM }),
    members: dynamoMembers(table),
    microCredentials: dynamoMicroCredentials(table),
    newId: ulid,
    outbox: dynamoOutbox(table),
    pools: dynamoPools(table),
    submissions: dynamoSubmissions(table),
    webhooks: dynamoWebhooks(table),
    webhookSender: guardedWebhook({ loopback: isOnLoopback(env.PUBLIC_URL) }),
  },
  { publicUrl: env.PUBLIC_URL },
);
