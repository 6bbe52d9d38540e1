// The ranking of names speaks of names that exist.

import { expect, test } from 'vitest';
import { parameterRank, restrictionRank } from '../../server/src/catalog/common';
import { read } from './data';

const { ranking } = read<{ ranking: { parameters: string[]; restrictions: string[] } }>(
  'common-parameters.json',
);

test('every parameter and restriction of the ranking is in the catalog', () => {
  const { parameters } = read<{ parameters: { name: string }[] }>('parameters.json');
  const { restrictions } = read<{ restrictions: Record<string, unknown> }>('restrictions.json');
  const known = new Set(parameters.map(({ name }) => name));
  expect(ranking.parameters.filter((name) => !known.has(name))).toEqual([]);
  expect(ranking.restrictions.filter((name) => !Object.hasOwn(restrictions, name))).toEqual([]);
});

test('what every mail server has to say comes before what few ever say', () => {
  expect(parameterRank('mydestination')).toBeLessThan(parameterRank('smtpd_milters'));
  expect(parameterRank('smtpd_milters')).toBeLessThan(parameterRank('hopcount_limit'));
  expect(restrictionRank('permit_mynetworks')).toBeLessThan(restrictionRank('sleep'));
});
