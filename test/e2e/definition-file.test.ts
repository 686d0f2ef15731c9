import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { call, must, server } from './client.ts';

const drafts = `/issuers/${server.issuer}/micro-credentials`;
const teachBack = readFileSync('samples/definitions/checking-understanding-with-teach-back.yaml', 'utf8');
const sample = parse(teachBack);
const yaml = { 'content-type': 'application/yaml' };
const imported = async (body: string, headers: Record<string, string> = yaml) =>
  (await must(201, 'author', `POST ${drafts}/import`, body, headers)).body as unknown as {
    id: string;
    revision: number;
    missing: { field: string }[];
    untranslated: Record<string, string[]>;
    definition: Record<string, unknown>;
  };

describe('a definition as a file, over HTTP', () => {
  it('comes in as YAML, goes out as JSON and YAML, and comes in again as the same', async () => {
    const draft = await imported(teachBack);
    expect(draft).toMatchObject({ missing: [], untranslated: { es: [] } });
    expect(draft.definition).toEqual(sample.definition);
    const asYaml = await must(200, 'author', `GET ${drafts}/${draft.id}/export?format=yaml`);
    expect(asYaml.headers.get('content-type')).toBe('application/yaml; charset=utf-8');
    expect(asYaml.headers.get('content-disposition')).toMatch(
      /^attachment; filename="micro-credential-.+\.yaml"$/,
    );
    expect(parse(asYaml.text)).toEqual(sample);
    const asJson = await must(200, 'author', `GET ${drafts}/${draft.id}/export`);
    expect(asJson.body).toEqual(sample);
    for (const [body, headers] of [
      [asYaml.text, yaml],
      [asJson.text, { 'content-type': 'application/json' }],
    ] as const)
      expect((await imported(body, headers)).definition).toEqual(sample.definition);
  });

  it('lists what an incomplete one lacks', async () => {
    const { missing } = await imported(
      'format: assay/micro-credential\nversion: 1\ndefinition:\n  name: Half of it\n',
    );
    expect(missing.map(({ field }) => field)).toContain('/rubric');
  });

  it.each<[what: string, body: string, headers: Record<string, string>, status: number, code: string]>([
    [
      'an unknown field',
      'format: assay/micro-credential\nversion: 1\ndefinition:\n  price: 1',
      yaml,
      400,
      'invalid-request',
    ],
    [
      'aliases',
      'format: &a assay/micro-credential\nversion: 1\ndefinition: {name: *a}',
      yaml,
      400,
      'invalid-request',
    ],
    ['YAML called JSON', teachBack, { 'content-type': 'application/json' }, 400, 'invalid-request'],
    ['plain text', teachBack, { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
    ['a form', teachBack, { 'content-type': 'multipart/form-data' }, 415, 'unsupported-media-type'],
    ['more than two megabytes', `#${' '.repeat(2 * 1024 * 1024)}`, yaml, 413, 'payload-too-large'],
  ])('is refused with %s', async (_, body, headers, status, code) => {
    const answer = await call('author', `POST ${drafts}/import`, body, headers);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('is another issuer’s own, and nobody else’s draft', async () => {
    const { id } = await imported(teachBack);
    const other = `files-${Date.now()}`;
    await must(201, 'owner', 'POST /issuers', { id: other, name: 'Other', url: 'https://other.example/' });
    const stolen = await call('owner', `GET /issuers/${other}/micro-credentials/${id}/export`);
    expect([stolen.status, stolen.body.code]).toEqual([404, 'not-found']);
    const planted = await call('author', `POST /issuers/${other}/micro-credentials/import`, teachBack, yaml);
    expect([planted.status, planted.body.code]).toEqual([403, 'forbidden']);
  });
});

describe('a published version in two languages', () => {
  let path: string;
  beforeAll(async () => {
    const { rubric } = sample.definition.translations.es;
    const { exemplary: _, ...levels } = rubric.levels;
    const partly = {
      ...sample,
      definition: {
        ...sample.definition,
        translations: { es: { ...sample.definition.translations.es, rubric: { ...rubric, levels } } },
      },
    };
    const { id, revision } = await imported(JSON.stringify(partly), { 'content-type': 'application/json' });
    await must(
      201,
      'author',
      `POST ${drafts}/${id}/versions`,
      { changeNote: 'First.' },
      { 'if-match': `"${revision}"` },
    );
    path = `/micro-credentials/${id}`;
  });
  const read = async (query: string, headers: Record<string, string> = {}) => {
    const answer = await must(200, 'nobody', `GET ${path}${query}`, undefined, headers);
    return {
      ...answer,
      view: answer.body as unknown as {
        definition: { name: string; language: string; translations?: unknown };
        languages: object;
      },
    };
  };
  const spanish = 'Comprobar la comprensión pidiendo que lo expliquen de vuelta';
  const english = 'Checking Understanding With Teach-Back';

  it.each<[query: string, header: string, language: string]>([
    ['', '*', 'en'],
    ['?lang=es', '*', 'es'],
    ['?lang=es-MX', 'en', 'es'],
    ['?lang=fr', 'es;q=0.3', 'es'],
    ['?lang=fr', 'de', 'en'],
    ['', 'es-AR, en;q=0.8', 'es'],
    ['', 'en-GB, es;q=0.8', 'en'],
    ['/versions/1', 'es', 'es'],
    ['/versions/1?lang=en', 'es', 'en'],
  ])('%s with Accept-Language %s is read in %s', async (query, header, language) => {
    const { view, headers } = await read(query, { 'accept-language': header });
    expect(view.definition).toMatchObject({ language, name: language === 'es' ? spanish : english });
    expect(view.definition).not.toHaveProperty('translations');
    expect(view.languages).toEqual({
      original: 'en',
      shown: language,
      available: ['en', 'es'],
      untranslated: language === 'es' ? ['/rubric/levels/3/name'] : [],
    });
    expect(headers.get('content-language')).toBe(language);
    expect(headers.get('vary')).toMatch(/Accept-Language/);
  });

  it('shows the page in it, with what is not translated marked as such', async () => {
    const { text: page } = await read('?lang=es', { accept: 'text/html' });
    expect(page).toContain(spanish);
    expect(page).toContain('<span lang="en">Exemplary</span>');
    expect(page).not.toContain('As for Proficient');
  });

  it('is one file, whatever language is asked for', async () => {
    const { text: file, headers } = await read('/versions/1?format=yaml&lang=es', {
      'accept-language': 'es',
    });
    expect(headers.get('content-type')).toBe('application/yaml; charset=utf-8');
    const { translations: _t, ...whole } = sample.definition;
    const { translations, ...read1 } = parse(file).definition;
    expect(read1).toEqual(whole);
    expect(translations.es.name).toBe(spanish);
    const json = await must(200, 'nobody', `GET ${path}/versions/1?format=json`);
    expect(json.body).toEqual(parse(file));
  });

  it.each([
    '?lang=',
    '?lang=Spanish',
    '?lang=es_MX',
    '?lang=%22%3E%3Cscript%3E',
    '/versions/1?format=xml',
    '/versions/1?format=',
  ])('refuses %s', async (query) => {
    const answer = await call('nobody', `GET ${path}${query}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid-request']);
  });
});

describe('npm run load', () => {
  let folder: string;
  let issuer: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-load-'));
    issuer = `load-${Date.now()}`;
    await must(201, 'owner', 'POST /issuers', {
      id: issuer,
      name: 'Loaded',
      url: 'https://load.example/',
      designReview: 'optional',
    });
  });
  afterAll(() => rm(folder, { recursive: true }));
  async function load(env: Record<string, string>, ...args: string[]) {
    const child = spawn(process.execPath, ['load/main.ts', ...args], {
      env: { ...process.env, ASSAY_URL: server.url, ASSAY_TOKEN: server.tokens.owner, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
    return { status: child.exitCode, out, err };
  }

  it('loads the samples, publishes them, and leaves them alone the next time', async () => {
    const first = await load({}, 'samples/definitions', '--issuer', issuer, '--publish', 'First version.');
    expect(first).toMatchObject({ status: 0, err: '' });
    expect(first.out.match(/^draft .*, complete$/gm)).toHaveLength(3);
    expect(first.out.match(/^public {3}http.*\/versions\/1$/gm)).toHaveLength(3);
    const [address = ''] = /http\S+/.exec(first.out) ?? [];
    await must(200, 'nobody', `GET ${address}`);
    const second = await load({}, 'samples/definitions', '--issuer', issuer);
    expect(second.status).toBe(0);
    expect(second.out.match(/^there /gm)).toHaveLength(3);
    const { body } = await must(200, 'owner', `GET /issuers/${issuer}/micro-credentials`);
    expect(body.items).toHaveLength(3);
  });

  it('goes on after a file that is refused, says why, and fails', async () => {
    const head = 'format: assay/micro-credential\nversion: 1\ndefinition:\n';
    await writeFile(join(folder, 'a.yaml'), `${head}  price: 7`);
    await writeFile(join(folder, 'b.yml'), `${head}  name: Good`);
    await writeFile(join(folder, 'c.json'), '{');
    await writeFile(join(folder, 'notes.txt'), 'not one of them');
    const { status, out } = await load({}, folder, '--issuer', issuer);
    expect(status).toBe(1);
    expect(out).toMatch(/^refused .*a\.yaml.*\n {4}\/definition\/price is not a known field$/m);
    expect(out).toMatch(/^draft .*b\.yml: \w{26}, \d+ still to do$/m);
    expect(out).toMatch(/^refused .*c\.json.*\n.*must be JSON$/m);
    expect(out).not.toContain('notes.txt');
  });

  it.each<[what: string, env: Record<string, string>, args: string[], told: RegExp]>([
    ['no issuer', {}, ['samples/definitions'], /npm run load --/],
    ['no token', { ASSAY_TOKEN: '' }, ['samples/definitions', '--issuer', 'riverbend'], /npm run load --/],
    ['no folder', {}, ['nowhere', '--issuer', 'riverbend'], /no such file/],
    [
      'a folder with nothing in it',
      {},
      ['samples/batch/rows.csv', '--issuer', 'riverbend'],
      /does not end in/,
    ],
    [
      'another person’s token',
      { ASSAY_TOKEN: server.tokens.learner },
      ['samples/definitions', '--issuer', 'riverbend'],
      /Not allowed \(forbidden\)/,
    ],
    [
      'nobody there',
      { ASSAY_URL: 'http://127.0.0.1:9' },
      ['samples/definitions', '--issuer', 'riverbend'],
      /fetch failed/,
    ],
  ])('says what to do with %s', async (_, env, args, told) => {
    const { status, err } = await load(env, ...args);
    expect(status).toBe(1);
    expect(err).toMatch(told);
    expect(err).not.toContain('    at ');
  });
});
