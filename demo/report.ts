import { styleText } from 'node:util';

/** Says what came back within a step, on one line or more. The time since the step's last note is put before it. */
export type Note = (...lines: string[]) => void;

/** Tells the story of a run as it happens, and keeps where it is for the message when it fails. */
export interface Report {
  chapter(title: string): void;
  /** Announces who does what, then does it. A failure is thrown on as a FailedStepError. */
  step<T>(who: string, what: string, act: (note: Note) => Promise<T>): Promise<T>;
  line(text: string): void;
}

/** Why a run ended early: which step, and what was off in it. */
export class FailedStepError extends Error {
  override readonly name = 'FailedStepError';
}

type Style = Parameters<typeof styleText>[0];

/** Writes to `stream`; in colour only where a person looks at it and does not mind. */
export function reportTo(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv = process.env): Report {
  const coloured = stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  const paint = (style: Style, text: string) =>
    coloured ? styleText(style, text, { validateStream: false }) : text;
  const line = (text: string) => stream.write(`${text}\n`);
  let number = 0;
  return {
    line,
    chapter: (title) => line(`\n${paint('bold', title)}`),
    async step(who, what, act) {
      const name = `${++number}. ${who}: ${what}`;
      line(`${`${number}.`.padStart(5)} ${paint('cyan', who)}: ${what}`);
      let since = performance.now();
      const note: Note = (...lines) => {
        const now = performance.now();
        const took = `${Math.round(now - since)} ms`;
        for (const [index, text] of lines.entries())
          line(`${paint('dim', (index === 0 ? took : '').padStart(14))}  ${text}`);
        since = now;
      };
      try {
        return await act(note);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new FailedStepError(`Step ${name}\nis not as it should be. ${reason}`, { cause: error });
      }
    },
  };
}
