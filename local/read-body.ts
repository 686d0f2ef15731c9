import type { IncomingMessage } from 'node:http';

/**
 * The body of a request, or `undefined` as soon as it is known to exceed `limit` bytes; what is still to come is then read and thrown
 * away, so that the client gets to see the answer. Rejects if the client goes away.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit) {
    request.resume();
    return undefined;
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) return chunks.push(chunk);
      chunks.length = 0;
      resolve(undefined);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the client closed the connection')));
  });
}
