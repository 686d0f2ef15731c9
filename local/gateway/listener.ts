import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartError } from '../start-error.ts';

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const TIMEOUT_CHECK_MS = 5_000;
// What API Gateway takes for the request line and all headers together.
const MAX_HEADER_BYTES = 10_240;

/** Answers one request. */
export type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * The public port, taken before there is anything to answer with: requests wait until `open` says who handles them. With `paths`, those
 * for anything else go on waiting for the next `open`.
 */
export interface Listener {
  port: number;
  open(handle: Handle, paths?: readonly string[]): void;
  close(): Promise<void>;
}

/** Takes a port on 127.0.0.1 (0: any free one). Throws StartError if it cannot be had. */
export async function listen(port: number): Promise<Listener> {
  let handle: Handle | undefined;
  let only: readonly string[] | undefined;
  let waiting: [IncomingMessage, ServerResponse][] = [];
  const limits = {
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  const take: Handle = (request, response) => {
    if (handle === undefined || only?.includes(request.url ?? '') === false)
      waiting.push([request, response]);
    else handle(request, response);
  };
  const server = createServer(limits, take);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(port, error)));
    server.listen(port, '127.0.0.1', resolve);
  });

  return {
    port: (server.address() as AddressInfo).port,
    open(next, paths) {
      handle = next;
      only = paths;
      const early = waiting;
      waiting = [];
      for (const [request, response] of early) take(request, response);
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function explain(port: number, error: NodeJS.ErrnoException): Error {
  if (error.code === 'EADDRINUSE') {
    return new StartError(
      `Port ${port} on 127.0.0.1 is in use by another program. Stop it, or set PORT to another port.`,
    );
  }
  if (error.code === 'EACCES') {
    return new StartError(`Port ${port} may not be used by this account. Set PORT to one above 1023.`);
  }
  return error;
}
