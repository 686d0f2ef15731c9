import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { holdCode } from '../../local/lambda/code.ts';
import type { FunctionDefinition } from '../../local/lambda/definition.ts';
import { limitLog, openLog } from '../../local/log-file.ts';
import { temporaryFolder } from './fixtures/assembly.ts';

describe('the code of functions', () => {
  const definition = (codeDir: string) => ({ codeDir, name: codeDir }) as FunctionDefinition;

  it('is held apart from where it was made, once, and only while it is used', () => {
    const from = temporaryFolder();
    const dir = join(temporaryFolder(), 'code');
    for (const asset of ['asset.a', 'asset.b']) {
      mkdirSync(join(from, asset));
      writeFileSync(join(from, asset, 'index.mjs'), asset);
    }
    const both = ['asset.a', 'asset.b'].map((asset) => definition(join(from, asset)));
    expect(holdCode(both, dir).map(({ codeDir }) => codeDir)).toEqual([
      join(dir, 'asset.a'),
      join(dir, 'asset.b'),
    ]);
    mkdirSync(join(dir, '.compile-cache'));
    mkdirSync(join(dir, '.draft'));
    rmSync(join(from, 'asset.b'), { recursive: true });
    const [held] = holdCode(both.slice(1), dir);
    expect(readFileSync(join(held?.codeDir ?? '', 'index.mjs'), 'utf8')).toBe('asset.b');
    expect(readdirSync(dir).sort()).toEqual(['.compile-cache', 'asset.b']);
  });
});

describe('a log', () => {
  it('that has grown large is put aside', () => {
    const path = join(temporaryFolder(), 'a.log');
    writeFileSync(path, 'x'.repeat(10 * 1024 * 1024));
    limitLog(path);
    const log = openLog(path);
    log.write('y');
    log.close();
    log.write('dropped');
    limitLog(path);
    expect(readFileSync(`${path}.1`, 'utf8').slice(-2)).toBe('y\n');
    openLog(path).close();
    expect(readFileSync(path, 'utf8')).toBe('');
  });
});
