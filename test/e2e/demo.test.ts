import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { must, server } from './client.ts';

/** Runs the demo as a person does. */
async function demo(url: string, ...options: string[]) {
  const child = spawn(process.execPath, ['demo/main.ts', ...options], {
    env: { ...process.env, ASSAY_URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
  return { status: child.exitCode, out, err };
}

describe('npm run demo', () => {
  it('goes through the whole chain, and others verify what comes out', async () => {
    const { status, out, err } = await demo(server.url, '--json');
    expect({ status, err: status === 0 ? '' : err }).toEqual({ status: 0, err: '' });
    const result = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '');
    expect(result).toEqual({
      credentialId: expect.stringContaining(`${server.url}/credentials/`),
      credentialUrl: result.credentialId,
      pageUrl: result.credentialId,
      statusListUrl: expect.stringContaining(`${server.url}/status/`),
      issuerDid: `did:web:127.0.0.1%3A${new URL(server.url).port}:issuers:riverbend`,
      submissionId: expect.any(String),
      verified: true,
      tamperedVerified: false,
    });
    await must(200, 'nobody', `GET ${result.credentialUrl}`);
  });

  it('says what to do when there is no server', async () => {
    const { status, err } = await demo('http://127.0.0.1:9');
    expect(status).toBe(1);
    expect(err).toContain('npm start');
  });
});
