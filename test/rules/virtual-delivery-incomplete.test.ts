import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('virtual-delivery-incomplete');

const virtual = 'virtual unix - n n - - virtual\n';
const owners = 'virtual_uid_maps = static:5000\nvirtual_gid_maps = static:5000\n';

describe('virtual-delivery-incomplete', () => {
  test('marks the domains if a setting is missing', async () => {
    const [found] = await lint({
      'main.cf': `
        virtual_mailbox_domains = example.com
        ^^^^^^^^^^^^^^^^^^^^^^^ virtual-delivery-incomplete
        virtual_mailbox_base = /var/vmail
        virtual_uid_maps = static:5000
      `,
      'master.cf': virtual,
    });
    expect(found?.message).toBe(
      'virtual(8) delivers mail for these domains, but virtual_gid_maps is empty. ' +
        'The mail stays in the queue, and virtual logs: "not found in virtual_gid_maps". ' +
        'Set virtual_gid_maps, for example to static:5000.',
    );
  });

  test('marks an empty list of owners at its place', () =>
    lint({
      'main.cf': `
        virtual_mailbox_domains = example.com
        virtual_mailbox_base = /var/vmail
        virtual_uid_maps =
        ^^^^^^^^^^^^^^^^^^ virtual-delivery-incomplete
        virtual_gid_maps = static:5000
      `,
      'master.cf': virtual,
    }));

  test('virtual exits without a directory', async () => {
    const [found] = await lint({
      'main.cf': `
        virtual_mailbox_domains = example.com
        ^^^^^^^^^^^^^^^^^^^^^^^ virtual-delivery-incomplete
        virtual_uid_maps = static:5000
        virtual_gid_maps = static:5000
      `,
      'master.cf': virtual,
    });
    expect(found?.message).toContain('"bad string length 0 < 1: virtual_mailbox_base ="');
  });

  test('marks a user ID below the minimum', async () => {
    const [found] = await lint({
      'main.cf': `
        virtual_mailbox_domains = example.com
        virtual_mailbox_base = /var/vmail
        virtual_minimum_uid = 1000
        virtual_uid_maps = static:110
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ virtual-delivery-incomplete
        virtual_gid_maps = static:110
      `,
      'master.cf': virtual,
    });
    expect(found?.message).toMatch(
      /^The user ID 110 in virtual_uid_maps is lower than virtual_minimum_uid \(1000\)\. /,
    );
  });

  test('without master.cf, a service may have the settings', () =>
    lint({
      'main.cf': `
        virtual_mailbox_domains = example.com
        ^^^^^^^^^^^^^^^^^^^^^^^ virtual-delivery-incomplete information
        ${owners.replace('\n', '\n        ')}
      `,
    }));

  test.each([
    `virtual_mailbox_domains = example.com\nvirtual_mailbox_base = /var/vmail\n${owners}`,
    'virtual_mailbox_domains = example.com\nvirtual_transport = lmtp:unix:private/lmtp\n',
    'virtual_mailbox_domains = example.com\ntransport_maps = hash:/etc/postfix/transport\n',
    'virtual_mailbox_domains =\n',
    `virtual_mailbox_domains = $nowhere\nvirtual_mailbox_base = $nowhere\n${owners}`,
  ])('reports nothing for %j', async (text) => {
    await lint({ 'main.cf': text, 'master.cf': virtual });
  });

  test('reports nothing if the service sets the owners', () =>
    lint({
      'main.cf': 'virtual_mailbox_domains = example.com\nvirtual_mailbox_base = /var/vmail\n',
      'master.cf': `${virtual.trim()} -o virtual_uid_maps=static:5000 -o virtual_gid_maps=static:5000\n`,
    }));

  test('is silent if the setting is there with a misspelled name', () =>
    lint({
      'main.cf': `
        virtual_mailbox_domains = example.com
        virtual_mailbox_base = /var/vmail
        virtual_uid_maps = static:5000
        virtaul_gid_maps = static:5000
      `,
      'master.cf': virtual,
    }));
});
