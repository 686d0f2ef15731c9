import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import { dynamoCalls } from '../../src/adapters/dynamo-calls.ts';
import { publicKeys } from '../../src/adapters/dynamo-keys.ts';
import { dynamoPublicRecords } from '../../src/adapters/dynamo-public-records.ts';
import { useLocalTable } from '../support/dynamo.ts';
import { issueCredential, revoke } from './contracts/credentials.ts';
import { imagesContract } from './contracts/images.ts';
import { publicRecordsContract } from './contracts/public-records.ts';
import { sharedLinksContract } from './contracts/shared-links.ts';
import { aMembership, anIssuer, anIssuerKey, aSharedLink, aStatusList } from './samples.ts';
import { dynamoStores } from './stores.ts';

const local = useLocalTable();
const stores = () => dynamoStores(local());
const lean = () =>
  dynamoPublicRecords({
    tableName: local().tableName,
    call: dynamoCalls({
      region: 'local',
      endpoint: local().url,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  });

describe('by the stores', () => {
  publicRecordsContract(stores, stores);
  sharedLinksContract(stores, () => stores().sharedLinks);
});

describe('without the SDK', () => {
  publicRecordsContract(stores, lean);
  imagesContract(stores, lean);
  sharedLinksContract(stores, () => lean().sharedLinks);

  it('names no person and no reason', async () => {
    const list = aStatusList();
    await stores().statusLists.open(list, undefined);
    const statuses = [{ list: list.id, index: 7, purpose: 'revocation' as const }];
    const credential = await issueCredential(stores(), { statuses, learner: 'canary-learner' });
    await revoke(stores(), credential, {
      at: '2026-05-01T00:00:00.000Z',
      by: 'canary-officer',
      reason: 'Canary reason.',
    });
    const found = await lean().credentials.find(credential.id);
    expect(found).toEqual({
      id: credential.id,
      name: credential.name,
      document: credential.document,
      revocation: { at: '2026-05-01T00:00:00.000Z' },
    });
    const asked: unknown[] = [];
    const { credentials } = dynamoPublicRecords({
      tableName: 'any',
      call: async (_operation, input) => {
        asked.push(input);
        return {};
      },
    });
    await credentials.find(credential.id);
    expect(JSON.stringify(asked)).not.toMatch(/learner|submissionId|"by"|reason/);
  });

  it('does not tell whom a link is for', async () => {
    const link = aSharedLink({ label: 'Canary Inc' });
    await stores().sharedLinks.create(link);
    const { credentialId, validUntil } = link;
    expect(await lean().sharedLinks.find(credentialId, link.digest)).toEqual({ credentialId, validUntil });
  });

  it('keeps the names of KMS keys to itself', async () => {
    const issuer = anIssuer();
    const key = anIssuerKey();
    await stores().issuers.create(issuer, aMembership(issuer.id, ['owner']), key);
    expect(JSON.stringify(await lean().issuers.keys(issuer.id))).not.toContain(key.kmsKeyId);
  });

  it.each([
    ['lacks what is read', { document: undefined }, 'malformed at document'],
    ['holds another kind of value', { document: 7 }, 'malformed at document'],
    ['holds a map for a text', { name: { secret: 'secret' } }, 'malformed at name'],
    ['is of another type', { type: 'letter' }, 'is of type letter, not credential'],
    ['has no type', { type: undefined }, 'is of type undefined, not credential'],
  ])('refuses an item that %s, without telling its values', async (_case, wrong, message) => {
    const id = ulid();
    const right = {
      ...publicKeys.credential(id),
      type: 'credential',
      id,
      name: 'secret',
      document: 'secret',
    };
    await DynamoDBDocumentClient.from(local().client, {
      marshallOptions: { removeUndefinedValues: true },
    }).send(new PutCommand({ TableName: local().tableName, Item: { ...right, ...wrong } }));
    const error = await lean()
      .credentials.find(id)
      .then(String, (refused: Error) => refused);
    expect(String(error)).toContain(message);
    expect(String(error)).not.toContain('secret');
  });

  it('rather fails than leaves out keys that it did not read', async () => {
    const { issuers } = dynamoPublicRecords({
      tableName: 'any',
      call: async () => ({ Items: [], LastEvaluatedKey: { pk: { S: 'x' } } }),
    });
    await expect(issuers.keys('riverbend')).rejects.toThrow('longer than 1 MB');
  });
});
