import { PutItemCommand, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { absent, dynamoTable, type Kind, type NewItem, type Table } from '../../src/adapters/dynamo-table.ts';
import { DomainError } from '../../src/domain/domain-error.ts';
import { useLocalTable } from '../support/dynamo.ts';
import { outcome } from './outcome.ts';

const local = useLocalTable();

const note: Kind<{ text: string; count?: number | undefined; remark?: string | undefined }> = {
  type: 'note',
  schema: z.strictObject({
    text: z.string().max(500_000),
    count: z.int().optional(),
    remark: z.string().optional(),
  }),
};
const taken = () => new DomainError('already-exists', 'taken');

let table: Table;
let number = 0;
let key = { pk: '', sk: 'NOTE' };
beforeEach(() => {
  table = local().table;
  key = { pk: `TEST#${++number}`, sk: 'NOTE' };
});
const item = (value: object = {}, more: Partial<NewItem> = {}): NewItem => ({
  kind: note,
  key,
  value: { text: 'seed', ...value },
  ...more,
});
const at = (sk: string) => ({ key: { ...key, sk } });

describe('reading back', () => {
  it('leaves out what is not there and keeps what is empty', async () => {
    await table.write([{ put: item({ text: '', count: undefined }) }]);
    expect(await table.get(note, key)).toEqual({ text: '' });
  });

  it.each([
    ['lacks an attribute', { text: undefined }, 'malformed at text'],
    ['holds another type of value', { count: 'secret-1' }, 'malformed at count'],
    ['holds an attribute too many', { extra: 'secret-2' }, 'malformed at the whole'],
    ['is of another type', { type: 'letter' }, 'is of type letter, not note'],
    ['has no type', { type: undefined }, 'is of type undefined, not note'],
  ])('refuses an item that %s, without telling its values', async (_case, wrong, message) => {
    await DynamoDBDocumentClient.from(local().client, {
      marshallOptions: { removeUndefinedValues: true },
    }).send(
      new PutCommand({
        TableName: local().tableName,
        Item: { ...key, type: 'note', text: 'seed', ...wrong },
      }),
    );
    const attempts = [() => table.get(note, key), () => table.all(note, { pk: key.pk, begins: 'NOTE' })];
    for (const attempt of attempts) {
      const error = await attempt().then(String, (refused: Error) => refused);
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(DomainError);
      expect(String(error)).toContain(message);
      expect(String(error)).not.toMatch(/secret|seed/);
    }
  });

  it('does not take an inherited property for an attribute', async () => {
    await local().client.send(
      new PutItemCommand({
        TableName: local().tableName,
        Item: {
          pk: { S: key.pk },
          sk: { S: 'NOTE' },
          type: { S: 'note' },
          __proto__: { M: { text: { S: 'inherited' } } },
        },
      }),
    );
    await expect(table.get(note, key)).rejects.toThrow('malformed at text');
  });

  it('reads a partition over more than one page of the store', async () => {
    for (let index = 0; index < 8; index++)
      await table.write([{ put: item({ text: String(index).repeat(300_000) }, at(`LONG#${index}`)) }]);
    const found = await table.all(note, { pk: key.pk, begins: 'LONG#' });
    expect(found.map((one) => one.text.slice(0, 1))).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  });

  it('pages through an index whose pages the store cuts short', async () => {
    const gsi1pk = `LIST#${number}`;
    for (let index = 0; index < 6; index++)
      await table.write([
        {
          put: item(
            { text: String(index).repeat(300_000) },
            { ...at(`LONG#${index}`), list: { gsi1pk, gsi1sk: String(index) } },
          ),
        },
      ]);
    const first = await table.page(note, { gsi1pk }, { limit: 6 });
    expect(first.items.length).toBeLessThan(6);
    const rest = await table.page(note, { gsi1pk }, { limit: 6, cursor: first.cursor ?? '' });
    expect([...first.items, ...rest.items].map((one) => one.text.slice(0, 1)).join('')).toBe('012345');
    expect(rest.cursor).toBeUndefined();
  });
});

describe('writing', () => {
  it('answers with the refusal of the first condition that failed', async () => {
    await table.write([{ put: item() }]);
    const second = item({}, at('SECOND'));
    const attempt = table.write([
      { put: second, when: absent, refuse: taken },
      { put: item(), when: absent, refuse: (stored) => new DomainError('conflict', stored?.text?.S ?? '') },
      { check: { ...key, sk: 'NONE' }, when: 'attribute_exists(#pk)', refuse: taken },
    ]);
    await expect(attempt).rejects.toMatchObject({ code: 'conflict', message: 'seed' });
    expect(await table.get(note, second.key)).toBeUndefined();
  });

  it('throws an error that is no refusal for a condition that nobody worded', async () => {
    await table.write([{ put: item() }]);
    const attempt = table.write([{ put: item({ text: 'other' }), when: absent }]);
    await expect(attempt).rejects.toThrow('attribute_not_exists');
    await expect(attempt).rejects.not.toBeInstanceOf(DomainError);
  });

  it.each([
    ['one item', (put: NewItem) => [{ put }]],
    ['a transaction', (put: NewItem) => [{ put: item({}, at('FIRST')) }, { put }]],
  ])('refuses %s over the limit of the store', async (_case, actions) => {
    const large = item({ text: '漢'.repeat(140_000) });
    expect(await outcome(table.write(actions(large)))).toBe('payload-too-large');
    expect(await table.all(note, { pk: key.pk, begins: '' })).toEqual([]);
  });

  it.each([
    ['lacks an attribute', { text: undefined }, 'malformed at text'],
    ['holds an attribute too many', { extra: 'secret' }, 'malformed at the whole'],
    ['would be read back changed', { text: ' secret ' }, 'read back changed'],
    ['holds what cannot be stored', { count: Number.NaN }, 'malformed at count'],
  ])('never writes an item that %s, alone or among others', async (_case, wrong, message) => {
    const trimmed = {
      ...note,
      schema: z.strictObject({ text: z.string().trim(), count: z.int().optional() }),
    };
    const put = item(wrong, { kind: trimmed });
    for (const actions of [[{ put }], [{ put: item({}, at('FIRST')) }, { put }]]) {
      const error = await table.write(actions).then(String, (refused: Error) => refused);
      expect(String(error)).toContain(message);
      expect(String(error)).not.toContain('secret');
    }
    expect(await table.all(note, { pk: key.pk, begins: '' })).toEqual([]);
  });

  it('writes nothing for a check alone', async () => {
    await expect(table.write([{ check: key, when: absent }])).rejects.toThrow('writes nothing');
  });
});

/** A table over a client of its own, where `meddle` stands between the SDK and the wire. */
function meddled(meddle: (call: number, send: () => Promise<unknown>) => Promise<unknown>) {
  const client = local().newClient();
  const seen: { calls: number; tokens: Set<unknown> } = { calls: 0, tokens: new Set() };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (!['PutItemCommand', 'TransactWriteItemsCommand'].includes(String(context.commandName)))
        return next(args);
      const { body } = args.request as { body: Uint8Array };
      seen.tokens.add(JSON.parse(new TextDecoder().decode(body)).ClientRequestToken);
      seen.calls += 1;
      return (await meddle(seen.calls, () => next(args))) as Awaited<ReturnType<typeof next>>;
    },
    { step: 'finalizeRequest', priority: 'low', name: 'meddle' },
  );
  return { table: dynamoTable({ tableName: local().tableName, client }), seen };
}

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code, Message: Code })),
  });
const conflict = () =>
  Object.assign(new Error('held by a transaction'), { name: 'TransactionConflictException', $metadata: {} });

describe('contention', () => {
  it.each([
    ['a transaction that met another', () => cancelled('None', 'TransactionConflict')],
    ['a transaction that was throttled', () => cancelled('ThrottlingError', 'None')],
  ])('tries %s again', async (_case, refusal) => {
    const { table: retried, seen } = meddled((call, send) => (call < 4 ? Promise.reject(refusal()) : send()));
    await retried.write([{ put: item(), when: absent }, { put: item({}, at('SECOND')) }]);
    expect(seen.calls).toBe(4);
    expect(await table.get(note, key)).toEqual({ text: 'seed' });
  });

  it('tries a single write again that met a transaction', async () => {
    const { table: retried, seen } = meddled((call, send) =>
      call < 3 ? Promise.reject(conflict()) : send(),
    );
    await retried.write([{ put: item() }]);
    expect(seen.calls).toBe(3);
  });

  it('gives up in the end with a conflict, and has written nothing', async () => {
    const { table: retried, seen } = meddled(() => Promise.reject(cancelled('TransactionConflict', 'None')));
    const started = Date.now();
    expect(await outcome(retried.write([{ put: item() }, { put: item({}, at('SECOND')) }]))).toBe('conflict');
    expect(seen.calls).toBe(8);
    expect(Date.now() - started).toBeLessThan(4000);
    expect(await table.get(note, key)).toBeUndefined();
  });

  it.each([
    [
      'a condition failed beside the conflict',
      ['TransactionConflict', 'ConditionalCheckFailed'],
      'already-exists',
    ],
    ['the write is malformed', ['None', 'ValidationError'], 'TransactionCanceledException'],
    [
      'the conflict is beside a malformed write',
      ['TransactionConflict', 'ValidationError'],
      'TransactionCanceledException',
    ],
    ['no reason is told', [], 'TransactionCanceledException'],
  ])('does not try again when %s', async (_case, codes, expected) => {
    const { table: retried, seen } = meddled(() => Promise.reject(cancelled(...codes)));
    const attempt = retried.write([
      { put: item(), when: absent, refuse: taken },
      { put: item({}, at('SECOND')), when: absent, refuse: taken },
    ]);
    const ended = await attempt.catch((error: unknown) =>
      error instanceof DomainError ? error.code : (error as Error).name,
    );
    expect([ended, seen.calls]).toEqual([expected, 1]);
  });

  it('takes an oversize item of a transaction for what it is', async () => {
    const oversize = new TransactionCanceledException({
      message: 'cancelled',
      $metadata: {},
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ValidationError', Message: 'Item size to update has exceeded the maximum allowed size' },
      ],
    });
    const { table: refused } = meddled(() => Promise.reject(oversize));
    const attempt = refused.write([{ put: item() }, { put: item({}, at('SECOND')) }]);
    expect(await outcome(attempt)).toBe('payload-too-large');
  });
});

describe('an answer that is lost on the way', () => {
  const lostOnce = () =>
    meddled(async (call, send) => {
      const answer = await send();
      if (call === 1)
        throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
      return answer;
    });

  it('does not turn a write that was made into a refusal', async () => {
    const { table: unlucky, seen } = lostOnce();
    await unlucky.write([{ put: item({ count: 1, remark: undefined }), when: absent, refuse: taken }]);
    expect(seen.calls).toBe(2);
    expect(await table.get(note, key)).toEqual({ text: 'seed', count: 1 });
  });

  it('still refuses a write that somebody else made', async () => {
    await table.write([{ put: item({ text: 'theirs' }) }]);
    const { table: unlucky } = meddled((_call, send) => send());
    expect(await outcome(unlucky.write([{ put: item(), when: absent, refuse: taken }]))).toBe(
      'already-exists',
    );
    expect(await table.get(note, key)).toEqual({ text: 'theirs' });
  });

  it('repeats a transaction under the same token, so that the store knows it again', async () => {
    const { table: unlucky, seen } = lostOnce();
    await unlucky.write([{ put: item() }, { put: item({}, at('SECOND')) }]);
    expect(seen.calls).toBe(2);
    expect([...seen.tokens]).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  });
});
