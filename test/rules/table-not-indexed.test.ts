import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('table-not-indexed');

const there = { size: 1, modified: 1 };

describe('table-not-indexed', () => {
  test('marks a table without its index', async () => {
    const [found] = await lint(
      `
        transport_maps = hash:/etc/postfix/transport
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^ table-not-indexed
      `,
      { stamps: { transport: there, 'transport.db': 'missing' } },
    );
    expect(found?.message).toBe(
      '/etc/postfix/transport has no index. Every lookup fails, and Postfix logs: "open database /etc/postfix/transport.db: ' +
        'No such file or directory". Run: postmap hash:/etc/postfix/transport',
    );
  });

  test('marks each table once, names postalias for aliases, and says if the file does not exist', async () => {
    const [aliases, access] = await lint(
      `
        alias_maps = lmdb:/etc/postfix/aliases
                     ^^^^^^^^^^^^^^^^^^^^^^^^^ table-not-indexed
        alias_database = lmdb:/etc/postfix/aliases
        smtpd_client_restrictions = check_client_access cdb:/etc/postfix/access
                                                        ^^^^^^^^^^^^^^^^^^^^^^^ table-not-indexed
      `,
      { stamps: { aliases: there, 'aliases.lmdb': 'missing', access: 'missing', 'access.cdb': 'missing' } },
    );
    expect(aliases?.message).toContain('Run: postalias lmdb:/etc/postfix/aliases');
    expect(access?.message).toContain('Neither /etc/postfix/access nor /etc/postfix/access.cdb exists.');
  });

  test('reports nothing if the index exists, is unknown, or is not needed', () =>
    lint(
      `
        transport_maps = hash:/etc/postfix/transport, texthash:/etc/postfix/other
        canonical_maps = hash:/etc/postfix/unknown
        smtp_tls_session_cache_database = btree:/etc/postfix/cache
      `,
      { stamps: { 'transport.db': there, other: there, 'other.db': 'missing', 'cache.db': 'missing' } },
    ));
});
