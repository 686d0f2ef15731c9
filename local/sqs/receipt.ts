import { randomBytes } from 'node:crypto';
import type { Message } from './journal.ts';

/** What the handle of one receive stands for. */
export interface Receipt {
  queue: string;
  id: string;
  /** Of the receive. */
  nonce: string;
}

export const newNonce = (): string => randomBytes(16).toString('hex');

/** The handle of the last receive of a message: opaque to whoever gets it. */
export const handleOf = ({ queue, id, receipt }: Message): string =>
  Buffer.from(`${queue}/${id}/${receipt}`).toString('base64');

/** `undefined` for what is no handle of ours. */
export function readHandle(handle: string): Receipt | undefined {
  const [, queue, id, nonce] =
    /^([\w-]{1,80})\/([0-9a-f-]{36})\/([0-9a-f]{32})$/.exec(
      Buffer.from(handle, 'base64').toString('latin1'),
    ) ?? [];
  return queue === undefined || id === undefined || nonce === undefined ? undefined : { queue, id, nonce };
}
