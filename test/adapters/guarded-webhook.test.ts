import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardedWebhook } from '../../src/adapters/guarded-webhook.ts';

let server: Server;
let url = '';
const heard: { headers: NodeJS.Dict<string | string[]>; body: string }[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      heard.push({ headers: request.headers, body });
      if (request.url === '/moved') response.writeHead(302, { location: '/' }).end();
      else response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const message = { headers: { 'webhook-id': 'one', 'content-type': 'application/json' }, body: '{}' };

describe('a webhook', () => {
  it('on the loopback is told by a deployment on the loopback alone', async () => {
    const local = guardedWebhook({ loopback: true });
    expect(local.accepts(url)).toBe(true);
    expect(await local.post({ url, ...message })).toBe(204);
    expect(heard.at(-1)).toMatchObject({ headers: { 'webhook-id': 'one' }, body: '{}' });
    const deployed = guardedWebhook();
    expect(deployed.accepts(url)).toBe(false);
    const before = heard.length;
    await expect(deployed.post({ url, ...message })).rejects.toThrow('the address is not a public one');
    expect(heard).toHaveLength(before);
  });

  it('that leads elsewhere is not followed', async () => {
    const before = heard.length;
    expect(await guardedWebhook({ loopback: true }).post({ url: `${url}moved`, ...message })).toBe(302);
    expect(heard).toHaveLength(before + 1);
  });

  it.each([
    'http://hooks.example.org/',
    'https://hooks.example.org:8443/',
    'https://user:secret@hooks.example.org/',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/',
    'https://metadata.internal/',
    'http://127.0.0.1.evil.example.org/',
    'http://127.0.0.1@evil.example.org/',
    'ftp://127.0.0.1/',
    'not an address',
  ])('is not at %s', async (bad) => {
    const local = guardedWebhook({ loopback: true });
    expect(local.accepts(bad)).toBe(false);
    await expect(local.post({ url: bad, ...message })).rejects.toThrow('the address is not a public one');
  });

  it.each([
    ['has no address', [], 'the name has no address'],
    ['is inside', ['10.0.0.7'], 'the name has an address that is not public'],
    [
      'is inside by one of its addresses',
      ['93.184.215.14', '127.0.0.1'],
      'the name has an address that is not public',
    ],
  ])('whose name %s is not asked', async (_, addresses, reason) => {
    const network = {
      resolve: async () => addresses,
      dial: () => Promise.reject(new Error('dialled')),
    };
    await expect(
      guardedWebhook({ network }).post({ url: 'https://hooks.riverbend.org/', ...message }),
    ).rejects.toThrow(reason);
  });

  it('that cannot be reached fails in public words', async () => {
    const network = {
      resolve: async () => ['93.184.215.14'],
      dial: () => Promise.reject(new Error('ECONNREFUSED 93.184')),
    };
    await expect(
      guardedWebhook({ network }).post({ url: 'https://hooks.riverbend.org/', ...message }),
    ).rejects.toThrow(/^no connection$/);
  });
});
