import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { dialTls, resolveName } from '../../src/adapters/guarded-network.ts';
import { farSide, host, whole } from './guarded-server.ts';

const never = new AbortController().signal;

describe('a connection', () => {
  it('goes to the addresses that it was given, without looking the name up', async () => {
    const { port, ca } = await farSide(whole('{}'));
    // The name exists nowhere, so any look-up would fail.
    const socket = await dialTls(host, ['127.0.0.1'], never, { port, ca });
    expect(socket.remoteAddress).toBe('127.0.0.1');
    expect(socket.authorized).toBe(true);
    socket.destroy();
  });

  it('goes to another of the addresses when nothing is at the first', async () => {
    const { port, ca } = await farSide(whole('{}'));
    const socket = await dialTls(host, ['127.0.0.2', '::1', '127.0.0.1'], never, { port, ca });
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
  });

  it.each([[['127.0.0.2']], [['127.0.0.2', '::1']], [[]]])('goes nowhere but to %j', async (addresses) => {
    const far = await farSide(whole('{}'));
    await expect(dialTls(host, addresses, never, far)).rejects.toThrow();
    expect(far.open()).toBe(0);
  });

  it('ends at once where a host that is an address itself was not among them', async () => {
    const far = await farSide(whole('{}'));
    await expect(dialTls('127.0.0.1', ['127.0.0.2'], never, far)).rejects.toThrow('went elsewhere');
    await vi.waitFor(() => expect(far.open()).toBe(0));
  });

  it('is given up when the time is up, before it starts and within the handshake', async () => {
    await expect(dialTls(host, ['127.0.0.1'], AbortSignal.abort(), { port: 1 })).rejects.toThrow();
    const sockets: { destroyed: boolean }[] = [];
    const silent = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => {}).resume();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    await expect(dialTls(host, ['127.0.0.1'], AbortSignal.timeout(100), { port })).rejects.toThrow(
      'time is up',
    );
    await vi.waitFor(() => expect(sockets.map(({ destroyed }) => destroyed)).toEqual([true]));
  });

  it('does not speak without TLS', async () => {
    const plain = createServer((socket) => socket.on('error', () => {}).end('HTTP/1.1 200 OK\r\n\r\n'));
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void plain.close());
    const { port } = plain.address() as AddressInfo;
    await expect(dialTls(host, ['127.0.0.1'], never, { port })).rejects.toThrow();
  });

  it('passes by any proxy that the environment names', async () => {
    let proxied = 0;
    const proxy = createServer((socket) => {
      proxied += 1;
      socket.on('error', () => {}).end('HTTP/1.1 502 No\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const { port, ca } = await farSide(whole('{"a":1}'));
    const proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const run = async (script: string) => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--experimental-strip-types', '--no-warnings', '--input-type=module', '--eval', script],
        {
          cwd: `${import.meta.dirname}/../..`,
          env: { NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: proxyUrl, ALL_PROXY: proxyUrl, CA: ca },
          timeout: 20_000,
        },
      );
      return stdout;
    };
    const guarded = await run(`
      import { guardedFetch } from './src/adapters/guarded-fetch.ts';
      import { dialTls } from './src/adapters/guarded-network.ts';
      const dial = (name, _, signal) => dialTls(name, ['127.0.0.1'], signal, { port: ${port}, ca: process.env.CA });
      const web = guardedFetch({ resolve: async () => ['93.184.215.14'], dial });
      const { ok, body } = await web.get('https://${host}/', { accept: ['application/json'] });
      console.log(ok, new TextDecoder().decode(body));
    `);
    expect(guarded.trim()).toBe('true {"a":1}');
    expect(proxied).toBe(0);
    // The same environment does lead others to the proxy.
    await run(`
      import { get } from 'node:https';
      await new Promise((done) => get('https://${host}/').on('error', done).on('close', done));
    `);
    expect(proxied).toBe(1);
  });
});

describe('the addresses of a name', () => {
  const A = 1;
  const AAAA = 28;
  /** A name server on loopback. `answers` gives the addresses of a name as bytes; undefined: silence; 'no': no such name. */
  async function nameServer(
    answers: (name: string, type: number) => readonly (readonly number[])[] | 'no' | undefined,
  ) {
    const socket = createSocket('udp4');
    socket.on('message', (question, from) => {
      const labels: string[] = [];
      let at = 12;
      for (let size = question[at] ?? 0; size > 0; size = question[at] ?? 0) {
        labels.push(question.toString('latin1', at + 1, at + 1 + size));
        at += size + 1;
      }
      const type = question.readUInt16BE(at + 1);
      const found = answers(labels.join('.').toLowerCase(), type);
      if (found === undefined) return;
      const records = found === 'no' ? [] : found;
      const head = Buffer.alloc(12);
      question.copy(head, 0, 0, 2);
      head.writeUInt16BE(found === 'no' ? 0x8183 : 0x8180, 2);
      head.writeUInt16BE(1, 4);
      head.writeUInt16BE(records.length, 6);
      const body = records.map((bytes) =>
        Buffer.from([0xc0, 0x0c, 0, type, 0, 1, 0, 0, 0, 60, 0, bytes.length, ...bytes]),
      );
      socket.send(Buffer.concat([head, question.subarray(12, at + 5), ...body]), from.port, from.address);
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    onTestFinished(() => void socket.close());
    return { servers: [`127.0.0.1:${socket.address().port}`] };
  }
  const six = [0x26, 0x06, 0x47, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

  it('are all that there are, of both families', async () => {
    const ns = await nameServer((name, type) => {
      if (name !== host) return 'no';
      return type === A
        ? [
            [93, 184, 215, 14],
            [127, 0, 0, 1],
          ]
        : [six];
    });
    const found = await resolveName(host, never, ns);
    expect(found.toSorted()).toEqual(['127.0.0.1', '2606:4700::1', '93.184.215.14']);
  });

  it.each([
    ['has no other', AAAA],
    ['has no first', A],
  ])('are those of the one family when it %s', async (_what, missing) => {
    const ns = await nameServer((_name, type) =>
      type === missing ? [] : type === A ? [[93, 184, 215, 14]] : [six],
    );
    expect(await resolveName(host, never, ns)).toEqual([missing === A ? '2606:4700::1' : '93.184.215.14']);
  });

  it('are none for a name that does not exist', async () => {
    expect(await resolveName(host, never, await nameServer(() => 'no'))).toEqual([]);
  });

  it('do not come from the table of this machine', async () => {
    expect(await resolveName('localhost.harbour-library.org', never, await nameServer(() => 'no'))).toEqual(
      [],
    );
    expect(await resolveName('ip6-localhost', never, await nameServer(() => 'no'))).toEqual([]);
  });

  it('are none when the time is up', async () => {
    const ns = await nameServer(() => undefined);
    const start = performance.now();
    expect(await resolveName(host, AbortSignal.timeout(100), ns)).toEqual([]);
    expect(performance.now() - start).toBeLessThan(450);
  });
});
