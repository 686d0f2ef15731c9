import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { DomainError } from '../domain/domain-error.ts';
import type { Page, PageRequest } from '../ports.ts';
import { decodeCursor, encodeCursor, indexKey } from './dynamo-cursor.ts';
import type { Key } from './dynamo-keys.ts';

/** What an item read back must be: its `type` attribute, and the shape of all but its keys. */
export interface Kind<T> {
  readonly type: string;
  readonly schema: z.ZodType<T>;
}

/** An item to be written. `list` is where in the index it stands; without it the item is in no list. */
export interface NewItem {
  readonly kind: Kind<unknown>;
  readonly key: Key;
  readonly value: object;
  readonly list?: { readonly gsi1pk: string; readonly gsi1sk: string } | undefined;
}

/** Part of one partition of the table (`pk`) or of its index (`gsi1pk`), in the order of the sort key. */
export type Query = (
  | { readonly pk: string; readonly begins: string }
  | { readonly gsi1pk: string; readonly begins?: string }
) & { readonly newestFirst?: boolean };

/** Sort keys of a partition. */
export interface RangeOfPartition {
  readonly pk: string;
  readonly begins: string;
  readonly before?: string | undefined;
  readonly from?: string | undefined;
}

/** An item as a failed condition met it, in the form of the protocol: `stored?.state?.S`. */
export type Stored = Readonly<Record<string, AttributeValue>> | undefined;

/**
 * One write. In `when` and `change` every attribute `a` is written `#a` (a nested one `#a.#b`), every value `v` of
 * `values` `:v`. `refuse` words the failed condition.
 */
export type Action = (
  | { readonly put: NewItem }
  | { readonly update: Key; readonly change: string }
  | { readonly remove: Key }
  | { readonly check: Key }
) & {
  readonly when?: string;
  readonly values?: Readonly<Record<string, unknown>>;
  readonly refuse?: (stored: Stored) => DomainError;
};

/** The layer over DynamoDB that every store of the table uses. Reads by key and by partition are strongly consistent. */
export interface Table {
  get<T>(kind: Kind<T>, key: Key): Promise<T | undefined>;
  /** As `get`, at half the price: as it was some moments ago. */
  getSoon<T>(kind: Kind<T>, key: Key): Promise<T | undefined>;
  /**
   * Part of a partition from its end, as it was some moments ago: sort keys that begin with `begins`, below `before`, not below
   * `from`. `more` tells whether others follow.
   */
  window<T>(
    kind: Kind<T>,
    range: RangeOfPartition,
    limit: number,
  ): Promise<{
    readonly items: readonly { readonly sk: string; readonly value: T }[];
    readonly more: boolean;
  }>;
  /** Everything that the query finds. @throws Error rather than leave something out */
  all<T>(kind: Kind<T>, query: Query): Promise<readonly T[]>;
  /** @throws DomainError `invalid-request` for a cursor of another list */
  page<T>(kind: Kind<T>, query: Extract<Query, { gsi1pk: string }>, request: PageRequest): Promise<Page<T>>;
  /**
   * All of these writes or none of them.
   * @throws DomainError of the first action whose condition failed; `conflict` when others kept changing the same items;
   * `payload-too-large` over the 400 KB of an item
   */
  write(actions: readonly Action[]): Promise<void>;
  /** As `write`, but answers false when a condition failed. */
  tryWrite(actions: readonly Action[]): Promise<boolean>;
}

/** Holds when there is no item under the key of the action. */
export const absent = 'attribute_not_exists(#pk)';
/** Holds when there is an item under the key of the action. */
export const present = 'attribute_exists(#pk)';

/** A client that gives up within the time that a request behind the HTTP API has. */
export function dynamoClient(): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
  });
}

/** The table `tableName` with its one index `gsi1`; endpoint, region and credentials come from the environment. */
export function dynamoTable({
  tableName,
  client = dynamoClient(),
}: {
  readonly tableName: string;
  readonly client?: DynamoDBClient;
}): Table {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const table = { TableName: tableName };

  async function read(key: Key, ConsistentRead = true): Promise<Record<string, unknown> | undefined> {
    const { Item: found } = await documents.send(
      new GetCommand({ ...table, Key: { pk: key.pk, sk: key.sk }, ConsistentRead }),
    );
    return found;
  }

  async function readRange({ pk, begins, before, from = begins }: RangeOfPartition, limit: number) {
    const found: Record<string, unknown>[] = [];
    let start = before === undefined ? undefined : { pk, sk: before };
    // One more than asked for tells whether others follow. A page ends early at 1 MB.
    do {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          ...table,
          KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :end',
          ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
          ExpressionAttributeValues: { ':pk': pk, ':from': from, ':end': `${begins}\u{10ffff}` },
          ScanIndexForward: false,
          Limit: limit + 1 - found.length,
          ExclusiveStartKey: start,
        }),
      );
      found.push(...Items);
      start = LastEvaluatedKey as typeof start;
    } while (start && found.length <= limit);
    return found;
  }

  async function query(asked: Query, more: { limit?: number; start?: Record<string, unknown> | undefined }) {
    const ofIndex = 'gsi1pk' in asked;
    const [partition, sort] = ofIndex ? (['gsi1pk', 'gsi1sk'] as const) : (['pk', 'sk'] as const);
    const conditions = [
      `#${partition} = :partition`,
      ...(asked.begins === undefined ? [] : [`begins_with(#${sort}, :begins)`]),
    ];
    return documents.send(
      new QueryCommand({
        ...table,
        ...(ofIndex ? { IndexName: 'gsi1' } : { ConsistentRead: true }),
        KeyConditionExpression: conditions.join(' AND '),
        ExpressionAttributeNames: namesIn(conditions),
        ExpressionAttributeValues: {
          ':partition': ofIndex ? asked.gsi1pk : asked.pk,
          ...(asked.begins === undefined ? {} : { ':begins': asked.begins }),
        },
        ScanIndexForward: !asked.newestFirst,
        Limit: more.limit,
        ExclusiveStartKey: more.start,
      }),
    );
  }

  async function sendOne(action: Action): Promise<void> {
    const conditional = {
      ...table,
      ...expressions(action),
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    };
    if ('put' in action) await documents.send(new PutCommand({ ...conditional, Item: stored(action.put) }));
    else if ('update' in action)
      await documents.send(
        new UpdateCommand({ ...conditional, Key: action.update, UpdateExpression: action.change }),
      );
    else if ('remove' in action)
      await documents.send(new DeleteCommand({ ...conditional, Key: action.remove }));
    else throw new Error('a check alone writes nothing');
  }

  async function send(actions: readonly Action[]): Promise<void> {
    const [only, ...others] = actions;
    if (only && others.length === 0) return sendOne(only);
    await documents.send(
      new TransactWriteCommand({ TransactItems: actions.map((action) => transactItem(action, table)) }),
    );
  }

  /** @returns the condition that failed, if any */
  async function attempt(
    actions: readonly Action[],
  ): Promise<{ action: Action; stored: Stored } | undefined> {
    for (let tries = 1; ; tries++) {
      try {
        await send(actions);
        return undefined;
      } catch (error) {
        if (tooLarge(error))
          throw new DomainError('payload-too-large', 'This is more than one record can hold.');
        const failed = failedCondition(error, actions);
        if (failed) return (await isOwnWrite(actions, failed.stored)) ? undefined : failed;
        if (!contended(error)) throw error;
        if (tries === maxTries)
          throw new DomainError(
            'conflict',
            'Too many changes were made at once. Nothing was changed: try again.',
          );
        await pause(Math.random() * Math.min(500, 20 * 2 ** tries));
      }
    }
  }

  /**
   * The SDK repeats a write whose answer was lost. A repeated transaction is recognised by its token; a single put would
   * fail on the condition that it has made false itself, and tell its caller that somebody else was first.
   */
  async function isOwnWrite(actions: readonly Action[], found: Stored): Promise<boolean> {
    const [only, ...others] = actions;
    if (!only || others.length > 0 || !('put' in only) || !found) return false;
    return isDeepStrictEqual(await read(only.put.key), JSON.parse(JSON.stringify(stored(only.put))));
  }

  return {
    async get(kind, key) {
      const found = await read(key);
      return found && parse(kind, found);
    },
    async getSoon(kind, key) {
      const found = await read(key, false);
      return found && parse(kind, found);
    },
    async window(kind, range, limit) {
      const found = await readRange(range, limit);
      const items = found.slice(0, limit).map((one) => ({ sk: String(one.sk), value: parse(kind, one) }));
      return { items, more: found.length > limit };
    },
    async all(kind, asked) {
      const found: Record<string, unknown>[] = [];
      let start: Record<string, unknown> | undefined;
      for (let pages = 0; pages < maxPages; pages++) {
        const { Items = [], LastEvaluatedKey } = await query(asked, { start });
        found.push(...Items);
        start = LastEvaluatedKey;
        if (!start) return found.map((one) => parse(kind, one));
      }
      throw new Error(`a list of ${kind.type} items is longer than ${maxPages} MB`);
    },
    async page(kind, asked, { limit, cursor }) {
      const start = cursor === undefined ? undefined : decodeCursor(cursor, asked.gsi1pk);
      // One more than asked for tells whether there is a next page.
      const { Items = [], LastEvaluatedKey } = await query(asked, { limit: limit + 1, start });
      const shown = Items.slice(0, limit);
      const last = Items.length > limit ? keyIn(shown.at(-1)) : LastEvaluatedKey;
      return {
        items: shown.map((one) => parse(kind, one)),
        ...(last && { cursor: encodeCursor(indexKey.parse(last)) }),
      };
    },
    async write(actions) {
      const failed = await attempt(actions);
      if (failed)
        throw (
          failed.action.refuse?.(failed.stored) ?? new Error(`the condition "${failed.action.when}" failed`)
        );
    },
    async tryWrite(actions) {
      return (await attempt(actions)) === undefined;
    },
  };
}

/** Tries of one write while other transactions hold its items; with the pauses about two seconds. */
const maxTries = 8;
/** Pages (of 1 MB) that one list is read over. The longest, a status list with every bit set, takes about 15. */
const maxPages = 50;

function transactItem(
  action: Action,
  table: { TableName: string },
): NonNullable<TransactWriteCommandInput['TransactItems']>[number] {
  const shared = {
    ...table,
    ...expressions(action),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
  };
  if ('put' in action) return { Put: { ...shared, Item: stored(action.put) } };
  if ('update' in action)
    return { Update: { ...shared, Key: action.update, UpdateExpression: action.change } };
  if ('remove' in action) return { Delete: { ...shared, Key: action.remove } };
  return { ConditionCheck: { ...shared, Key: action.check, ConditionExpression: action.when } };
}

function expressions(action: Action) {
  const written = [action.when ?? '', 'change' in action ? action.change : ''];
  const names = namesIn(written);
  const values = Object.entries(action.values ?? {}).map(([name, value]) => [`:${name}`, value]);
  return {
    ...(action.when !== undefined && { ConditionExpression: action.when }),
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(values.length > 0 && { ExpressionAttributeValues: Object.fromEntries(values) }),
  };
}

function namesIn(written: readonly string[]): Record<string, string> {
  const names = written.join(' ').match(/#\w+/g) ?? [];
  return Object.fromEntries(names.map((name) => [name, name.slice(1)]));
}

function parse<T>(kind: Kind<T>, found: Record<string, unknown>): T {
  const { pk, sk, gsi1pk: _gsi1pk, gsi1sk: _gsi1sk, type, ...value } = found;
  const where = `the stored item ${String(pk)} ${String(sk)}`;
  if (type !== kind.type) throw new Error(`${where} is of type ${String(type)}, not ${kind.type}`);
  return fitting(kind, value, where);
}

/**
 * The attributes of a new item. What would be refused when it is read back, or read back as something else, is not
 * written: a record that nobody can read any more is worse than a request that fails.
 */
function stored({ kind, key, value, list }: NewItem): Record<string, unknown> {
  const where = `a new item of type ${kind.type}`;
  const encoded = kind.schema.safeEncode(value);
  if (!encoded.success) throw malformed(where, encoded.error);
  if (!isDeepStrictEqual(fitting(kind, encoded.data, where), value))
    throw new Error(`${where} would be read back changed`);
  return { ...(encoded.data as object), ...key, ...list, type: kind.type };
}

function fitting<T>(kind: Kind<T>, value: unknown, where: string): T {
  const parsed = kind.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw malformed(where, parsed.error);
}

/** Names only the places: the values may be personal data. */
function malformed(where: string, error: z.ZodError): Error {
  const places = error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');
  return new Error(`${where} is malformed at ${places}`);
}

function keyIn(found: Record<string, unknown> | undefined) {
  return found && { pk: found.pk, sk: found.sk, gsi1pk: found.gsi1pk, gsi1sk: found.gsi1sk };
}

function failedCondition(error: unknown, actions: readonly Action[]) {
  if (error instanceof ConditionalCheckFailedException) {
    const [action] = actions;
    return action && { action, stored: error.Item };
  }
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const reasons = error.CancellationReasons ?? [];
  const index = reasons.findIndex((reason) => reason.Code === 'ConditionalCheckFailed');
  const action = actions[index];
  return action && { action, stored: reasons[index]?.Item };
}

function contended(error: unknown): boolean {
  if (error instanceof TransactionCanceledException) {
    const codes = (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
    return (
      codes.some((code) => transient.has(code)) &&
      codes.every((code) => code === 'None' || transient.has(code))
    );
  }
  return error instanceof Error && error.name === 'TransactionConflictException';
}

const transient = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

function tooLarge(error: unknown): boolean {
  const isSize = (message: string | undefined) => /item size .*exceeded/i.test(message ?? '');
  if (error instanceof TransactionCanceledException)
    return (error.CancellationReasons ?? []).some(
      (reason) => reason.Code === 'ValidationError' && isSize(reason.Message),
    );
  return error instanceof Error && error.name === 'ValidationException' && isSize(error.message);
}
