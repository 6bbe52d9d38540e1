// Where the words of a value come from.
import { describe, expect, test } from 'vitest';
import { expandedValue, nameLocation, sourceLocation } from '../../server/src/instance/expanded-values.ts';
import { instanceOf } from './support.ts';

/** The texts in the files that the words of a value come from. */
function places(name: string, main: string, master = ''): (string | undefined)[] {
  const instance = instanceOf({ main, master });
  const [service] = master === '' ? [] : instance.services;
  const value = expandedValue(instance, name, service);
  return (value?.nodes ?? []).map((node) => {
    const at = value?.locate(node);
    const file = at?.uri.endsWith('/main.cf') ? main : master;
    return at && `${at.uri.endsWith('/main.cf') ? 'main' : 'master'}: ${file.slice(at.start, at.end)}`;
  });
}

describe('the words of a value are', () => {
  test.each([
    ['in the entry', 'mydestination = a, b\n', '', ['main: a', 'main: b']],
    ['in the value of a $name', 'mydestination = a $b\nb = c d\n', '', ['main: a', 'main: c', 'main: d']],
    ['in the value of a $name of a $name', 'mydestination = $b\nb = x$c\nc = y\n', '', ['main: x']],
    [
      'in the reference if the text is a default',
      'mydestination = a $mail_owner\n',
      '',
      ['main: a', 'main: $mail_owner'],
    ],
    [
      'in the setting whose value refers to a default',
      'mydestination = a $b\nb = $mail_owner\n',
      '',
      ['main: a', 'main: b = $mail_owner'],
    ],
    ['nowhere if nothing sets the value', '', '', [undefined, undefined]],
    [
      'in main.cf if the default refers to it',
      'mydomain = a\nmyhostname = b.a\n',
      '',
      ['main: b.a', undefined, undefined],
    ],
    [
      'in an override',
      'mydestination = a\n',
      'x unix - - n - - smtp -o mydestination=b,$c -o c=d\n',
      ['master: b', 'master: d'],
    ],
    [
      'in main.cf if an override refers to it',
      'mine = a\n',
      'x unix - - n - - smtp -o mydestination=$mine\n',
      ['main: a'],
    ],
    [
      'in the override of a service if main.cf refers to it',
      'mydestination = $mine\nmine = a\n',
      'x unix - - n - - smtp -o mine=b\n',
      ['master: b'],
    ],
  ])('%s', (_, main, master, expected) => {
    expect(places('mydestination', main, master)).toEqual(expected);
  });

  test('the whole setting if the value is empty', () => {
    const main = 'biff = no\nmydestination = $b\nb =\n';
    const value = expandedValue(instanceOf({ main }), 'mydestination');
    const at = value?.locate({ start: 0, end: 0 });
    expect(main.slice(at?.start, at?.end)).toBe('mydestination = $b');
    const master = 'y unix - - n - - smtp\n  -o mydestination= -o biff=no\n';
    const instance = instanceOf({ main: '', master });
    const place = expandedValue(instance, 'mydestination', instance.services[0])?.locate({
      start: 0,
      end: 0,
    });
    expect(master.slice(place?.start, place?.end)).toBe('-o mydestination=');
  });

  test('no longer than the text that they come from', () => {
    const main = 'mydestination = a$b\nb = cd\nmynetworks = x, a$b\n';
    const instance = instanceOf({ main });
    const value = expandedValue(instance, 'mydestination');
    const slice = (start: number, end: number) => {
      const at = value?.locate({ start, end });
      return main.slice(at?.start, at?.end);
    };
    expect(slice(0, 3)).toBe('a');
    expect(slice(1, 3)).toBe('cd');
    expect(slice(1, 2)).toBe('c');
    expect(slice(2, 3)).toBe('d');
    const at = expandedValue(instance, 'mynetworks')?.locate({ start: 3, end: 6 });
    expect(main.slice(at?.start, at?.end)).toBe('a');
  });
});

test('a $ in the expanded text is a plain character', () => {
  const value = expandedValue(instanceOf({ main: 'mydestination = $$b\n' }), 'mydestination');
  expect(value?.nodes).toMatchObject([{ kind: 'word', parts: [{ kind: 'literal', text: '$b' }] }]);
});

test('a name that nothing sets has no value', () => {
  expect(expandedValue(instanceOf({ main: '' }), 'mine')).toBeUndefined();
  expect(expandedValue(instanceOf({ main: 'mine = a b\n' }), 'mine')?.nodes).toHaveLength(1);
});

test('defaults have no place in a file', () => {
  const instance = instanceOf({ main: 'biff = no\n', master: '' });
  for (const kind of ['default', 'computed'] as const) {
    expect(sourceLocation(instance, { kind })).toBeUndefined();
    expect(nameLocation(instance, { kind })).toBeUndefined();
  }
});

test('a setting has a place, and so has its name', () => {
  const main = '# note\nbiff = no\nmydestination = a\n  b\n';
  const master = 'x unix - - n - - smtp\n  -o biff=yes -o { smtp_helo_name = a }\n';
  const instance = instanceOf({ main, master });
  const [service] = instance.services;
  const slices = (name: string, of?: typeof service) => {
    const source = instance.value(name, of)?.source ?? { kind: 'default' };
    return [nameLocation(instance, source), sourceLocation(instance, source)].map(
      (at) => at && (at.uri.endsWith('/main.cf') ? main : master).slice(at.start, at.end),
    );
  };
  expect(slices('biff')).toEqual(['biff', 'biff = no']);
  expect(slices('mydestination')).toEqual(['mydestination', 'mydestination = a\n  b']);
  expect(slices('biff', service)).toEqual(['biff', '-o biff=yes']);
  expect(slices('smtp_helo_name', service)).toEqual(['smtp_helo_name', '-o { smtp_helo_name = a }']);
  expect(slices('smtp_helo_name')).toEqual([undefined, undefined]);
});
