// Copies beside the file that Postfix reads.
import { describe, expect, test } from 'vitest';
import { originalOf } from '../../server/src/lint/copies.ts';
import { findingsIn } from '../support/markers.ts';

const wrong = 'myhostname = mail.example.com\nbiff = never\n';
const right = 'compatibility_level = 3.6\nmyhostname = mail.example.com\n';
const service = 'submission inet n - n - - smtpd\n  -o smtpd_tls_security_level=encrypt\n';

describe('a copy beside its original', () => {
  test.each([
    'main.cf.bak',
    'main.cf.default',
    'main.cf.sample',
    'main.cf.org',
    'main.cf.20130203',
    'main.cf-2013-02-03',
    'main.cf~',
  ])('%s has no finding above information', async (name) => {
    expect(await severitiesIn({ 'main.cf': right, [name]: wrong }, name)).toEqual(new Set(['information']));
    expect(await severitiesIn({ [name]: wrong }, name)).toContain('error');
  });

  test('master.cf.default too, but not master.cf', async () => {
    const files = {
      'main.cf': 'myhostname = mail.example.com\n',
      'master.cf': service,
      'main.cf.default': 'myhostname = mail.example.com\n',
      'master.cf.default': service,
    };
    expect(await severitiesIn(files, 'master.cf')).toContain('error');
    const ofCopies = [
      ...(await severitiesIn(files, 'main.cf.default')),
      ...(await severitiesIn(files, 'master.cf.default')),
    ];
    expect(ofCopies).toContain('information');
    expect(ofCopies).not.toContain('error');
    expect(ofCopies).not.toContain('warning');
  });

  test.each(['main.cf.new', 'main.cf.rpmnew', 'main.cf.gateway', 'main.cf.j2'])(
    '%s is not a copy',
    async (name) => {
      expect(originalOf(name)).toBeUndefined();
      expect(await severitiesIn({ 'main.cf': right, [name]: wrong }, name)).toContain('error');
    },
  );

  test('a table that main.cf names is in use, whatever its name', async () => {
    const files = {
      'ldap-virtual.cf': 'server_host = localhost\nsearch_base = dc=example\n',
      'ldap-virtual.cf.bak': 'server_host = localhost\nsearch_base = dc=example\nsearch_attribute = mail\n',
    };
    const main = (map: string) => ({ 'main.cf': `${right}virtual_alias_maps = ldap:/etc/postfix/${map}\n` });
    const name = 'ldap-virtual.cf.bak';
    expect(await severitiesIn({ ...files, ...main(name) }, name)).toContain('warning');
    const languages = { [name]: 'postfix-database' };
    const unused = await severitiesIn({ ...files, ...main('ldap-virtual.cf') }, name, languages);
    expect(unused).toContain('information');
    expect(unused).not.toContain('warning');
  });
});

async function severitiesIn(
  files: Readonly<Record<string, string>>,
  name: string,
  languages: Readonly<Record<string, string>> = {},
): Promise<ReadonlySet<string>> {
  const found = await findingsIn(files, { languages });
  return new Set(found.filter(({ file }) => file === name).map(({ severity }) => severity));
}
