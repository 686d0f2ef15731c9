import { join } from 'node:path';
import { type Persona, startOidc } from './oidc/server.ts';
import type { MemoryFile } from './state/memory.ts';

/** Where the development issuer keeps its key, for whom tokens are, and about whom. */
export interface IssuerOptions {
  stateDir: string;
  memory: MemoryFile;
  audience: string;
  personas: readonly Persona[];
  log(line: string): void;
}

/** Starts the development issuer on the port that it had before, so that tokens stay good; on another if that one is taken. */
export async function startIssuer({ stateDir, memory, audience, personas, log }: IssuerOptions) {
  const start = (port: number) =>
    startOidc({ dir: join(stateDir, 'oidc'), port, audience, personas: [...personas] });
  const { oidcPort } = memory.value;
  const issuer = await start(oidcPort ?? 0).catch((error: Error) => {
    if (oidcPort === undefined || (error.cause as NodeJS.ErrnoException | undefined)?.code !== 'EADDRINUSE')
      throw error;
    log(
      `Port ${oidcPort} of the token issuer is taken: another is used, and tokens printed before are no longer good.`,
    );
    return start(0);
  });
  memory.update({ oidcPort: Number(new URL(issuer.url).port) });
  return issuer;
}
