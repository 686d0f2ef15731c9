import type { Page, PageRequest } from '../../src/ports.ts';

/** Follows the cursors of a list to its end. Ends with an error rather than run in a circle. */
export async function readAll<T>(
  list: (page: PageRequest) => Promise<Page<T>>,
  limit: number,
): Promise<T[][]> {
  const pages: T[][] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit, ...(cursor !== undefined && { cursor }) });
    pages.push([...page.items]);
    cursor = page.cursor;
    if (pages.length > 50) throw new Error('the list does not end');
  } while (cursor !== undefined);
  return pages;
}

/** Cursors that no list returned, and what is wrong with each. */
export function badCursors(good: string): Record<string, string> {
  const content = JSON.parse(Buffer.from(good, 'base64url').toString('utf8'));
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    empty: '',
    'not base64url': '%%%',
    padded: `${good}=`,
    'with a space': `${good.slice(0, 4)} ${good.slice(4)}`,
    'not JSON': Buffer.from('{"pk":').toString('base64url'),
    null: encode(null),
    'an array': encode([content]),
    'a number for a key': encode({ ...content, sk: 7 }),
    'an empty key': encode({ ...content, sk: '' }),
    'a key too long': encode({ ...content, sk: 'x'.repeat(1025) }),
    'one key less': encode({ ...content, pk: undefined }),
    'one key more': encode({ ...content, gsi1pk: 'CATALOG' }),
    'a prototype': Buffer.from(`{"__proto__":{},${JSON.stringify(content).slice(1)}`).toString('base64url'),
    'another list': encode({ ...content, list: 'x'.repeat(16) }),
  };
}
