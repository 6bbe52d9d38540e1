import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('bad-tls-policy');

const mainCf = 'smtp_tls_policy_maps = hash:/etc/postfix/tls_policy\n';
const files = (policy: string, more = '') => ({ 'main.cf': mainCf + more, tls_policy: policy });

const messages = async (policy: string, version?: string): Promise<readonly string[]> => {
  const found = await lint(files(policy), version === undefined ? {} : { version });
  return found.map(({ message }) => message);
};

describe('bad-tls-policy', () => {
  test('marks levels that do not exist', async () => {
    const [misspelled, other] = await lint(
      files(`
        example.edu encript
                    ^^^^^^^ bad-tls-policy
        example.org strong match=mail.example.org
                    ^^^^^^ bad-tls-policy
        example.net halfdane
                    ^^^^^^^^ bad-tls-policy
      `),
      { version: '3.7' },
    );
    expect(misspelled?.message).toBe(
      '"encript" is not a TLS security level. ' +
        'Postfix defers mail for this destination, and warns: "invalid security level "encript"". ' +
        'Did you mean encrypt?',
    );
    expect(other?.message).toBe(
      '"strong" is not a TLS security level. ' +
        'Postfix defers mail for this destination, and warns: "invalid security level "strong"". ' +
        'Write one of these: dane, dane-only, encrypt, fingerprint, may, none, secure, verify.',
    );
  });

  test('marks the rest of a value after a space or a comma', async () => {
    const found = await lint(
      files(`
        example.net encrypt protocols=!SSLv2 !SSLv3
                                             ^^^^^^ bad-tls-policy
        example.org encrypt protocols=TLSv1.2,TLSv1.3 ciphers=high
                                              ^^^^^^^ bad-tls-policy
        example.edu encrypt protocols=!TLSv1 >=TLSv1.1
                                             ^^^^^^^^^ bad-tls-policy
      `),
    );
    expect(found[0]?.message).toBe(
      '"!SSLv3" is not part of protocols=, because a space or a comma ends the value. ' +
        `Postfix defers mail for this destination, and warns: "malformed attribute/value pair "!SSLv3": missing '=' after attribute name". ` +
        'Write protocols=!SSLv2:!SSLv3.',
    );
  });

  test('marks attributes that are not valid', () =>
    lint(
      files(`
        a.example secure match=.example.org policy=sts
                                            ^^^^^^^^^^ bad-tls-policy
        b.example encrypt match=mail.example.org
                          ^^^^^^^^^^^^^^^^^^^^^^ bad-tls-policy
        c.example secure match=
                         ^^^^^^ bad-tls-policy
        d.example encrypt tafile=/etc/postfix/ca.pem
                          ^^^^^^^^^^^^^^^^^^^^^^^^^^ bad-tls-policy
        e.example encrypt ciphers=high CIPHERS=medium
                                       ^^^^^^^^^^^^^^ bad-tls-policy
        f.example may ciphers=hig
                      ^^^^^^^^^^^ bad-tls-policy
        g.example encrypt protocols=TLSv9
                          ^^^^^^^^^^^^^^^ bad-tls-policy
        h.example encrypt connection_reuse=maybe
                          ^^^^^^^^^^^^^^^^^^^^^^ bad-tls-policy
        i.example secure servername=mail..example.org
                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ bad-tls-policy
        j.example none ciphers=high
                       ^^^^^^^^^^^^ bad-tls-policy warning
        k.example encrypt =x
                          ^^ bad-tls-policy
      `),
    ));

  test('marks attributes that the release does not have', async () => {
    expect(
      await messages(
        'a.example encrypt enable_rpk=yes\n                  ^^^^^^^^^^^^^^ bad-tls-policy\n',
        '3.7',
      ),
    ).toEqual([
      'The attribute enable_rpk requires Postfix 3.9, but this is Postfix 3.7. ' +
        'Postfix defers mail for this destination, and warns: "invalid attribute name: "enable_rpk"". ' +
        'Remove it.',
    ]);
    expect(await messages('a.example encrypt enable_rpk=yes\n', '3.9')).toEqual([]);
    expect(await messages('a.example may protocols=TLSv1\n', '2.6')).toEqual([]);
    expect(
      await messages('a.example may protocols=TLSv1\n              ^^^^^^^^^^^^^^^ bad-tls-policy\n', '2.5'),
    ).toHaveLength(1);
    const braces = 'a.example encrypt { ciphers = high }\n';
    expect(await messages(braces, '3.10')).toEqual([]);
    expect(await messages(`${braces}                  ^ bad-tls-policy\n`, '3.9')).toHaveLength(1);
    const open = 'a.example encrypt { ciphers = high\n                  ^^^^^^^^^^^^^^^^ bad-tls-policy\n';
    expect((await messages(open, '3.10'))[0]).toContain(
      `"malformed attribute/value pair "ciphers = high": missing '}' in "{ ciphers = high""`,
    );
  });

  test('marks the level fingerprint without a fingerprint', async () => {
    const policy = 'a.example fingerprint\nb.example fingerprint match=aa:bb|cc:dd\n';
    await lint({
      'main.cf': mainCf,
      tls_policy: 'a.example fingerprint\n          ^^^^^^^^^^^ bad-tls-policy\n',
    });
    await lint(files(policy, 'smtp_tls_fingerprint_cert_match = aa:bb\n'));
    await lint({
      'main.cf': 'smtp_tls_policy_maps = hash:/etc/postfix/tls_policy\n',
      tls_policy: 'b.example fingerprint match=aa:bb|cc:dd\n',
    });
  });

  test.each([
    'may',
    'Encrypt PROTOCOLS=>=TLSv1.2',
    'encrypt protocols=!SSLv2:!SSLv3:!TLSv1 ciphers=high exclude=aNULL:MD5',
    'secure match=.example.org:nexthop match=mail.example.net',
    'verify match=hostname,ciphers=high',
    'dane-only servername=hostname connection_reuse=yes',
    'fingerprint match=3D:95:34:51|3D:95:34:52 match=3D:95:34:53',
    'secure tafile=/etc/postfix/a.pem tafile=/etc/postfix/b.pem',
    'encrypt protocols=',
    'none',
  ])('reports nothing for %s', async (policy) => {
    await lint(files(`example.org ${policy}\n`));
  });

  test('reports nothing for what a pattern inserts, and in other tables', async () => {
    const pattern = 'smtp_tls_policy_maps = pcre:/etc/postfix/policy.pcre\n';
    await lint({ 'main.cf': pattern, 'policy.pcre': '/^(a)$/ $1 x=y\n/^(b)$/ secure match=$1 $1\n' });
    await lint({
      'main.cf': 'transport_maps = hash:/etc/postfix/tls_policy\n',
      tls_policy: 'a.example encript\n',
    });
  });

  test('reads policies in main.cf', () =>
    lint(`
      lmtp_tls_policy_maps = inline:{{example.org = encrypt match=a}}
                                                            ^^^^^^^ bad-tls-policy
    `));

  test('the fixes join the value, or correct a word', async () => {
    const fixed = async (policy: string) => (await applyFix(files(`example.org ${policy}\n`))).tls_policy;
    expect(await fixed('encrypt protocols=!SSLv2 !SSLv3, !TLSv1 ciphers=high')).toBe(
      'example.org encrypt protocols=!SSLv2:!SSLv3:!TLSv1 ciphers=high\n',
    );
    expect(await fixed('fingerprint match=aa:bb cc:dd')).toBe('example.org fingerprint match=aa:bb|cc:dd\n');
    expect(await fixed('encript')).toBe('example.org encrypt\n');
    expect(await fixed('encrypt protocol=TLSv1.2')).toBe('example.org encrypt protocols=TLSv1.2\n');
    expect(await fixed('encrypt ciphers=hig')).toBe('example.org encrypt ciphers=high\n');
    expect(await fixTitles(files('example.org encrypt match=a\n'))).toEqual([]);
  });
});
