import { expect, test } from 'vitest';
import type { PlacedService } from '../../server/src/instance/instance.ts';
import { inServices, logText, logTextWithValue } from '../../server/src/lint/messages.ts';

test('log text is quoted exactly', () => {
  expect(logText(' a "b"')).toBe('" a "b""');
});

test('a value belongs to the log text unless it is long', () => {
  const [short, long] = ['x'.repeat(80), 'x'.repeat(81)];
  expect(logTextWithValue('bad value: ', short)).toBe(`"bad value: ${short}"`);
  expect(logTextWithValue('bad value: ', long)).toBe('"bad value:"');
});

test.each([
  [[], ''],
  [[undefined], ''],
  [['a'], ' in service a/inet'],
  [['a', undefined, 'b', 'c'], ' in service a/inet, b/inet, c/inet'],
  [['a', 'b', 'c', 'd'], ' in service a/inet, b/inet, c/inet and 1 more'],
  [['a', 'b', 'c', 'd', 'e'], ' in service a/inet, b/inet, c/inet and 2 more'],
])('the services %j', (names, expected) => {
  const services = names.map((name) =>
    name === undefined ? undefined : ({ key: `${name}/inet` } as PlacedService),
  );
  expect(inServices(services)).toBe(expected);
});
