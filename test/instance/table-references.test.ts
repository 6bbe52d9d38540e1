// Each mention of a table, with its place.
import { expect, test } from 'vitest';
import { bareWords, tableReferences } from '../../server/src/instance/table-references.ts';
import { instanceOf } from './support.ts';

const main = `virtual_alias_maps = hash:/a, proxy:pcre:/b $maps word
maps = lmdb:/c
smtpd_recipient_restrictions = check_client_access hash:/d, hash:/e, reject, strict
mynetworks = cidr:/f, cidr:{ {1.2.3.4 OK} }, 2001:db8::1 192.0.2.1
mydestination = example.com
smtpd_restriction_classes = strict broken
strict = check_sender_access hash:/g
broken = check_sender_access hash:/h $\{
transport_maps =
relay_recipient_maps = $nowhere hash:/i
smtpd_banner = hash:/no
`.replace('\\', '');
const master = 'x inet n - n - - smtpd -o smtpd_client_restrictions=check_client_access,hash:/j\n';
const instance = instanceOf({ main, master });

test('tables by the types of their parameters, with those inside other tables', () => {
  const found = tableReferences(instance).map(({ text, parameter, role, service, at }) => {
    const file = at.uri.endsWith('main.cf') ? main : master;
    return [text, parameter, role, service?.name, file.slice(at.start, at.end)];
  });
  expect(found).toEqual([
    ['hash:/a', 'virtual_alias_maps', 'virtual-alias', undefined, 'hash:/a'],
    ['proxy:pcre:/b', 'virtual_alias_maps', 'virtual-alias', undefined, 'proxy:pcre:/b'],
    ['pcre:/b', 'virtual_alias_maps', 'virtual-alias', undefined, 'pcre:/b'],
    ['lmdb:/c', 'virtual_alias_maps', 'virtual-alias', undefined, 'lmdb:/c'],
    ['hash:/d', 'smtpd_recipient_restrictions', 'access', undefined, 'hash:/d'],
    ['hash:/e', 'smtpd_recipient_restrictions', 'access', undefined, 'hash:/e'],
    ['cidr:{ {1.2.3.4 OK} }', 'mynetworks', undefined, undefined, 'cidr:{ {1.2.3.4 OK} }'],
    ['hash:/j', 'smtpd_client_restrictions', 'access', 'x', 'hash:/j'],
    ['hash:/g', 'strict', 'access', undefined, 'hash:/g'],
  ]);
});

test('words where a table is expected', () => {
  expect(bareWords(instance).map(({ text, parameter }) => [text, parameter])).toEqual([
    ['word', 'virtual_alias_maps'],
  ]);
});
