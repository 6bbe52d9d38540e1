// The files that a configuration names, and what for.
import { expect, test } from 'vitest';
import { allTableUses, listFileUses, managedDirectories } from '../../server/src/instance/table-uses.ts';
import { instanceOf } from './support.ts';

const of = (main: string, master = '') =>
  allTableUses(instanceOf({ main, master })).map(({ reference, parameter, role, restriction }) =>
    [reference, parameter, role, restriction].filter((each) => each !== undefined).join(' '),
  );

test('tables in files, in main.cf, in classes, and in overrides', () => {
  const main = `smtpd_client_restrictions = check_client_access hash:/a, hash:/b, strict
smtpd_restriction_classes = strict
strict = check_sender_access lmdb:/c
relay_domains = hash:/d
`;
  const master = `x inet n - n - - smtpd -o smtpd_sender_restrictions=check_sender_access,hash:/e
  -o strict=hash:/f -o mine=hash:/g -o transport_maps=hash:/h -o =hash:/i -o smtpd_banner=hash:/j
`;
  expect(of(main, master)).toEqual([
    'hash:/a smtpd_client_restrictions access check_client_access',
    'hash:/b smtpd_client_restrictions access',
    'hash:/d relay_domains',
    'lmdb:/c strict access check_sender_access',
    'hash:/e smtpd_sender_restrictions access check_sender_access',
    'hash:/f strict access',
    'hash:/h transport_maps transport',
  ]);
});

test('only tables that are files with an absolute path, or clients with such a file', () => {
  const main =
    'virtual_alias_maps = hash:a, static:/b, inline:{a=b}, mysql:/c, mysql:d, nosuch:/e, unionmap:{hash:/f, static:g}, proxy:ldap:/h, tcp:/i\n';
  expect(of(main)).toEqual([
    'mysql:/c virtual_alias_maps virtual-alias',
    'hash:/f virtual_alias_maps virtual-alias',
    'ldap:/h virtual_alias_maps virtual-alias',
  ]);
});

test('files of match lists, not of other lists', () => {
  const main =
    'mydestination = /a, !/b, c, hash:/d\nmynetworks = /e\nmail_owner = /f\ninet_interfaces = /g\nsmtpd_restriction_classes = k\nk = /h\n';
  expect(listFileUses(instanceOf({ main })).map(({ path, parameter }) => `${parameter} ${path}`)).toEqual([
    'mydestination /a',
    'mydestination /b',
    'mynetworks /e',
  ]);
});

test('the directories of other instances', () => {
  const main = 'multi_instance_directories = /a, $b\nb = /c /d\n';
  expect(managedDirectories(instanceOf({ main }))).toEqual(['/a', '/c', '/d']);
  expect(managedDirectories(instanceOf({ main: '' }))).toEqual([]);
});
