// What the editor says of the word under the mouse.

import { describe, expect, test } from 'vitest';
import { hoverAt } from '../support/markers.ts';

describe('on a parameter', () => {
  test('its type, its meaning, its value and the line that gives it, its default, its manual entry', async () => {
    const text = await hoverAt('compatibility_level = 3.6\nsmtpd_h‸elo_required = yes\n');
    expect(text).toContain('**smtpd_helo_required** — yes or no');
    expect(text).toContain('Value: `yes`, from main.cf line 2');
    expect(text).toContain('Default in 3.11: `no`');
    expect(text).toContain('https://www.postfix.org/postconf.5.html#smtpd_helo_required');
  });

  test('which earlier line it overrides', async () => {
    const text = await hoverAt('myorigin = a.example\n# c\nmyor‸igin = b.example\n');
    expect(text).toContain('Value: `b.example`, from main.cf line 3, overriding main.cf line 1');
  });

  test('since when it exists, and that the target does not have it', async () => {
    const text = await hoverAt('smtpd_forbid_bare_new‸line = yes\n', { version: '3.4' });
    expect(text).toContain(
      'Postfix 3.4 does not have it · since Postfix 3.9 (and 3.5.23, 3.6.13, 3.7.9, 3.8.4)',
    );
  });

  test('what replaces a deprecated one', async () => {
    const text = await hoverAt('smtpd_use_‸tls = yes\n');
    expect(text).toContain('*Deprecated* since Postfix 3.9: specify `smtpd_tls_security_level`.');
  });

  test('the default of the target release', async () => {
    const at = (version: string) => hoverAt('smtpd_forbid_bare_new‸line = yes\n', { version });
    expect(await at('3.8')).toContain('Default in 3.8: `no`');
    expect(await at('3.9')).toContain('Default in 3.9: `normalize`');
  });

  test('a parameter that a service gives rise to', async () => {
    const text = await hoverAt({
      'main.cf': 'office_destination_recipient_‸limit = 1\n',
      'master.cf': 'office unix - - n - - smtp\n',
    });
    expect(text).toContain('**office_destination_recipient_limit** — integer');
    expect(text).toContain('Default in 3.11: `$default_destination_recipient_limit`');
  });

  test('a name of the user', async () => {
    const text = await hoverAt('office = x\nmydestination = $office\noff‸ice = y\n');
    expect(text).toContain('**office** — a name of your own');
  });

  test('an override in master.cf', async () => {
    const text = await hoverAt({
      'main.cf': 'smtpd_tls_security_level = may\n',
      'master.cf': 'submission inet n - n - - smtpd\n  -o smtpd_tls_secur‸ity_level=encrypt\n',
    });
    expect(text).toContain(
      'Value: `encrypt`, from master.cf line 2 (submission/inet), overriding main.cf line 1',
    );
  });
});

describe('on a $name', () => {
  test('its value, and the same expanded', async () => {
    const text = await hoverAt(
      'mydomain = example.com\nmyhostname = mail.$mydomain\nmyorigin = $myhost‸name\n',
    );
    expect(text).toContain('**$myhostname**');
    expect(text).toContain('Value: `mail.$mydomain`, from main.cf line 2');
    expect(text).toContain('Expanded: `mail.example.com`');
  });

  test('within a condition, and in a continued line', async () => {
    const text = await hoverAt('office = x\nmydestination = a,\n# comment\n  ${off‸ice?{b}:{c}}\n');
    expect(text).toContain('Value: `x`, from main.cf line 1');
  });

  test('that has no value', async () => {
    expect(await hoverAt('myorigin = $no‸where\n')).toContain('It has no value');
  });

  test('that refers to itself', async () => {
    expect(await hoverAt('a = $b\nb = $a\nmyorigin = $‸a\n')).toContain(
      'Postfix cannot expand it: unreasonable macro call nesting',
    );
  });
});

test('on a restriction', async () => {
  const text = await hoverAt('smtpd_recipient_restrictions = permit_mx_‸backup, reject_unauth_destination\n');
  expect(text).toContain('**permit_mx_backup** — access restriction');
  expect(text).toContain('*Deprecated* since Postfix 3.9: specify `relay_domains`.');
});

test('on a time and a size, in units that people think in', async () => {
  expect(await hoverAt('maximal_queue_lifetime = ‸5\n')).toContain('**5** — 5 days');
  expect(await hoverAt('smtpd_timeout = ‸500ms\n')).toContain('8 hours 20 minutes');
  expect(await hoverAt('message_size_limit = ‸10240000\n')).toContain('9.8 MiB');
});

test('on the type of a table', async () => {
  const text = await hoverAt('transport_maps = lm‸db:/etc/postfix/transport\n');
  expect(text).toContain('**lmdb:** — lookup table type');
  expect(text).toContain('Since Postfix 2.11');
});

test('on a field of master.cf', async () => {
  const text = await hoverAt({ 'main.cf': '', 'master.cf': 'smtp inet n - ‸n - - smtpd\n' });
  expect(text).toContain('**chroot**: `n` — field of master.cf');
});

test('on the program of a service', async () => {
  expect(await hoverAt({ 'main.cf': '', 'master.cf': 'smtp inet n - n - - smt‸pd\n' })).toContain(
    '**smtpd(8)**',
  );
});

test.each(['# myor‸igin = x\n', 'myorigin = x\n\n‸\n', 'no equals ‸sign\n', '‸'])(
  'nothing on %j',
  async (text) => {
    expect(await hoverAt(text)).toBeUndefined();
  },
);
