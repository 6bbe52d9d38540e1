import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, lint } = forRule('missing-dollar');

describe('missing-dollar', () => {
  test('marks names of parameters', async () => {
    const found = await lint(`
      mydomain = myhostname
                 ^^^^^^^^^^ missing-dollar
      mydestination = $myhostname, mydomain, relay_domains
                                   ^^^^^^^^ missing-dollar
                                             ^^^^^^^^^^^^^ missing-dollar
      smtp_helo_name = myhostname
                       ^^^^^^^^^^ missing-dollar
      myhostname = myhostname
                   ^^^^^^^^^^ missing-dollar
    `);
    const messages = found.map(({ message }) => message);
    expect(messages).toContain(
      '"myhostname" is the name of a parameter, but without a $, it is only a word. ' +
        'Postfix uses it as a domain name. Write $myhostname.',
    );
    expect(messages).toContain(
      '"myhostname" is the name of a parameter, but without a $, it is only a word. ' +
        'Postfix uses it as a host name. Write the name itself.',
    );
  });

  test.each([
    'mydomain = $myhostname\n',
    'mydestination = $mydomain, ${myhostname}, my, myhost, mydomain.example\n',
    'relayhost = relayhost\n',
    'relay_domains = mydomain # ours\n',
    'parent_domain_matches_subdomains = relay_domains\n',
    'smtpd_recipient_restrictions = my_class\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('the fix adds the $', async () => {
    expect(await applyFix('mydestination = localhost, mydomain\n')).toBe(
      'mydestination = localhost, $mydomain\n',
    );
  });
});
