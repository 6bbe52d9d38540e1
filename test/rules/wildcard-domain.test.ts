import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { applyFix, fixTitles, lint } = forRule('wildcard-domain');

describe('wildcard-domain', () => {
  test('marks wildcards in lists of domains', async () => {
    const [sub, all, local] = await lint(`
      relay_domains = example.org, *.example.com
                                   ^^^^^^^^^^^^^ wildcard-domain
      virtual_alias_domains = *
                              ^ wildcard-domain
      mydestination = $myhostname $more
      more = !*.example.net
             ^^^^^^^^^^^^^^ wildcard-domain
    `);
    expect(sub?.message).toBe(
      '"*.example.com" in relay_domains never matches, because Postfix does not treat the asterisk as a wildcard. ' +
        'Postfix treats mail for subdomains of example.com as if the entry did not exist. ' +
        'Write example.com.',
    );
    expect(all?.message).toContain('List the domains, or use a pcre: table.');
    expect(local?.message).toContain('List the domains, or use a pcre: table.');
  });

  test.each([
    'relay_domains = .example.com, example.org\n',
    'relay_domains = pcre:/etc/postfix/*.pcre\n',
    'mydestination = /etc/postfix/domains, hash:/etc/postfix/more\n',
    'smtpd_client_restrictions = check_client_access inline:{*=OK}\n',
  ])('reports nothing for %j', async (text) => {
    await lint(text);
  });

  test('the fix writes the pattern that the list can have', async () => {
    const users = 'relay_recipient_maps = hash:/etc/postfix/users\n';
    expect(await applyFix(`relay_domains = *.example.com\n${users}`)).toBe(
      `relay_domains = example.com\n${users}`,
    );
    const exact = `parent_domain_matches_subdomains =\n${users}`;
    expect(await applyFix(`relay_domains = *.example.com\n${exact}`)).toBe(
      `relay_domains = .example.com\n${exact}`,
    );
    expect(await fixTitles('mydestination = *.example.com\n')).toEqual([]);
  });
});
