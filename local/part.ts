import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartError } from './start-error.ts';

/** A loopback server that stands in for one AWS service: `url` has no trailing slash; `close` resolves once the port is free. */
export interface LocalPart {
  url: string;
  close(): Promise<void>;
}

/** Answers one request. A rejection is an accident, not a refusal: the caller gets a bare 500. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Serves on 127.0.0.1 (`port` 0: any free port). Rejects with StartError if the port is taken. Closing cuts open
 * connections and then waits for the handlers, so that none of them still writes to a folder its owner is removing.
 */
export async function serve(handler: Handler, port = 0): Promise<LocalPart> {
  const running = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const task = handler(request, response)
      .catch((error: unknown) => {
        if (response.destroyed) return;
        console.error(error);
        if (response.headersSent) response.destroy();
        else response.writeHead(500).end();
      })
      .finally(() => running.delete(task));
    running.add(task);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new StartError(`Port ${port} on 127.0.0.1 is already in use.`, { cause: error })
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await Promise.allSettled(running);
    },
  };
}
