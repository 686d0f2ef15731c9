import { Resolver } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';

/** How names become addresses, and addresses connections. Which names and addresses may be asked is not decided here. */
export interface Network {
  /** All addresses of a name; none when it has none. */
  resolve(name: string, signal: AbortSignal): Promise<readonly string[]>;
  /** A TLS connection with the host of this name, which is at one of these addresses and nowhere else. */
  dial(name: string, addresses: readonly string[], signal: AbortSignal): Promise<TLSSocket>;
}

/** The internet, on port 443, under the certificate authorities that Node trusts. */
export const internet: Network = {
  resolve: resolveName,
  dial: (name, addresses, signal) => dialTls(name, addresses, signal, { port: 443 }),
};

/**
 * Asks the name servers, both for IPv4 and IPv6. Not the system's resolver: that one reads local host tables, adds local
 * domains, cannot be stopped, and shares its few threads with cryptography.
 */
export async function resolveName(
  name: string,
  signal: AbortSignal,
  { servers }: { servers?: readonly string[] } = {},
): Promise<readonly string[]> {
  const resolver = new Resolver({ timeout: 500, tries: 2 });
  if (servers) resolver.setServers(servers);
  const stop = () => resolver.cancel();
  signal.addEventListener('abort', stop);
  try {
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Connects to one of the addresses and nowhere else; the certificate must be the name's. Ready when the handshake is done. */
export function dialTls(
  name: string,
  addresses: readonly string[],
  signal: AbortSignal,
  { port, ca }: { port: number; ca?: string },
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = connect({
      host: name,
      servername: name,
      port,
      lookup: answerWith(addresses),
      ALPNProtocols: ['http/1.1'],
      // Said here, because an environment variable can turn the default off.
      rejectUnauthorized: true,
      ...(ca !== undefined && { ca }),
    });
    const stop = () => socket.destroy(new Error('The time is up.'));
    signal.addEventListener('abort', stop);
    socket.once('close', () => {
      signal.removeEventListener('abort', stop);
      reject(new Error('The connection was closed.'));
    });
    socket.on('error', reject);
    socket.once('connect', () => {
      // Node looks nothing up for a host that is an address already: then this is what holds.
      if (!isOneOf(socket.remoteAddress, addresses))
        socket.destroy(new Error('The connection went elsewhere.'));
    });
    socket.once('secureConnect', () => resolve(socket));
  });
}

function answerWith(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_name, { all }, callback) => {
    const [first] = found;
    if (!first) callback(new Error('There is no address.'), '');
    else if (all) callback(null, found);
    else callback(null, first.address, first.family);
  };
}

function isOneOf(address: string | undefined, addresses: readonly string[]): boolean {
  const list = new BlockList();
  for (const one of addresses) list.addAddress(one, isIP(one) === 6 ? 'ipv6' : 'ipv4');
  return address !== undefined && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
