// Rename: the same name in all files of a configuration, or a reason why it stays.

import { describe, expect, test } from 'vitest';
import { inMemory, uriOf } from '../corpus/host';
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

test('a restriction class in tables that are written in values', async () => {
  const files = {
    'main.cf':
      'smtpd_restriction_classes = grey‸list\ngreylist = reject\nsmtpd_client_restrictions =\n  check_client_access inline:{a.example=greylist, { b.example = greylist, permit }}\n  check_client_access cidr:{{192.0.2.1 greylist}}\n',
    'master.cf': `${smtpd}  -o { smtpd_helo_restrictions = check_helo_access regexp:{{/greylist/ greylist}} }\n`,
  };
  expect(await renameAt(files, 'slow')).toEqual({
    'main.cf':
      'smtpd_restriction_classes = slow\nslow = reject\nsmtpd_client_restrictions =\n  check_client_access inline:{a.example=slow, { b.example = slow, permit }}\n  check_client_access cidr:{{192.0.2.1 slow}}\n',
    'master.cf': `${smtpd}  -o { smtpd_helo_restrictions = check_helo_access regexp:{{/greylist/ slow}} }\n`,
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
    [
      'default',
      'The parameter default_delivery_slot_cost already exists, and would also apply to the renamed service.',
    ],
  ])('not to %s', async (name, reason) => {
    expect(await renameAt(files, name)).toBe(reason);
  });

  test('in braces, and in tables that find it for every key', async () => {
    const texts = {
      'main.cf':
        'smtpd_client_restrictions = check_policy_service { unix:private/slow, timeout=9s }\nsmtpd_milters = {unix:private/slow, default_action=accept} unix:private/slow\ntransport_maps = randmap:{slow:, {slow:[mx.slow.example]}, smtp:} static:slow:\nsender_dependent_default_transport_maps = inline:{a.example=slow:} static:{ slow }\n',
      'master.cf': `${smtpd}sl‸ow unix - - n - - smtp\n`,
    };
    expect(await renameAt(texts, 'lazy')).toEqual({
      'main.cf':
        'smtpd_client_restrictions = check_policy_service { unix:private/lazy, timeout=9s }\nsmtpd_milters = {unix:private/lazy, default_action=accept} unix:private/lazy\ntransport_maps = randmap:{lazy:, {lazy:[mx.slow.example]}, smtp:} static:lazy:\nsender_dependent_default_transport_maps = inline:{a.example=lazy:} static:{ lazy }\n',
      'master.cf': `${smtpd}lazy unix - - n - - smtp\n`,
    });
  });

  test('in every line of a long table', async () => {
    const lines = Array.from({ length: 2500 }, (_, i) => `${i}.example slow:\n`).join('');
    const found = await renameAt({ ...files, transport: lines }, 'lazy');
    expect(found).toMatchObject({ transport: lines.replaceAll('slow', 'lazy') });
  });

  test('not to a name that $ cannot refer to', async () => {
    const masterCf = `${smtpd}sl‸ow unix - - n - - smtp\n`;
    const mainCf = 'slow_destination_rate_delay = 1s\n';
    expect(await renameAt({ 'main.cf': mainCf, 'master.cf': masterCf }, 'very-slow')).toMatchObject({
      'main.cf': 'very-slow_destination_rate_delay = 1s\n',
    });
    const referring = `${mainCf}smtp_destination_rate_delay = $slow_destination_rate_delay\n`;
    expect(await renameAt({ 'main.cf': referring, 'master.cf': masterCf }, 'very-slow')).toBe(
      'The configuration refers to $slow_destination_rate_delay, and a name after $ can contain only letters, digits, and underscores.',
    );
  });

  test('that a default with a next hop refers to keeps its name', async () => {
    const masterCf = `${smtpd}lo‸cal unix - n n - - local\n`;
    expect(await renameAt({ 'main.cf': '', 'master.cf': masterCf }, 'out')).toBe(
      'local_transport refers to the service "local" by default. Add local_transport = local:$myhostname to main.cf before you rename the service.',
    );
  });

  test('that a default refers to keeps its name', async () => {
    const masterCf = `${smtpd}sm‸tp unix - - n - - smtp\n`;
    expect(await renameAt({ 'main.cf': '', 'master.cf': masterCf }, 'out')).toBe(
      'default_transport refers to the service "smtp" by default. Add default_transport = smtp to main.cf before you rename the service.',
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

  test('whose type and folder come from a $name', async () => {
    const files = {
      'main.cf':
        'indexed = ${default_database_type}:${config_directory}/\ntransport_maps = ${indexed}tran‸sport\nrelay_domains = $default_database_type:/etc/postfix/transport\n',
      transport: '',
    };
    expect(await renameAt(files, 'routes')).toEqual({
      'main.cf':
        'indexed = ${default_database_type}:${config_directory}/\ntransport_maps = ${indexed}routes\nrelay_domains = $default_database_type:/etc/postfix/routes\n',
      routes: '',
    });
  });

  test.each(['.', '..', 'a/b', 'a b'])('not to %s', async (name) => {
    expect(await renameAt({ 'main.cf': mainCf, transport: '' }, name)).toBe(
      'Enter a file name without a folder, spaces, or special characters.',
    );
  });

  test('that an alias includes', async () => {
    const files = {
      'main.cf': 'alias_maps = hash:/etc/postfix/aliases\n',
      aliases: 'all: :include:/etc/postfix/li‸st\n',
      list: 'kim\n',
    };
    expect(await renameAt(files, 'everyone')).toEqual({
      'main.cf': files['main.cf'],
      aliases: 'all: :include:/etc/postfix/everyone\n',
      everyone: 'kim\n',
    });
    expect(await renameAt(files, 'everyone', { stamps: { list: 'missing' } })).toBe(
      'The file "list" does not exist.',
    );
  });

  test('not to the name of a file that the configuration does not use', async () => {
    const stamps = { routes: { modified: 1, size: 1 } };
    expect(await renameAt({ 'main.cf': mainCf, transport: '' }, 'routes', { stamps })).toBe(
      'A file named "routes" already exists.',
    );
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

describe('a database client that has its settings in main.cf', () => {
  const mainCf =
    'alias_maps = hash:/etc/aliases, ldap:ac‸ct\nacct_server_host = ldap.example.com\nacct_search_base = dc=example\nacct_note = $acct_server_host\n';

  test('with its parameters', async () => {
    expect(await renameAt(mainCf, 'people')).toMatchObject({
      'main.cf':
        'alias_maps = hash:/etc/aliases, ldap:people\npeople_server_host = ldap.example.com\npeople_search_base = dc=example\nacct_note = $people_server_host\n',
    });
  });

  test('not to the name of another one', async () => {
    expect(await renameAt(`${mainCf}people_bind = no\n`, 'people')).toBe(
      'The parameter people_bind already exists.',
    );
  });

  test('whose parameters keep their names otherwise', async () => {
    const text = mainCf.replace('‸', '').replace('acct_server', 'acct_ser‸ver');
    expect(await renameAt(text, 'other')).toBe(
      'acct_server_host belongs to the table ldap:acct. Rename the table to rename its parameters.',
    );
  });
});

test('a name in a file that another configuration also uses cannot change', async () => {
  const texts: Readonly<Record<string, string>> = {
    'a/main.cf': 'transport_maps = hash:/etc/postfix/transport\n',
    'a/master.cf': 'slow unix - - n - - smtp\n',
    'b/main.cf': 'transport_maps = hash:/etc/postfix/transport\n',
    transport: 'a.example slow:\n',
  };
  const { service } = inMemory(texts);
  const main = uriOf('a/main.cf');
  const files = [main, uriOf('b/main.cf')];
  const reason =
    'The configuration in /etc/postfix/b also uses the file "transport". Change the name manually in both configurations.';
  const at = { line: 0, character: 0 };
  expect(await service.rename(uriOf('a/master.cf'), at, 'lazy', undefined, files)).toEqual({
    refusal: reason,
  });
  const inPath = { line: 0, character: 40 };
  expect(await service.rename(main, inPath, 'routes', undefined, files)).toEqual({ refusal: reason });
  const alone = inMemory(texts).service;
  expect(await alone.rename(main, inPath, 'routes', undefined, [main])).toHaveProperty('documentChanges');
});

test('the other configuration is read again after it has changed', async () => {
  const { service, write } = inMemory({
    'a/main.cf': 'transport_maps = hash:/etc/postfix/transport\n',
    'b/main.cf': 'transport_maps = hash:/etc/postfix/transport\n',
    transport: 'a.example smtp:\n',
  });
  const [main, other] = [uriOf('a/main.cf'), uriOf('b/main.cf')];
  const at = { line: 0, character: 40 };
  const renamed = () => service.rename(main, at, 'routes', undefined, [main, other]);
  expect(await renamed()).toHaveProperty('refusal');
  write('b/main.cf', 'biff = no\n');
  expect(await renamed()).toHaveProperty('documentChanges');
});
