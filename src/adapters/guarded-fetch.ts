import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { PublicWeb, WebAnswer } from '../ports.ts';
import { isPublicAddress } from './guarded-address.ts';
import { publicWebAddress } from './guarded-name.ts';
import { internet, type Network } from './guarded-network.ts';

/** What one answer may take: milliseconds from name to last byte, bytes of body, bytes of headers. */
export const webLimits = { milliseconds: 2_500, bytes: 1_048_576, headerBytes: 16_384 } as const;

/**
 * Documents at addresses that strangers name. Only public names over https on port 443; every address of the name must be
 * public, and the connection goes to those addresses, not to what a second look-up would say. No redirects, no cookies, no
 * proxy, no decompression. The rules are not to be had otherwise: `network` changes how hosts are reached, not which.
 */
export function guardedFetch(network: Network = internet): PublicWeb {
  return {
    async get(text, { accept, within = webLimits.milliseconds }) {
      const url = publicWebAddress(text);
      if (!url) return no('refused');
      const end = new AbortController();
      const timeIsUp = new Promise<WebAnswer>((resolve) => {
        end.signal.addEventListener('abort', () => resolve(no('unreachable')));
      });
      const timer = setTimeout(() => end.abort(), Math.min(within, webLimits.milliseconds));
      try {
        return await Promise.race([ask(url, accept, network, end.signal), timeIsUp]);
      } catch {
        return no('unreachable');
      } finally {
        clearTimeout(timer);
        end.abort();
      }
    },
  };
}

async function ask(
  url: URL,
  accept: readonly string[],
  network: Network,
  signal: AbortSignal,
): Promise<WebAnswer> {
  const addresses = await network.resolve(url.hostname, signal);
  if (addresses.length === 0) return no('unreachable');
  if (!addresses.every(isPublicAddress)) return no('refused');
  signal.throwIfAborted();
  const socket = await network.dial(url.hostname, addresses, signal);
  try {
    signal.throwIfAborted();
    return await read(await exchange(url, accept, socket, signal), accept);
  } finally {
    socket.destroy();
  }
}

function exchange(
  url: URL,
  accept: readonly string[],
  socket: TLSSocket,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: url.hostname,
      defaultPort: 443,
      path: `${url.pathname}${url.search}`,
      headers: {
        accept: accept.join(', '),
        'accept-encoding': 'identity',
        'user-agent': 'Assay credential verifier',
      },
      // In place of an agent: an agent could bring a proxy, or a connection that was made for someone else.
      createConnection: () => socket,
      maxHeaderSize: webLimits.headerBytes,
      insecureHTTPParser: false,
      signal,
    });
    asked.on('response', resolve);
    asked.on('error', reject);
    asked.on('close', () => reject(new Error('The connection was closed before an answer.')));
    asked.end();
  });
}

async function read(answer: IncomingMessage, accept: readonly string[]): Promise<WebAnswer> {
  const { statusCode = 0, headers } = answer;
  if (statusCode >= 300 && statusCode < 400) return no('refused');
  if (statusCode === 404 || statusCode === 410) return no('not-found');
  if (statusCode !== 200) return no('unreachable');
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  const mediaType = headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (encoding !== 'identity' || !isReadable(mediaType, accept)) return no('unreadable');
  if (Number(headers['content-length'] ?? 0) > webLimits.bytes) return no('too-large');
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > webLimits.bytes) return no('too-large');
    chunks.push(chunk);
  }
  return { ok: true, mediaType, body: Buffer.concat(chunks) };
}

/** Also the types of the W3C that are JSON without saying so in their name. */
const json = /^(?:(?:application|text)\/(?:[\w.-]+\+)*json|application\/(?:vc|vp|did))$/;

function isReadable(mediaType: string, accept: readonly string[]): boolean {
  return accept.includes(mediaType) || (accept.includes('application/json') && json.test(mediaType));
}

function no(reason: Extract<WebAnswer, { ok: false }>['reason']): WebAnswer {
  return { ok: false, reason };
}
