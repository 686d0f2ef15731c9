import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { personas } from '../../local/personas.ts';
import { seed } from '../../local/seed.ts';
import { startProduct } from './start-product.ts';

/** What the tests know of the server: where it is, whom it lets in, and what the seed made. */
export interface RunningServer {
  readonly url: string;
  readonly stateDir: string;
  readonly tokens: Readonly<Record<(typeof personas)[number]['key'], string>>;
  readonly issuer: string;
  readonly microCredential: string;
  /** How to call what a schedule calls, without waiting for it. */
  readonly lambda: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly notify: string;
  };
}

declare module 'vitest' {
  export interface ProvidedContext {
    server: RunningServer;
  }
}

/** Starts the product once, on any free port, with a state of its own. */
export default async function setup(project: TestProject) {
  const stateDir = await mkdtemp(join(tmpdir(), 'assay-e2e-'));
  const server = await startProduct({ stateDir, seed });
  const tokens = await Promise.all(
    personas.map(async ({ key, subject }) => [key, await server.token(subject)]),
  );
  if (!server.seeded) throw new Error('the server has no seed');
  // Tests that are about something else publish alone and claim what they like; those about that have issuers of their own.
  await loosen(server.url, await server.token('dev-owner'), server.seeded.issuer);
  project.provide('server', {
    url: server.url,
    stateDir,
    tokens: Object.fromEntries(tokens),
    ...server.seeded,
    lambda: {
      endpoint: server.endpoints.lambda,
      region: server.region,
      credentials: server.credentials,
      notify: server.functions.find(({ label }) => label === 'notify')?.name ?? '',
    },
  });
  return async () => {
    await server.close();
    await rm(stateDir, { recursive: true });
  };
}

async function loosen(url: string, token: string, issuer: string): Promise<void> {
  const response = await fetch(`${url}/issuers/${issuer}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ designReview: 'optional', mostClaims: 200 }),
  });
  if (!response.ok) throw new Error(`The issuer could not be made so: ${await response.text()}`);
}
