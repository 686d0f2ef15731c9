import type { Clock, PublicWeb, WebAnswer } from '../ports.ts';

/** What one verification may ask of the web: documents, and milliseconds from its start to the last of them. */
export interface WebBudget {
  readonly documents: number;
  readonly milliseconds: number;
}

/**
 * The web for one verification, which starts now. Each document is asked for once, however often it is needed; past the
 * budget everything is unreachable.
 */
export function withBudget(web: PublicWeb, budget: WebBudget, clock: Clock): PublicWeb {
  const start = clock.now().getTime();
  const asked = new Map<string, Promise<WebAnswer>>();
  return {
    get(url, { accept, within = Number.POSITIVE_INFINITY }) {
      const key = JSON.stringify([url, accept]);
      const before = asked.get(key);
      if (before) return before;
      // A clock that is set back gives no more time than there was.
      const left = Math.min(budget.milliseconds, start + budget.milliseconds - clock.now().getTime());
      if (asked.size >= budget.documents || left <= 0)
        return Promise.resolve({ ok: false, reason: 'unreachable' });
      const answer = web.get(url, { accept, within: Math.min(within, left) });
      asked.set(key, answer);
      return answer;
    },
  };
}
