import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('alias-only-for-itself');
const main = `
myorigin = example.org
virtual_alias_domains = example.org
virtual_alias_maps = hash:/etc/postfix/virtual
`;

describe('alias-only-for-itself', () => {
  test('marks results that are the same address', async () => {
    const [found] = await lint({
      'main.cf': main,
      virtual: `
        kim@example.org    kim
                           ^^^ alias-only-for-itself
        lee@example.org    lee@example.org, lee@example.net
                           ^^^^^^^^^^^^^^^ alias-only-for-itself
        max@example.org    kim
        uma@example.org    uma@localhost
        @example.org       catchall
                           ^^^^^^^^ alias-only-for-itself
      `,
    });
    expect(found?.message).toBe(
      'kim is the address kim@example.org, which this alias is for. ' +
        'example.org is in virtual_alias_domains, where no address has a mailbox, so Postfix returns the mail: "User unknown in virtual alias table". ' +
        'Write an address in another domain, such as kim@localhost.',
    );
  });

  test.each([
    [main.replace('virtual_alias_domains', 'virtual_mailbox_domains'), 'kim@example.org kim\n'],
    [main.replace('myorigin = example.org', 'myorigin = example.net'), 'kim@example.org kim\n'],
    [main, '@example.org kim\nkim@example.org kim@example.net\n'],
    [main, 'kim@example.org kim@example.net\n'],
    // Postfix looks at this list first.
    [`${main}mydestination = example.org\n`, 'kim@example.org kim\n'],
  ])('reports nothing for %j with %j', async (text, virtual) => {
    await lint({ 'main.cf': text, virtual });
  });
});
