import { describe, expect, it } from 'vitest';
import { outcome, race } from '../outcome.ts';
import type { Stores } from '../stores.ts';

/** There is one deployment in a store, so these steps build on each other. */
export function deploymentContract(stores: () => Stores) {
  describe('the deployment', () => {
    it('remembers its public address from the first one that is set', async () => {
      const { deployment } = stores();
      expect(await deployment.publicUrl()).toBeUndefined();
      expect(
        await outcome(deployment.setPublicUrl('https://a.example.org', 'https://never.example.org')),
      ).toBe('public-url-changed');
      expect(await deployment.publicUrl()).toBeUndefined();
      const ended = await race(6, (runner) =>
        deployment.setPublicUrl(`https://${runner}.example.org`, undefined),
      );
      expect(ended).toEqual({ done: 1, 'public-url-changed': 5 });
      expect(await deployment.publicUrl()).toMatch(/^https:\/\/\d\.example\.org$/);
    });

    it('changes it only for somebody who knows the one before', async () => {
      const { deployment } = stores();
      const known = await deployment.publicUrl();
      expect(await outcome(deployment.setPublicUrl('https://b.example.org', undefined))).toBe(
        'public-url-changed',
      );
      expect(await outcome(deployment.setPublicUrl('https://b.example.org', 'https://c.example.org'))).toBe(
        'public-url-changed',
      );
      expect(await deployment.publicUrl()).toBe(known);
      await deployment.setPublicUrl('https://b.example.org', known);
      expect(await deployment.publicUrl()).toBe('https://b.example.org');
      // Setting what is set already, as two first runs at once do, is no change.
      expect(await outcome(deployment.setPublicUrl('https://b.example.org', known))).toBe('done');
    });
  });
}
