import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { requirePinnedContexts } from '../../lib/constructs/pinned-contexts.ts';

describe('the pinned contexts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'contexts-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const pinned = {
    url: 'https://x.example/ns/v1',
    file: 'x.json',
    // Of the two bytes {}.
    sha256: '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    document: {},
  };

  it('are bundled as they are in the repository', () => {
    expect(() => requirePinnedContexts()).not.toThrow();
  });

  it('stop the synthesis when a byte differs, or a file is missing', () => {
    writeFileSync(join(folder, 'x.json'), '{}');
    expect(() => requirePinnedContexts([pinned], folder)).not.toThrow();
    writeFileSync(join(folder, 'x.json'), '{}\n');
    expect(() => requirePinnedContexts([pinned], folder)).toThrow('contexts/x.json has the SHA-256');
    expect(() => requirePinnedContexts([{ ...pinned, file: 'y.json' }], folder)).toThrow('y.json');
  });
});
