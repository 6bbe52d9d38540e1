// Which expansions survive an edit.
import { expect, test } from 'vitest';
import { Expansions } from '../../server/src/instance/expansions.ts';

const lookup = (values: Readonly<Record<string, string>>) => (name: string) => values[name];

test('an expansion is the same object while the names that it looked up have the same values', () => {
  const first = new Expansions({}, undefined);
  const [used, other] = [first.of('$a $b', lookup({ a: '1' })), first.of('$c', lookup({ c: '3' }))];
  expect(used.text).toBe('1 ');
  expect(first.of('$a $b', lookup({ a: '1', c: 'x' }))).toBe(used);
  const second = new Expansions({}, first);
  expect(second.of('$a $b', lookup({ a: '1' }))).toBe(used);
  expect(second.of('$c', lookup({ c: '4' })).text).toBe('4');
  expect(second.of('$a $b', lookup({ a: '1', b: '2' })).text).toBe('1 2');
  // What the first version knows has not changed.
  expect(first.of('$c', lookup({ c: '3' }))).toBe(other);
});

test('functions exist in later releases', () => {
  const call = '${domain_to_ascii{a}}'.replace('\\', '');
  expect(new Expansions({}, undefined).of(call, lookup({})).problems).toHaveLength(1);
  expect(new Expansions({ functions: true }, undefined).of(call, lookup({})).text).toBe('a');
});
