import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('unreachable-table-entry');

const mainCf = `header_checks = pcre:/etc/postfix/headers
smtpd_client_restrictions = check_client_access cidr:/etc/postfix/clients
`;

describe('unreachable-table-entry', () => {
  test('marks the first entry after one that matches everything', async () => {
    const [found] = await lint({
      'main.cf': mainCf,
      headers: `
        /^Subject:/  DUNNO
        /.*/         WARN
        /^X-Spam:/   REJECT
        ^^^^^^^^^^ unreachable-table-entry
        /^X-More:/   REJECT
      `,
    });
    expect(found?.message).toBe(
      'Line 2 matches everything, so this entry and similar entries after it never apply. ' +
        'Postfix uses only the first match and logs nothing. Move them before line 2, or remove them.',
    );
    expect(found).toMatchObject({ tags: ['unnecessary'], related: ['/.*/'] });
  });

  test('checks each address family separately', () =>
    lint({
      'main.cf': mainCf,
      clients: `
        0.0.0.0/0        REJECT
        [2001:db8::]/32  OK
        192.0.2.0/24     OK
        ^^^^^^^^^^^^ unreachable-table-entry
        ::/0             REJECT
        [2001:db8::1]    OK
        ^^^^^^^^^^^^^ unreachable-table-entry
        0.0.0.0/0        OK
      `,
    }));

  test('reports nothing if later entries can match, and between if and endif', () =>
    lint({
      'main.cf': mainCf,
      headers:
        'if /^Subject:/\n/.*/ DUNNO\n/x/ REJECT\nendif\n!/.*/ WARN\n/.*/q WARN\n/x.*/ WARN\n/^Y/ REJECT\n',
      clients: '!0.0.0.0/0 OK\n192.0.2.0/24 OK\n0.0.0.0/0 REJECT\n',
    }));

  test('marks an entry in a long table', () =>
    lint({
      'main.cf': mainCf,
      headers: `${'/^Subject: x/ DUNNO\n'.repeat(1000)}/./ DUNNO\n/^X:/ REJECT\n^^^^^ unreachable-table-entry\n${'/^Z:/ DUNNO\n'.repeat(1000)}`,
    }));
});
