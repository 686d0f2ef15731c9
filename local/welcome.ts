import { join } from 'node:path';
import { replaceFile } from './durable.ts';
import { type CastMember, personas } from './personas.ts';
import type { LocalServer } from './server.ts';

/** A token per persona. */
export type Tokens = Record<CastMember['key'], string>;

/** Makes a token per persona and keeps them in `tokens.json`, readable by the owner of the state folder only. */
export async function writeTokens(server: LocalServer, stateDir: string): Promise<Tokens> {
  const made = await Promise.all(
    personas.map(async ({ key, subject }) => [key, await server.token(subject)] as const),
  );
  const tokens = Object.fromEntries(made) as Tokens;
  replaceFile(
    join(stateDir, 'tokens.json'),
    `${JSON.stringify({ ...tokens, issuerUrl: server.oidcUrl }, null, 2)}\n`,
  );
  return tokens;
}

/** What a person needs to know when the server is up. */
export function welcome(server: LocalServer, tokens: Tokens, seconds: number): string {
  const { url, seeded } = server;
  const pages: [string, string][] = [
    ['Start page', '/'],
    ['API description', '/docs'],
  ];
  if (seeded !== undefined) {
    pages.push(['A micro-credential', `/micro-credentials/${seeded.microCredential}`]);
    pages.push(["Its issuer's keys", `/issuers/${seeded.issuer}/did.json`]);
  }
  return [
    '',
    `Assay answers at ${url} (after ${seconds.toFixed(1)} s). Ctrl-C stops it.`,
    '',
    ...pages.map(([label, path]) => `  ${label.padEnd(19)} ${url}${path}`),
    '',
    'Development tokens, good for 30 days (Authorization: Bearer <token>):',
    '',
    ...personas.map(({ key, name, part }) => `  ${key}, ${name}, ${part}: ${tokens[key]}`),
    '',
  ].join('\n');
}
