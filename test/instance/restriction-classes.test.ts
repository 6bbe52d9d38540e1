// Restriction classes of main.cf and of services.
import { expect, test } from 'vitest';
import {
  expandedClass,
  isClass,
  plainWords,
  restrictionClasses,
  restrictionsIn,
} from '../../server/src/instance/restriction-classes.ts';
import { instanceOf, serviceNamed } from './support.ts';

const instance = instanceOf({
  main: 'smtpd_restriction_classes = strict, $more\nmore = loose\nstrict = reject\nsmtpd_client_restrictions = strict\n',
  master:
    'a inet n - n - - smtpd\nb inet n - n - - smtpd -o smtpd_restriction_classes=own -o own=permit -o strict=permit\n',
});
const [a, b] = [serviceNamed(instance, 'a'), serviceNamed(instance, 'b')];

test('a service has the classes of main.cf unless it overrides the parameter', () => {
  expect(restrictionClasses(instance, undefined)).toEqual(['strict', 'loose']);
  expect(restrictionClasses(instance, a)).toBe(restrictionClasses(instance, undefined));
  expect(restrictionClasses(instance, b)).toEqual(['own']);
  expect(restrictionClasses(instanceOf({ main: '' }), undefined)).toEqual([]);
  expect(isClass(instance, undefined, 'loose')).toBe(true);
  expect(isClass(instance, b, 'loose')).toBe(false);
  expect(isClass(instance, b, 'own')).toBe(true);
});

test('the list of a class is read as restrictions, with the values of the service', () => {
  const of = (name: string, service = a) =>
    expandedClass(instance, name, service)?.nodes.map(
      (node) => node.kind === 'restriction' && node.name.text,
    );
  expect(of('strict')).toEqual(['reject']);
  expect(of('strict', b)).toEqual(['permit']);
  expect(of('loose')).toBeUndefined();
});

test('text is cut into words at commas and white space, outside of braces', () => {
  const text = 'a, { b, c }\td=$e';
  expect(plainWords(text)).toEqual(['a', '{ b, c }', 'd=$e']);
  expect(restrictionsIn('check_client_access hash:/a, { b c }').map(({ kind }) => kind)).toEqual([
    'restriction',
    'restriction',
  ]);
});
