import * as z from 'zod/mini';
import { imageMediaTypes, type StoredImage } from '../domain/image-media-types.ts';
import {
  type PublicLink,
  publicCredential,
  publicIssuer,
  publicIssuerKey,
  publicLink,
  publicStatusList,
} from '../domain/public-record.ts';
import type { Images, PublicLinks, PublicRecords } from '../ports.ts';
import type { DynamoCall } from './dynamo-calls.ts';
import { type Key, publicKeys } from './dynamo-keys.ts';

/** Items of one type as they are read here: which of their attributes, and what those must be. */
interface Kind<T> {
  readonly type: string;
  readonly schema: z.core.$ZodType<T>;
  /** A part of an attribute is named `revocation.at`. */
  readonly attributes: readonly string[];
}

const credentials: Kind<z.infer<typeof publicCredential>> = {
  type: 'credential',
  schema: publicCredential,
  // Who revoked or suspended it, and why, is not read.
  attributes: [
    ...['id', 'foreignId', 'name', 'document', 'token', 'successor'],
    ...['revocation.at', 'suspension.at', 'visibility', 'withdrawnAt'],
  ],
};
const sharedLinks: Kind<PublicLink> = {
  type: 'shared-link',
  schema: publicLink,
  attributes: ['credentialId', 'validUntil', 'revokedAt'],
};
const statusLists: Kind<z.infer<typeof publicStatusList>> = {
  type: 'status-list',
  schema: publicStatusList,
  attributes: ['url', 'document'],
};
const images: Kind<StoredImage> = {
  type: 'image',
  schema: z.object({
    digest: z.string(),
    mediaType: z.enum(imageMediaTypes),
    bytes: z.instanceof(Uint8Array),
  }),
  attributes: ['digest', 'mediaType', 'bytes'],
};
const issuers: Kind<z.infer<typeof publicIssuer>> = {
  type: 'issuer',
  schema: publicIssuer,
  attributes: ['id', 'brandColour'],
};
const issuerKeys: Kind<z.infer<typeof publicIssuerKey>> = {
  type: 'issuer-key',
  schema: publicIssuerKey,
  attributes: [
    ...['id', 'algorithm', 'publicKeyMultibase', 'publicKeyJwk'],
    ...['createdAt', 'retiredAt', 'compromisedAt'],
  ],
};

/** The records of the table that everybody may read, without the SDK and without what nobody else may see. */
export function dynamoPublicRecords({
  tableName,
  call,
}: {
  readonly tableName: string;
  readonly call: DynamoCall;
}): PublicRecords & { readonly images: Pick<Images, 'find'>; readonly sharedLinks: PublicLinks } {
  async function get<T>(kind: Kind<T>, { pk, sk }: Key): Promise<T | undefined> {
    const answer = await call('GetItem', {
      TableName: tableName,
      Key: { pk: { S: pk }, sk: { S: sk } },
      ConsistentRead: true,
      ...projection(kind),
    });
    const { Item: found } = z.parse(oneItem, answer);
    return found && read(kind, found);
  }

  /** All that is in a partition, under keys that begin so. @throws Error rather than leave something out */
  async function all<T>(
    kind: Kind<T>,
    { pk, begins }: { pk: string; begins: string },
  ): Promise<readonly T[]> {
    const projected = projection(kind);
    const answer = await call('Query', {
      TableName: tableName,
      ConsistentRead: true,
      ...projected,
      KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :begins)',
      ExpressionAttributeNames: { ...projected.ExpressionAttributeNames, '#pk': 'pk', '#sk': 'sk' },
      ExpressionAttributeValues: { ':pk': { S: pk }, ':begins': { S: begins } },
    });
    const { Items: found = [], LastEvaluatedKey: more } = z.parse(someItems, answer);
    if (more !== undefined) throw new Error(`a list of ${kind.type} items is longer than 1 MB`);
    return found.map((one) => read(kind, one));
  }

  return {
    credentials: { find: (id) => get(credentials, publicKeys.credential(id)) },
    statusLists: { find: (id) => get(statusLists, publicKeys.statusList(id)) },
    sharedLinks: {
      find: (credentialId, digest) => get(sharedLinks, publicKeys.sharedLink(credentialId, digest)),
    },
    images: { find: (digest) => get(images, publicKeys.image(digest)) },
    issuers: {
      find: (id) => get(issuers, publicKeys.issuer(id)),
      keys: (issuerId) => all(issuerKeys, publicKeys.issuerKeys(issuerId)),
    },
  };
}

type Item = Readonly<Record<string, unknown>>;
const item = z.record(z.string(), z.unknown());
const oneItem = z.object({ Item: z.optional(item) });
const someItems = z.object({ Items: z.optional(z.array(item)), LastEvaluatedKey: z.optional(item) });

function projection({ attributes }: Pick<Kind<unknown>, 'attributes'>) {
  const names = ['type', ...attributes.flatMap((path) => path.split('.'))];
  return {
    ProjectionExpression: ['type', ...attributes]
      .map((path) =>
        path
          .split('.')
          .map((name) => `#${name}`)
          .join('.'),
      )
      .join(', '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
  };
}

/** Names only the places: the values may be personal data. */
function read<T>(kind: Kind<T>, found: Item): T {
  const { type, ...value } = Object.fromEntries(
    Object.entries(found).map(([name, attribute]) => [name, plain(attribute)]),
  );
  if (type !== kind.type) throw new Error(`a stored item is of type ${String(type)}, not ${kind.type}`);
  const parsed = z.safeParse(kind.schema, value);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path }) => path.join('.') || 'the whole').join(', ');
  throw new Error(`a stored item of type ${kind.type} is malformed at ${places}`);
}

/** A value out of the form of the protocol: the texts, bytes and maps that these records are made of. */
function plain(attribute: unknown): unknown {
  const { S: text, B: base64, M: map } = attribute as { S?: string; B?: string; M?: Item };
  if (base64 !== undefined) return new Uint8Array(Buffer.from(base64, 'base64'));
  if (map === undefined) return text;
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, plain(value)]));
}
