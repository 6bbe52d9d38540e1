// The ranking of names contains only names that exist.

import { expect, test } from 'vitest';
import { parameterRank, restrictionRank } from '../../server/src/catalog/common';
import { compareAll } from '../../server/src/features/completion/word-at-cursor';
import { read } from './data';

const { ranking } = read<{
  ranking: { parameters: string[]; restrictions: string[]; lists: Record<string, string[]> };
}>('common-parameters.json');

test('every parameter and restriction of the ranking is in the catalog', () => {
  const { parameters } = read<{ parameters: { name: string }[] }>('parameters.json');
  const { restrictions } = read<{ restrictions: Record<string, unknown> }>('restrictions.json');
  const known = new Set(parameters.map(({ name }) => name));
  expect(ranking.parameters.filter((name) => !known.has(name))).toEqual([]);
  expect(ranking.restrictions.filter((name) => !Object.hasOwn(restrictions, name))).toEqual([]);
  const inLists = Object.values(ranking.lists).flat();
  expect(inLists.length).toBeGreaterThan(0);
  expect(inLists.filter((name) => !Object.hasOwn(restrictions, name))).toEqual([]);
});

test('settings of every mail server come before rare ones', () => {
  expect(parameterRank('mydestination')).toBeLessThan(parameterRank('smtpd_milters'));
  expect(parameterRank('smtpd_milters')).toBeLessThan(parameterRank('hopcount_limit'));
});

test('a restriction for the list comes before one that is common elsewhere', () => {
  const order = (list: string, one: string, other: string) =>
    compareAll(restrictionRank(one, list), restrictionRank(other, list));
  expect(order('helo', 'reject_unknown_helo_hostname', 'reject_rbl_client')).toBe(-1);
  expect(order('recipient', 'reject_rbl_client', 'reject_unknown_helo_hostname')).toBe(-1);
  expect(order('helo', 'check_helo_access', 'check_helo_a_access')).toBe(-1);
});
