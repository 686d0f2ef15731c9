import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backgrounds, colourProblem, contrast, onDark } from '../../src/domain/brand-colour.ts';
import { issuerChanges, issuerProfile } from '../../src/domain/issuer.ts';

describe('the contrast of two colours', () => {
  // Values of the WCAG working group's own examples.
  it.each([
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#777777', '#ffffff', 4.48],
    ['#767676', '#ffffff', 4.54],
    ['#ff0000', '#ffffff', 4],
    ['#0000ff', '#ffffff', 8.59],
  ])('of %s and %s is %d', (one, other, ratio) => {
    expect(contrast(one, other)).toBeCloseTo(ratio, 2);
    expect(contrast(other, one)).toBe(contrast(one, other));
  });
});

describe('the colour of an issuer', () => {
  it.each(['#0b5a8a', '#000000', '#7a0019', '#1b5e20'])('%s can be read on every page', (colour) => {
    expect(colourProblem(colour)).toBeUndefined();
  });

  it.each([
    ['#ffcc00', /its contrast is 1\.3 to 1, and text needs 4\.5 to 1/],
    ['#ffffff', /its contrast is 1 to 1|its contrast is 1\.0 to 1/],
    ['#ff0000', /its contrast is 3\.6 to 1/],
    // Enough on the paper, and not on the panel.
    ['#767676', /its contrast is 4\.1 to 1/],
  ])('%s is refused, with the reason', (colour, reason) => {
    expect(colourProblem(colour)).toMatch(reason);
  });

  it.each([
    'red',
    '#abc',
    '#0B5A8A',
    '0b5a8a',
    '#0b5a8a ',
    '#0b5a8aff',
    'url(//x)',
    '#000;}body{display:none',
    'var(--x)',
    '',
  ])('%j is no colour', (text) => {
    expect(colourProblem(text)).toContain('must be a colour in the form #rrggbb');
  });

  it('is lightened for dark pages until it can be read there, whatever it is', () => {
    expect(onDark('#0b5a8a')).not.toBe('#0b5a8a');
    expect(onDark('#7cc0f0')).toBe('#7cc0f0');
    const colour = fc.nat(0xffffff).map((number) => `#${number.toString(16).padStart(6, '0')}`);
    fc.assert(
      fc.property(colour, (one) => {
        for (const ground of Object.values(backgrounds.dark))
          expect(contrast(onDark(one), ground)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('is checked where an issuer says it, and can be taken away', () => {
    const profile = { name: 'Riverbend', url: 'https://riverbend.example.org/' };
    expect(issuerProfile.parse({ ...profile, brandColour: '#0b5a8a' }).brandColour).toBe('#0b5a8a');
    const refused = issuerProfile.safeParse({ ...profile, brandColour: '#ffcc00' });
    expect(refused.error?.issues.map(({ path, message }) => [path.join('/'), message])).toEqual([
      ['brandColour', 'must be darker: on a page its contrast is 1.3 to 1, and text needs 4.5 to 1'],
    ]);
    expect(issuerChanges.parse({ brandColour: null })).toEqual({ brandColour: null });
  });
});
