import { expect, it } from 'vitest';
import { contracts } from '../../src/http/contracts/all.ts';
import { answered } from './expected.ts';
import { routes } from './synthesized.ts';

it('the template serves just the routes that the documentation tells, and one for everything else', () => {
  const documented = Object.values(contracts).flatMap((contract) => Object.keys(contract));
  expect(routes.map((route) => route.key).toSorted()).toEqual([...documented, '$default'].toSorted());
});

it('each function serves the routes of its own contract', () => {
  const documented = Object.entries(contracts).map(([area, contract]) => [
    area,
    Object.keys(contract).toSorted(),
  ]);
  const served = Object.entries(answered).map(([area, keys]) => [
    area,
    [...keys].filter((key) => key !== '$default').toSorted(),
  ]);
  expect(Object.fromEntries(served)).toEqual(Object.fromEntries(documented));
});
