import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleForBrowsers } from '../../lib/constructs/browser-code.ts';
import { type BundledFile, bundleFunctions } from '../../lib/constructs/function-code.ts';
import { type FunctionName, functionEnvironment } from '../../src/env.ts';

let bundles: ReturnType<typeof bundleFunctions>;
beforeAll(() => {
  bundles = bundleFunctions();
}, 60_000);

const imports = ({ contents }: BundledFile) =>
  [
    ...Buffer.from(contents)
      .toString()
      .matchAll(/(?:import\(|from)\s*"(\.[^"]+)"/g),
  ].map(([, path]) => path);

describe('the code of functions', () => {
  it.each(Object.keys(functionEnvironment) as FunctionName[])('%s finds all that it loads', (area) => {
    const names = bundles[area].map(({ name }) => `./${name}`);
    expect(names[0]).toBe('./index.mjs');
    expect(new Set(names).size).toBe(names.length);
    for (const path of bundles[area].flatMap(imports)) expect(names).toContain(path);
  });

  it('starts quickly where verifiers fetch: no SDK, no JSON-LD, no schemas with methods', () => {
    const [index] = bundles.credential;
    expect(index?.contents.length).toBeLessThan(100_000);
    const sources = Object.keys(index?.parts ?? {});
    expect(sources).toContain('functions/credential/handler.ts');
    const heavy =
      /node_modules\/(?:@aws-sdk|@smithy|jsonld|rdf-canonize|@digital|zod\/v4\/classic)|src\/(?:credentials|pages)\//;
    expect(sources.filter((source) => heavy.test(source))).toEqual([]);
  });

  it('keeps what it loads later beside it, without the SDK too', () => {
    const [, ...later] = bundles.credential;
    const sources = later.flatMap(({ parts }) => Object.keys(parts));
    expect(sources).toContain('src/pages/credential-page.ts');
    expect(sources).toContain('src/usecases/verify-record.ts');
    expect(sources.filter((source) => /node_modules\/(?:@aws-sdk|@smithy)/.test(source))).toEqual([]);
  });

  it('names the scripts of pages by their digest, and hands them out from one function', () => {
    const { page, verify } = bundleForBrowsers();
    const texts = (area: FunctionName) =>
      bundles[area].map(({ contents }) => Buffer.from(contents).toString()).join('');
    for (const { name } of [page, verify]) {
      expect(name).toMatch(/^(?:page|verify)-[\w-]{16}\.js$/);
      for (const area of ['credential', 'verify', 'docs'] as const) expect(texts(area), area).toContain(name);
    }
    // However its quotes are written: a selector that is in this script alone, and in a library that knows no script of pages.
    const handsOut = (Object.keys(bundles) as FunctionName[]).filter((area) =>
      [page.name, 'querySelectorAll('].every((part) => texts(area).includes(part)),
    );
    expect(handsOut).toEqual(['docs']);
  });

  it('sends browsers little script, and nothing of a package but the vocabularies', () => {
    const { page, verify } = bundleForBrowsers();
    expect(gzipSync(page.text).length).toBeLessThan(1_500);
    expect(gzipSync(verify.text).length).toBeLessThan(12_000);
    expect(bundleForBrowsers()).toEqual({ page, verify });
    for (const { text } of [page, verify])
      expect(text).not.toMatch(
        /\beval\b|new Function|innerHTML|outerHTML|document\.write|insertAdjacentHTML|PINNED_CONTEXTS/,
      );
  });
});
