import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import { dynamoInvitations } from '../../src/adapters/dynamo-invitations.ts';
import { dynamoMembers } from '../../src/adapters/dynamo-members.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { readEnvironment } from '../../src/env.ts';
import { membersHandler } from './handler.ts';

const env = readEnvironment('members');
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = membersHandler(
  {
    clock: { now: () => new Date() },
    invitations: dynamoInvitations(table),
    members: dynamoMembers(table),
    newId: ulid,
    newSecret: () => randomBytes(32).toString('base64url'),
  },
  { publicUrl: env.PUBLIC_URL },
);
