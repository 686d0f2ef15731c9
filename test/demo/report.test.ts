import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { FailedStepError, reportTo } from '../../demo/report.ts';

function listening(isTTY: boolean, env: NodeJS.ProcessEnv) {
  const stream = Object.assign(new PassThrough(), { isTTY });
  const report = reportTo(stream as unknown as NodeJS.WriteStream, env);
  return { report, heard: () => String(stream.read() ?? '') };
}

const story = async ({ report, heard }: ReturnType<typeof listening>) => {
  report.chapter('Chapter');
  await report.step('Ada', 'does it', async (note) => note('200  done', '     and more'));
  return heard();
};

describe('the report', () => {
  it('tells who did what, and what came back with its time', async () => {
    expect(await story(listening(false, {}))).toMatch(
      /^\nChapter\n {3}1\. Ada: does it\n {6,}\d+ ms {2}200 {2}done\n {21}and more\n$/,
    );
  });

  it('uses colours for a person at a terminal only, and not against their will', async () => {
    expect(await story(listening(true, {}))).toContain('\u001b[');
    for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }])
      expect(await story(listening(true, env))).not.toContain('\u001b[');
    expect(await story(listening(false, {}))).not.toContain('\u001b[');
  });

  it('names the step that failed, and why', async () => {
    const { report } = listening(false, {});
    await report.step('Ada', 'starts', async () => {});
    const failed = report.step('Bo', 'goes on', async () => {
      throw new Error('GET /x answered 500');
    });
    await expect(failed).rejects.toThrow(FailedStepError);
    await expect(failed).rejects.toThrow(/^Step 2\. Bo: goes on\n.*GET \/x answered 500$/);
  });
});
