// Rename: the same name in all files of a configuration, or a reason why it stays.

import { describe, expect, test } from 'vitest';
import { renameAt } from '../support/markers.ts';

const smtpd = 'smtp inet n - n - - smtpd\n';

describe('a user-defined name', () => {
  test('in main.cf, in master.cf, and in conditions', async () => {
    const files = {
      'main.cf':
        '# office\noffice = a\nmydestination = $off‸ice, ${office}, $office_two\noffice_two = ${office?{$office}}\n',
      'master.cf': `${smtpd}  -o myorigin=$office\n  -o { office = b }\n`,
    };
    expect(await renameAt(files, 'site')).toEqual({
      'main.cf':
        '# office\nsite = a\nmydestination = $site, ${site}, $office_two\noffice_two = ${site?{$site}}\n',
      'master.cf': `${smtpd}  -o myorigin=$site\n  -o { site = b }\n`,
    });
  });

  test('also in a setting that a later line overrides', async () => {
    const text = 'office = a\nmyorigin = $office\nmyorigin = x.$off‸ice\n';
    expect(await renameAt({ 'main.cf': text }, 'site')).toEqual({
      'main.cf': 'site = a\nmyorigin = $site\nmyorigin = x.$site\n',
    });
  });

  test.each([
    ['my name', 'A name consists of letters, digits, and underscores.'],
    ['myorigin', 'myorigin is a parameter of Postfix.'],
    ['other', 'The configuration already uses the name other.'],
    ['nowhere', 'The configuration already uses the name nowhere.'],
  ])('not to %s', async (name, reason) => {
    expect(await renameAt('off‸ice = a\nmydestination = $office $nowhere\nother = b\n', name)).toBe(reason);
  });
});

test('a restriction class, its list, and the tables that refer to it', async () => {
  const files = {
    'main.cf':
      'smtpd_restriction_classes = greylist strict\ngreylist = reject\nstrict = greylist\nsmtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders, grey‸list\n',
    'master.cf': smtpd,
    senders: 'a.example greylist\nb.example strict, greylist\n# greylist\n',
  };
  expect(await renameAt(files, 'slowlist')).toEqual({
    'main.cf':
      'smtpd_restriction_classes = slowlist strict\nslowlist = reject\nstrict = slowlist\nsmtpd_sender_restrictions = check_sender_access hash:/etc/postfix/senders, slowlist\n',
    'master.cf': smtpd,
    senders: 'a.example slowlist\nb.example strict, slowlist\n# greylist\n',
  });
});

test('a restriction class cannot get the name of a restriction', async () => {
  const text = 'smtpd_restriction_classes = gr‸ey\ngrey = reject\n';
  expect(await renameAt(text, 'permit')).toBe('permit is a restriction of Postfix.');
});

describe('a service', () => {
  const files = {
    'main.cf':
      'slow_destination_rate_delay = 1s\nslow_note = x\ntransport_maps = hash:/etc/postfix/transport\nmailbox_transport = slow:unix:private/slow\n',
    'master.cf': `${smtpd}  -o smtpd_client_restrictions=check_policy_service,unix:private/slow\nsl‸ow unix - - n - - smtp\nslow inet n - n - - smtpd\n`,
    transport: 'a.example slow:\nslow.example slow\n',
  };

  test('with its derived parameters, its socket, and the tables that refer to it', async () => {
    expect(await renameAt(files, 'lazy')).toEqual({
      'main.cf':
        'lazy_destination_rate_delay = 1s\nslow_note = x\ntransport_maps = hash:/etc/postfix/transport\nmailbox_transport = lazy:unix:private/lazy\n',
      'master.cf': `${smtpd}  -o smtpd_client_restrictions=check_policy_service,unix:private/lazy\nlazy unix - - n - - smtp\nslow inet n - n - - smtpd\n`,
      transport: 'a.example lazy:\nslow.example lazy\n',
    });
  });

  test.each([
    ['a:b', 'The name of a service consists of letters, digits, underscores, hyphens, and dots.'],
    ['default', 'The service would share the parameter default_delivery_slot_cost with another service.'],
  ])('not to %s', async (name, reason) => {
    expect(await renameAt(files, name)).toBe(reason);
  });

  test('that a default refers to keeps its name', async () => {
    const masterCf = `${smtpd}sm‸tp unix - - n - - smtp\n`;
    expect(await renameAt({ 'main.cf': '', 'master.cf': masterCf }, 'out')).toBe(
      '"smtp" is the default of default_transport, which main.cf does not set. Set default_transport = smtp before you rename the service.',
    );
  });

  test('that listens on a port keeps its name', async () => {
    expect(await renameAt({ 'main.cf': '', 'master.cf': 'smt‸p inet n - n - - smtpd\n' }, '25')).toBe(
      'The name of this service is its port or address. Change "smtp" and the settings that refer to it manually.',
    );
  });
});

describe('a table', () => {
  const mainCf =
    'transport_maps = hash:/etc/postfix/tran‸sport\nrelay_domains = hash:$config_directory/transport\n';

  test('with its file', async () => {
    expect(await renameAt({ 'main.cf': mainCf, transport: 'a.example smtp:\n' }, 'routes')).toEqual({
      'main.cf': 'transport_maps = hash:/etc/postfix/routes\nrelay_domains = hash:$config_directory/routes\n',
      routes: 'a.example smtp:\n',
    });
  });

  test('not to the name of another file', async () => {
    const files = {
      'main.cf': `${mainCf}virtual_alias_maps = hash:/etc/postfix/virtual\n`,
      transport: '',
      virtual: '',
    };
    expect(await renameAt(files, 'virtual')).toBe('A file named "virtual" already exists.');
  });

  test('not if its name comes from a $name', async () => {
    const elsewhere =
      'table = transport\nrelay_domains = hash:/etc/postfix/$table\ntransport_maps = hash:/etc/postfix/tran‸sport\n';
    expect(await renameAt({ 'main.cf': elsewhere, transport: '' }, 'routes')).toBe(
      '"transport" appears in a value only after Postfix expands a $name. Replace the $name with its value first.',
    );
  });
});

describe('what Postfix defines keeps its name', () => {
  test.each([
    ['myori‸gin = a\n', 'Postfix defines the parameter myorigin. It cannot be renamed.'],
    ['smtpd_client_restrictions = rej‸ect\n', 'Postfix defines "reject". It cannot be renamed.'],
    ['alias_maps = ha‸sh:/etc/aliases\n', 'Postfix defines "hash". It cannot be renamed.'],
  ])('%s', async (text, reason) => {
    expect(await renameAt(text, 'other')).toBe(reason);
  });

  test('and a parameter follows its service', async () => {
    const files = {
      'main.cf': 'slow_destination_rate_de‸lay = 1s\n',
      'master.cf': 'slow unix - - n - - smtp\n',
    };
    expect(await renameAt(files, 'other')).toBe(
      'slow_destination_rate_delay belongs to the service "slow". Rename the service to rename its parameters.',
    );
  });
});
