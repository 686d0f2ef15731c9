import { request } from 'node:https';
import type { WebhookSender } from '../ports.ts';
import { isPublicAddress } from './guarded-address.ts';
import { publicWebAddress } from './guarded-name.ts';
import { internet, type Network } from './guarded-network.ts';

/** How long a webhook may take, from name to answer, in milliseconds. */
const patience = 5000;

/**
 * Posts to addresses that issuers name, by the rules for what strangers name: public names over https on port 443, every address of
 * the name public, the connection to those addresses, no redirects. The body of the answer is not read.
 * @param loopback for a deployment that is on the loopback itself: there, and nowhere else, other parts of the same machine may be told
 */
export function guardedWebhook({
  network = internet,
  loopback = false,
}: {
  readonly network?: Network;
  readonly loopback?: boolean;
} = {}): WebhookSender {
  const isNeighbour = (url: string) =>
    loopback && URL.canParse(url) && /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?\//.test(new URL(url).href);
  return {
    accepts: (url) => publicWebAddress(url) !== undefined || isNeighbour(url),
    async post({ url, headers, body }) {
      const signal = AbortSignal.timeout(patience);
      try {
        if (isNeighbour(url)) {
          const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
          await answer.body?.cancel();
          return answer.status;
        }
        const address = publicWebAddress(url);
        if (!address) throw new NotAsked('the address is not a public one');
        return await postTo(address, { headers, body, network, signal });
      } catch (error) {
        if (error instanceof NotAsked) throw error;
        throw new Error(signal.aborted ? 'no answer in time' : 'no connection', { cause: error });
      }
    },
  };
}

class NotAsked extends Error {}

async function postTo(
  url: URL,
  {
    headers,
    body,
    network,
    signal,
  }: { headers: Readonly<Record<string, string>>; body: string; network: Network; signal: AbortSignal },
): Promise<number> {
  const addresses = await network.resolve(url.hostname, signal);
  if (addresses.length === 0) throw new NotAsked('the name has no address');
  if (!addresses.every(isPublicAddress)) throw new NotAsked('the name has an address that is not public');
  signal.throwIfAborted();
  const socket = await network.dial(url.hostname, addresses, signal);
  try {
    return await new Promise((resolve, reject) => {
      const asked = request({
        method: 'POST',
        host: url.hostname,
        defaultPort: 443,
        path: `${url.pathname}${url.search}`,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        createConnection: () => socket,
        signal,
      });
      asked.on('response', (answer) => {
        resolve(answer.statusCode ?? 0);
        answer.destroy();
      });
      asked.on('error', reject);
      asked.end(body);
    });
  } finally {
    socket.destroy();
  }
}
