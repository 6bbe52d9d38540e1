// Every parameter has a type, and Postfix's own defaults are values of it.
import { describe, expect, test } from 'vitest';
import { problemWith } from './check-value';
import { elementType, isUpTo, parameters, valueTypes } from './data';

test('every parameter has a value type, and nothing else has', () => {
  expect(Object.keys(valueTypes).sort()).toEqual(parameters.map(({ name }) => name).sort());
});

test('the type agrees with the table of the source that contains the parameter', () => {
  const typesOfKind: Readonly<Record<string, readonly string[]>> = {
    boolean: ['boolean'],
    'boolean-or-expression': ['boolean'],
    integer: ['integer', 'reply-code'],
    'integer-or-expression': ['integer'],
    size: ['size'],
    time: ['time'],
  };
  for (const { name, kind } of parameters) {
    const type = valueTypes[name]?.type;
    const types = typesOfKind[kind];
    if (types !== undefined) expect(types, name).toContain(type);
    else if (kind.startsWith('string')) expect(Object.values(typesOfKind).flat(), name).not.toContain(type);
    expect(valueTypes[name]?.raw === true, name).toBe(kind === 'raw-string');
  }
});

test('a parameter that must have a value has a type that says so', () => {
  for (const { name, required } of parameters) {
    if (required === true) expect(valueTypes[name]?.empty, name).toBe(false);
  }
});

test('no word is older than its parameter says', () => {
  for (const { name, since, backports } of parameters) {
    const type = valueTypes[name];
    for (const word of (type && elementType(type).words) ?? []) {
      if (typeof word === 'string' || word.since === undefined) continue;
      // A word may be lacking in the patches that brought the parameter to older releases.
      if (backports !== undefined && word.since === since) continue;
      expect(isUpTo(word.since, since), `${name} ${word.word}`).toBe(false);
    }
  }
});

describe('the defaults of each release are values of the type', () => {
  test.each(parameters.filter(({ name }) => valueTypes[name] !== undefined))('$name', (parameter) => {
    const type = valueTypes[parameter.name];
    for (const { from, value } of parameter.defaults ?? []) {
      if (type === undefined || !isPlain(value)) continue;
      // Values that each program sets itself are empty until then.
      if (parameter.kind === 'read-only') continue;
      // virtual(8) does not start with its own default: its users must set this parameter.
      if (parameter.name === 'virtual_mailbox_base' && value === '') continue;
      const limits = {
        ...(parameter.min && { min: parameter.min }),
        ...(parameter.max && { max: parameter.max }),
      };
      expect(problemWith(value, type, { release: from, ...limits }), `${from}: ${value}`).toBeUndefined();
    }
  });
});

/** Not an expression to be expanded. */
function isPlain(value: string): boolean {
  return !value.includes('$');
}
