import type { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { guardedFetch, webLimits } from '../../src/adapters/guarded-fetch.ts';
import { dialTls } from '../../src/adapters/guarded-network.ts';
import { selfSigned } from './guarded-certificate.ts';
import { type FarSide, farAddress, farSide, host, networkTo, whole } from './guarded-server.ts';

const url = `https://${host}/issuers/1/did.json`;
const json = { accept: ['application/json'] };

/** What comes of asking a far side once. */
async function asked(far: FarSide, request: { accept: readonly string[]; within?: number } = json) {
  return guardedFetch(networkTo(far)).get(url, request);
}
const reason = (value: string) => ({ ok: false, reason: value });
const text = (answer: Awaited<ReturnType<typeof asked>>) =>
  answer.ok ? new TextDecoder().decode(answer.body) : answer;

describe('a document', () => {
  it('comes with its media type, as it was sent', async () => {
    const far = await farSide(whole('{"a": "é"}', { 'content-type': 'Application/DID+JSON; charset=utf-8' }));
    const answer = await asked(far);
    expect(answer).toMatchObject({ ok: true, mediaType: 'application/did+json' });
    expect(text(answer)).toBe('{"a": "é"}');
  });

  it('is asked for plainly: one GET, no compression, nothing about anybody', async () => {
    const far = await farSide(whole('{}', { 'set-cookie': 'who=me' }));
    const web = guardedFetch(networkTo(far));
    const request = { accept: ['application/vc', 'application/json'] };
    await web.get(`https://${host}:443/a/b?c=d&e=%20#f`, request);
    await web.get(url, json);
    expect(far.heads[0]?.split('\r\n').filter(Boolean).sort()).toEqual(
      [
        'Connection: close',
        `Host: ${host}`,
        'GET /a/b?c=d&e=%20 HTTP/1.1',
        'accept-encoding: identity',
        'accept: application/vc, application/json',
        'user-agent: Assay credential verifier',
      ].sort(),
    );
    expect(far.heads[1]).not.toMatch(/cookie|referer|authorization/i);
    expect(far.heads).toHaveLength(2);
  });

  it('may come in pieces, without a length', async () => {
    const far = await farSide((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n');
      socket.write('2\r\n{"\r\n');
      setTimeout(() => socket.write('5\r\na":1}\r\n0\r\n\r\n'), 20);
    });
    expect(text(await asked(far))).toBe('{"a":1}');
  });

  it('may come after an early hint', async () => {
    const far = await farSide((socket) => {
      socket.write('HTTP/1.1 103 Early Hints\r\nlink: <https://127.0.0.1/>; rel=preload\r\n\r\n');
      whole('{}')(socket);
    });
    expect(text(await asked(far))).toBe('{}');
    expect(far.heads).toHaveLength(1);
  });

  it('may be as large as the limit and no larger', async () => {
    const most = new Uint8Array(webLimits.bytes).fill(0x20);
    const answer = await asked(await farSide(whole(most)));
    expect(answer.ok && answer.body.byteLength).toBe(webLimits.bytes);
    const more = new Uint8Array(webLimits.bytes + 1).fill(0x20);
    expect(await asked(await farSide(whole(more)))).toEqual(reason('too-large'));
    const unsaid = whole(more, { 'content-length': undefined });
    expect(await asked(await farSide(unsaid))).toEqual(reason('too-large'));
  });

  it('leaves no connection behind, whatever came of it', async () => {
    for (const answer of [
      whole('{}'),
      whole('', { location: url }, '302 Found'),
      whole('x'.repeat(99_999), { 'content-type': 'text/html' }),
    ]) {
      const far = await farSide(answer);
      await asked(far);
      await vi.waitFor(() => expect(far.open()).toBe(0));
    }
  });
});

describe('where a connection goes', () => {
  it('is to the addresses that were checked, though the name has others a moment later', async () => {
    const far = await farSide(whole('{}'));
    const network = networkTo(far, [farAddress, '2606:4700::6810:85e5'], ['127.0.0.1'], ['169.254.169.254']);
    const web = guardedFetch(network);
    expect(await web.get(url, json)).toMatchObject({ ok: true });
    expect(network.resolved).toEqual([host]);
    expect(network.dialled).toEqual([[farAddress, '2606:4700::6810:85e5']]);
    expect(await web.get(url, json)).toEqual(reason('refused'));
    expect(await web.get(url, json)).toEqual(reason('refused'));
    expect(network.dialled).toHaveLength(1);
  });

  it.each([
    ['loopback', ['127.0.0.1']],
    ['the metadata service', ['169.254.169.254']],
    ['a private address after a public one', [farAddress, '10.0.0.1']],
    ['a private address before a public one', ['192.168.1.1', farAddress]],
    ['loopback of the other family', [farAddress, '::1']],
    ['loopback in disguise', [farAddress, '::ffff:127.0.0.1']],
    ['what is no address', [farAddress, 'localhost']],
    ['nothing but emptiness', ['']],
  ])('is nowhere when the name is also %s', async (_what, addresses) => {
    const far = await farSide(whole('{}'));
    const network = networkTo(far, addresses);
    expect(await guardedFetch(network).get(url, json)).toEqual(reason('refused'));
    expect(network.dialled).toEqual([]);
    expect(far.heads).toEqual([]);
  });

  it('is nowhere when the name has no address', async () => {
    const network = networkTo(await farSide(whole('{}')), []);
    expect(await guardedFetch(network).get(url, json)).toEqual(reason('unreachable'));
    expect(network.dialled).toEqual([]);
  });

  it.each([300, 301, 302, 303, 304, 305, 307, 308, 399])('is not where a %i sends it', async (status) => {
    const far = await farSide(whole('', { location: `https://${host}/elsewhere` }, `${status} Elsewhere`));
    expect(await asked(far)).toEqual(reason('refused'));
    expect(far.heads).toHaveLength(1);
  });

  it('is not where a refresh or an alternative service sends it', async () => {
    const headers = { refresh: '0; url=https://127.0.0.1/', 'alt-svc': 'h2="127.0.0.1:443"' };
    const far = await farSide(whole('{}', headers));
    const network = networkTo(far);
    const web = guardedFetch(network);
    await web.get(url, json);
    expect(await web.get(url, json)).toMatchObject({ ok: true });
    expect(network.dialled).toEqual([[farAddress], [farAddress]]);
  });
});

describe('an answer that is no document', () => {
  it.each([
    [404, 'not-found'],
    [410, 'not-found'],
    [201, 'unreachable'],
    [202, 'unreachable'],
    [203, 'unreachable'],
    [204, 'unreachable'],
    [206, 'unreachable'],
    [226, 'unreachable'],
    [400, 'unreachable'],
    [401, 'unreachable'],
    [403, 'unreachable'],
    [407, 'unreachable'],
    [418, 'unreachable'],
    [429, 'unreachable'],
    [451, 'unreachable'],
    [500, 'unreachable'],
    [502, 'unreachable'],
    [503, 'unreachable'],
    [599, 'unreachable'],
    [999, 'unreachable'],
  ])('with status %i is %s', async (status, expected) => {
    expect(await asked(await farSide(whole('{}', {}, `${status} Text`)))).toEqual(reason(expected));
  });

  it.each([
    undefined,
    '',
    ';',
    'text/html',
    'text/html; type=application/json',
    'text/plain',
    'application/octet-stream',
    'application/javascript',
    'application/jsonp',
    'application/xml',
    'application/xhtml+xml',
    'application/problem+xml',
    'application/vc+jwt',
    'image/svg+xml',
    'image/json',
    'multipart/form-data; boundary=application/json',
    'json',
    'application/json,text/html',
    'text/html, application/json',
    '*/*',
  ])('of type %s is not read', async (type) => {
    expect(await asked(await farSide(whole('{}', { 'content-type': type })))).toEqual(reason('unreadable'));
  });

  it.each([
    'application/json',
    'text/json',
    'application/vc',
    'application/did',
    'application/ld+json',
    'application/vc+ld+json',
  ])('of type %s would have been read', async (type) => {
    expect(await asked(await farSide(whole('{}', { 'content-type': type })))).toMatchObject({ ok: true });
  });

  it('is whatever the caller did not ask for', async () => {
    const asJwt = { accept: ['application/vc+jwt'] };
    expect(await asked(await farSide(whole('{}')), asJwt)).toEqual(reason('unreadable'));
    const jwt = whole('a.b.c', { 'content-type': 'application/vc+jwt' });
    expect(await asked(await farSide(jwt), asJwt)).toMatchObject({
      ok: true,
      mediaType: 'application/vc+jwt',
    });
  });

  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  it.each(['gzip', 'GZIP', 'x-gzip', 'deflate', 'br', 'zstd', 'identity, gzip', 'rubbish'])(
    'encoded as %s is not read, whatever it would unpack to',
    async (encoding) => {
      const far = await farSide(whole(bomb, { 'content-encoding': encoding }));
      expect(await asked(far)).toEqual(reason('unreadable'));
    },
  );

  it('that is packed without saying so stays packed', async () => {
    const answer = await asked(await farSide(whole(bomb)));
    expect(answer.ok && answer.body.byteLength).toBe(bomb.length);
  });
});

describe('a far side that breaks the protocol', () => {
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
  it.each<[string, string]>([
    ['says nothing and hangs up', ''],
    ['speaks another protocol', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['sends a page without a head', '{"a":1}'],
    ['stops in the head', head],
    ['stops in the body', `${head}content-length: 10\r\n\r\n{"a":1}`],
    ['stops in a chunk', `${head}transfer-encoding: chunked\r\n\r\nff\r\n{}`],
    ['stops before the last chunk', `${head}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n`],
    ['sends a chunk of no size', `${head}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`],
    ['gives two lengths', `${head}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`],
    ['gives a length below nothing', `${head}content-length: -1\r\n\r\n{}`],
    ['gives a length that is no number', `${head}content-length: two\r\n\r\n{}`],
    [
      'gives a length and chunks',
      `${head}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
    ],
    ['has a header with a NUL', `${head}x: a\0b\r\ncontent-length: 2\r\n\r\n{}`],
    ['has one huge header', `${head}x: ${'a'.repeat(20_000)}\r\ncontent-length: 2\r\n\r\n{}`],
    ['has many headers', `${head}${'x: aaaaaaaa\r\n'.repeat(5_000)}content-length: 2\r\n\r\n{}`],
    ['has huge trailers', `${head}transfer-encoding: chunked\r\n\r\n0\r\nx: ${'a'.repeat(40_000)}\r\n\r\n`],
    [
      'changes to another protocol',
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n',
    ],
    ['only ever announces', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(2_000)],
  ])('and %s is unreachable', async (_what, bytes) => {
    const far = await farSide((socket) => socket.end(bytes));
    expect(await asked(far)).toEqual(reason('unreachable'));
  });

  it('and sends something after its answer has that ignored', async () => {
    const far = await farSide((socket) =>
      socket.end(`${head}content-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil`),
    );
    expect(text(await asked(far))).toBe('{}');
  });

  it('and never ends its body is cut off', async () => {
    let sent = 0;
    const far = await farSide((socket) => {
      socket.write(`${head}\r\n`);
      const block = Buffer.alloc(65_536, 0x20);
      const more = () => {
        while (!socket.destroyed && sent < 256 * 1024 * 1024) {
          sent += block.length;
          if (!socket.write(block)) {
            socket.once('drain', more);
            return;
          }
        }
      };
      more();
    });
    expect(await asked(far)).toEqual(reason('too-large'));
    await vi.waitFor(() => expect(far.open()).toBe(0));
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('a far side that takes its time', () => {
  const drop = (socket: Parameters<Parameters<typeof farSide>[0]>[0], start: string, bytes: string) => {
    socket.write(start);
    const timer = setInterval(() => socket.write(bytes), 20);
    socket.on('close', () => clearInterval(timer));
  };
  it.each<[string, Parameters<typeof farSide>[0]]>([
    ['never answers', () => {}],
    ['sends its head byte by byte', (socket) => drop(socket, 'HTTP/1.1 200 OK\r\nx: ', 'a')],
    ['announces for ever', (socket) => drop(socket, '', 'HTTP/1.1 100 Continue\r\n\r\n')],
    [
      'sends its body byte by byte',
      (socket) => drop(socket, 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n', ' '),
    ],
    [
      'sends its chunks byte by byte',
      (socket) =>
        drop(
          socket,
          'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
          '1\r\n \r\n',
        ),
    ],
  ])('and %s is unreachable when the time is up', async (_what, answer) => {
    const far = await farSide(answer);
    const start = performance.now();
    expect(await asked(far, { ...json, within: 300 })).toEqual(reason('unreachable'));
    expect(performance.now() - start).toBeGreaterThan(250);
    expect(performance.now() - start).toBeLessThan(1_500);
    await vi.waitFor(() => expect(far.open()).toBe(0));
  });

  it('has the usual time and no more, however much the caller would give', async () => {
    const far = await farSide(() => {});
    const start = performance.now();
    expect(await asked(far, { ...json, within: 60_000 })).toEqual(reason('unreachable'));
    expect(performance.now() - start).toBeGreaterThan(webLimits.milliseconds - 50);
    expect(performance.now() - start).toBeLessThan(webLimits.milliseconds + 1_500);
  });

  it.each(['resolve', 'dial'] as const)('and a network whose %s never answers', async (step) => {
    const network = { ...networkTo(await farSide(whole('{}'))), [step]: () => new Promise<never>(() => {}) };
    expect(await guardedFetch(network).get(url, { ...json, within: 100 })).toEqual(reason('unreachable'));
  });

  it('and a connection that is made too late is closed unused', async () => {
    const far = await farSide(whole('{}'));
    let late: TLSSocket | undefined;
    const network = {
      ...networkTo(far),
      async dial(name: string) {
        late = await dialTls(name, ['127.0.0.1'], new AbortController().signal, far);
        await new Promise((resolve) => setTimeout(resolve, 150));
        return late;
      },
    };
    expect(await guardedFetch(network).get(url, { ...json, within: 100 })).toEqual(reason('unreachable'));
    await vi.waitFor(() => expect(late?.destroyed).toBe(true));
    expect(far.heads).toEqual([]);
  });

  it.each(['resolve', 'dial'] as const)('and a network whose %s fails', async (step) => {
    const failing = () => Promise.reject(new Error('no route'));
    const network = { ...networkTo(await farSide(whole('{}'))), [step]: failing };
    expect(await guardedFetch(network).get(url, json)).toEqual(reason('unreachable'));
  });
});

describe('a far side whose certificate is not good', () => {
  it.each<[string, Parameters<typeof selfSigned>, 'trusted' | undefined]>([
    ['of nobody we trust', [host], undefined],
    ['of another name', ['harbour-library.org'], 'trusted'],
    ['of a name below', [`www.${host}`], 'trusted'],
    ['out of date', [host, { to: '20210101000000Z' }], 'trusted'],
    ['not yet in use', [host, { from: '20980101000000Z' }], 'trusted'],
  ])('%s is unreachable, and is asked nothing', async (_what, parts, trusted) => {
    const certificate = selfSigned(...parts);
    const far = await farSide(whole('{}'), certificate);
    const { cert } = selfSigned(host);
    // Not even by whoever can set the environment.
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const network = networkTo({ port: far.port, ca: trusted ? far.ca : cert });
    const answer = await guardedFetch(network).get(url, json);
    vi.unstubAllEnvs();
    expect(answer).toEqual(reason('unreachable'));
    expect(network.dialled).toHaveLength(1);
    expect(far.heads).toEqual([]);
  });
});
