// The facts about attributes of TLS policies, and the list of attributes by release.
import { expect, test } from 'vitest';
import { Catalog, newestRelease } from '../../server/src/catalog/catalog.ts';
import { release } from '../../server/src/catalog/release.ts';
import {
  isValidAt,
  tlsPolicyAttribute,
  tlsPolicyAttributes,
  tlsPolicyLevels,
  tlsPolicyModel,
} from '../../server/src/catalog/tls-policies.ts';

const names = tlsPolicyAttributes(newestRelease);

test('every attribute has facts, in any case', () => {
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) expect(tlsPolicyAttribute(name.toUpperCase())).toBeDefined();
  expect(tlsPolicyAttribute('policy')).toBeUndefined();
  expect(tlsPolicyAttribute('constructor')).toBeUndefined();
});

test('the models are parameters, and the levels exist', () => {
  const catalog = new Catalog();
  const levels = tlsPolicyLevels(newestRelease);
  for (const name of names) {
    for (const level of levels) {
      const model = tlsPolicyModel(level, name);
      if (model !== undefined) expect(catalog.parameter(model)).toBeDefined();
    }
    expect(levels).toEqual(expect.arrayContaining([...(tlsPolicyAttribute(name)?.levels ?? [])]));
  }
});

test('levels and attributes of older releases', () => {
  expect(tlsPolicyLevels(release('2.4'))).toEqual(['encrypt', 'may', 'none', 'secure', 'verify']);
  expect(tlsPolicyLevels(release('2.11'))).toContain('dane-only');
  expect(isValidAt('may', 'protocols', release('2.5'))).toBe(false);
  expect(isValidAt('may', 'protocols', release('2.6'))).toBe(true);
  expect(isValidAt('encrypt', 'match', newestRelease)).toBe(false);
  expect(isValidAt('dane', 'tafile', newestRelease)).toBe(false);
});
