import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { definition } from '../support/definition.ts';
import { must, server } from './client.ts';
import { awarded, published } from './story.ts';

interface Heard {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Has the function run that a schedule runs every minute, until there is what is looked for. */
async function afterNotify<T>(look: () => Promise<T | undefined>): Promise<T> {
  const { notify: FunctionName, ...config } = server.lambda;
  const client = new LambdaClient(config);
  try {
    // Other tests may have left more than one run looks at.
    for (let run = 0; run < 20; run += 1) {
      await client.send(new InvokeCommand({ FunctionName }));
      const found = await look();
      if (found !== undefined) return found;
    }
  } finally {
    client.destroy();
  }
  throw new Error('nobody was told');
}

it('an award is told by a mail to the learner and by a signed request to the issuer’s webhook', {
  timeout: 180_000,
}, async () => {
  const heard: Heard[] = [];
  const listener = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      heard.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/assay`;
  const hooks = `/issuers/${server.issuer}/webhooks`;
  const hook = await must(201, 'owner', `POST ${hooks}`, { url, kinds: ['credential.issued'] });
  try {
    const name = 'Planning what is told';
    const { credential, url: address } = await awarded(await published({ ...definition, name }));
    const request = await afterNotify(async () => heard.find(({ body }) => body.includes(credential)));
    expect(new Webhook(String(hook.body.secret)).verify(request.body, request.headers)).toMatchObject({
      type: 'credential.issued',
      data: { issuer: server.issuer, credential, facts: { replaces: false } },
    });
    const outbox = join(server.stateDir, 'outbox');
    const mail = await afterNotify(async () => {
      const mails = await Promise.all(
        (await readdir(outbox))
          .filter((file) => file.endsWith('.eml'))
          .map((file) => readFile(join(outbox, file), 'utf8')),
      );
      return mails.find((text) => text.includes(address));
    });
    expect(mail).toContain('To: amina@learner.example');
    expect(mail).toContain(`has awarded you "${name}"`);
    expect((await must(200, 'owner', `GET ${hooks}`)).text).not.toContain('whsec_');
  } finally {
    await must(204, 'owner', `DELETE ${hooks}/${hook.body.id}`);
    listener.close();
  }
});
