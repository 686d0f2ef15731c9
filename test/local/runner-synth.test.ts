import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ensureAssembly } from '../../local/synth.ts';
import { temporaryFolder } from './fixtures/assembly.ts';

const app = `
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const out: string = process.env.CDK_OUTDIR ?? '';
appendFileSync('runs.txt', 'run\\n');
const word = readFileSync('src/word.ts', 'utf8');
if (word === 'fail') throw new Error('the app says no');
writeFileSync(out + '/S.template.json', JSON.stringify({ Outputs: { Word: { Value: word } } }));
if (word === 'hang') await new Promise(() => setInterval(() => {}, 1000));
mkdirSync(out + '/asset.1');
writeFileSync(out + '/S.assets.json', JSON.stringify({ files: { 1: { source: { path: 'asset.1' }, destinations: { c: { objectKey: '1.zip' } } } } }));
writeFileSync(out + '/manifest.json', JSON.stringify({ artifacts: {
  S: { type: 'aws:cloudformation:stack', properties: { templateFile: 'S.template.json' } },
  'S.assets': { type: 'cdk:asset-manifest', properties: { file: 'S.assets.json' } },
} }));
`;

/** A project whose app writes what is in `src/word.ts` into its template. */
function makeProject() {
  const root = temporaryFolder();
  for (const folder of ['bin', 'lib', 'src', 'functions/a'])
    mkdirSync(join(root, folder), { recursive: true });
  const write = (path: string, text: string) => writeFileSync(join(root, path), text);
  write('bin/app.ts', app);
  write('src/word.ts', 'first');
  write('functions/a/index.ts', '');
  write('package-lock.json', '{}');
  const cdkOut = join(root, 'cdk.out');
  const lines: string[] = [];
  const watched = new Set<number>();
  return {
    root,
    cdkOut,
    lines,
    watched,
    write,
    synth: () =>
      ensureAssembly({
        root,
        cdkOut,
        log: (line) => lines.push(line),
        watch: { watch: (pid) => watched.add(pid), forget: (pid) => watched.delete(pid) },
      }),
    runs: () => readFileSync(join(root, 'runs.txt'), 'utf8').split('\n').length - 1,
    word: () => JSON.parse(readFileSync(join(cdkOut, 'S.template.json'), 'utf8')).Outputs.Word.Value,
  };
}

describe('the synthesis', () => {
  it('happens once for the same sources', async () => {
    const project = makeProject();
    await project.synth();
    await project.synth();
    expect([project.runs(), project.word()]).toEqual([1, 'first']);
    expect(project.lines).toHaveLength(2);
    expect(project.watched.size).toBe(0);
    expect(readdirSync(join(project.root, '.cdk.staging'))).toEqual([]);
  });

  it('looks at what is in the files, not at their dates', async () => {
    const project = makeProject();
    await project.synth();
    utimesSync(join(project.root, 'src/word.ts'), new Date(), new Date());
    await project.synth();
    expect(project.runs()).toBe(1);
  });

  it.each<[string, (project: ReturnType<typeof makeProject>) => void]>([
    ['a source changed', ({ write }) => write('src/word.ts', 'second')],
    ['a source is new', ({ write }) => write('functions/a/new.ts', '')],
    ['a source is gone', ({ root }) => rmSync(join(root, 'functions/a'), { recursive: true })],
    [
      'a source has another name',
      ({ root, write }) => {
        rmSync(join(root, 'package-lock.json'));
        write('cdk.json', '{}');
      },
    ],
    ['the output is gone', ({ cdkOut }) => rmSync(cdkOut, { recursive: true })],
    ['an asset is gone', ({ cdkOut }) => rmSync(join(cdkOut, 'asset.1'), { recursive: true })],
    [
      'the output was made by something else',
      ({ cdkOut }) => writeFileSync(join(cdkOut, 'S.template.json'), '{}'),
    ],
    ['the record is gone', ({ cdkOut }) => rmSync(join(cdkOut, 'inputs.json'))],
    ['the record is broken', ({ cdkOut }) => writeFileSync(join(cdkOut, 'inputs.json'), '{')],
  ])('happens again when %s', async (_, change) => {
    const project = makeProject();
    await project.synth();
    change(project);
    await project.synth();
    expect(project.runs()).toBe(2);
    await project.synth();
    expect(project.runs()).toBe(2);
    expect(project.word()).toBe(readFileSync(join(project.root, 'src/word.ts'), 'utf8'));
  });

  it('says what the app said when it fails, and keeps what was there', async () => {
    const project = makeProject();
    await project.synth();
    project.write('src/word.ts', 'fail');
    await expect(project.synth()).rejects.toThrow(/The CDK app does not synthesize:\n.*the app says no/s);
    expect(project.word()).toBe('first');
    project.write('src/word.ts', 'third');
    await project.synth();
    expect(project.word()).toBe('third');
  });

  it('may happen twice at the same time', async () => {
    const project = makeProject();
    await project.synth();
    project.write('src/word.ts', 'second');
    await Promise.all([project.synth(), project.synth()]);
    expect(project.runs()).toBe(3);
    expect(project.word()).toBe('second');
    await project.synth();
    expect(project.runs()).toBe(3);
  });

  it('that was interrupted is not taken for a whole one', async () => {
    const project = makeProject();
    project.write('src/word.ts', 'hang');
    const hanging = project.synth().catch((error: Error) => error.message);
    for (let i = 0; i < 200 && !existsSync(join(project.root, 'runs.txt')); i++) await sleep(20);
    await sleep(100);
    expect(project.watched.size).toBe(1);
    for (const pid of project.watched) process.kill(pid, 'SIGKILL');
    expect(await hanging).toContain('ended by SIGKILL');
    expect(existsSync(project.cdkOut)).toBe(false);
    project.write('src/word.ts', 'whole');
    await project.synth();
    expect(project.word()).toBe('whole');
  });
});
