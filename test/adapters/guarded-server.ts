import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import { dialTls, type Network } from '../../src/adapters/guarded-network.ts';
import { type Certificate, selfSigned } from './guarded-certificate.ts';

/** The name that the far side has in the tests, and an address on the internet that it could have. Nobody asks for either. */
export const host = 'credentials.harbour-library.org';
export const farAddress = '93.184.215.14';

const certificate = selfSigned(host);

/** A far side on loopback, with real TLS. `heads` are the requests that it got, `closed` how many connections ended. */
export interface FarSide {
  readonly port: number;
  readonly ca: string;
  readonly heads: readonly string[];
  readonly open: () => number;
}

/** Starts a far side for one test. `answer` writes whatever it likes, once a whole request head came. */
export async function farSide(
  answer: (socket: TLSSocket) => void,
  { cert, key }: Certificate = certificate,
): Promise<FarSide> {
  const heads: string[] = [];
  const sockets = new Set<TLSSocket>();
  const server = createServer({ cert, key }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    // Whoever asked may hang up at any time.
    socket.on('error', () => socket.destroy());
    let head = '';
    socket.on('data', (chunk) => {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      heads.push(head);
      head = '';
      answer(socket);
    });
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { port, ca: cert, heads, open: () => sockets.size };
}

/** A whole answer. A value of undefined leaves that header out. */
export function whole(
  body: string | Uint8Array,
  headers: Record<string, string | undefined> = {},
  status = '200 OK',
): (socket: TLSSocket) => void {
  const bytes = Buffer.from(body);
  const all = { 'content-type': 'application/json', 'content-length': String(bytes.length), ...headers };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}\r\n`],
  );
  return (socket) =>
    socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`), bytes]));
}

/** A network on which every name has the addresses that are next in turn, and every connection ends at the far side. */
export function networkTo(
  { port, ca }: Pick<FarSide, 'port' | 'ca'>,
  ...turns: readonly (readonly string[])[]
): Network & { readonly resolved: string[]; readonly dialled: (readonly string[])[] } {
  const resolved: string[] = [];
  const dialled: (readonly string[])[] = [];
  return {
    resolved,
    dialled,
    async resolve(name) {
      resolved.push(name);
      return turns[resolved.length - 1] ?? turns.at(-1) ?? [farAddress];
    },
    dial(name, addresses, signal) {
      dialled.push(addresses);
      return dialTls(name, ['127.0.0.1'], signal, { port, ca });
    },
  };
}

/** A network that nobody may use. */
export const noNetwork: Network = {
  resolve() {
    throw new Error('a name was looked up');
  },
  dial() {
    throw new Error('a host was connected to');
  },
};
