// What tables are used for by a setting with patterns of file names.

import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { assignableRoles, languageOfRole, tableRoles } from '../../server/src/instance/table-roles.ts';

const path = 'file:///etc/postfix/maps/access_clients';

function matches(pattern: string, uri = path): boolean {
  return tableRoles({ [pattern]: 'access' })(uri) === 'access';
}

describe('the pattern of a table', () => {
  test.each([
    'access_*',
    '**/access_*',
    'maps/access_*',
    '/etc/postfix/**',
    '/etc/**/access_clients',
    '**/{access,deny}_*',
    '**/postfix/**/access_client?',
    '**/[a-c]ccess_*',
    '**/access_[!x]*',
    '**/a*s*_*s',
  ])('%s matches', (pattern) => {
    expect(matches(pattern)).toBe(true);
  });

  test.each([
    'ccess_*',
    'access',
    '**/maps/*/access_clients',
    '/postfix/maps/access_*',
    '/etc/*',
    '**/access_?',
    '**/{deny,allow}_*',
    '**/[b-c]ccess_*',
    '**/[z-a]*',
    'access.clients',
    '',
  ])('%s does not match', (pattern) => {
    expect(matches(pattern)).toBe(false);
  });

  test('sees the path of a URI without its encoding', () => {
    expect(matches('mein ordner/*', 'vscode-remote://ssh%2Bhost/mein%20ordner/x')).toBe(true);
    expect(matches('*', 'file:///100%')).toBe(true);
  });

  test('is not slow, whatever it contains', () => {
    const hostile = `${'*a'.repeat(200)}{${'a,'.repeat(300)}}${'**/'.repeat(200)}x`;
    expect(matches(hostile, `file:///${'a'.repeat(4000)}`)).toBe(false);
  });
});

describe('the setting', () => {
  test('lets the last match win, and ignores what it does not know', () => {
    const roles = tableRoles({ '*': 'transport', 'access_*': 'access', '**': 'nonsense', x: 7 });
    expect(roles(path)).toBe('access');
    expect(roles('file:///etc/postfix/other')).toBe('transport');
  });

  test('offers the roles that can be assigned, each of which has a language', () => {
    const setting = manifest.contributes.configuration.properties['postfix.tableRoles'];
    expect(setting.additionalProperties.enum).toEqual(assignableRoles);
    expect(assignableRoles.map(languageOfRole)).not.toContain(undefined);
    expect(languageOfRole('constructor')).toBeUndefined();
  });
});
