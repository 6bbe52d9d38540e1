// Completion in every language: the first suggestions, and the line after one of them is accepted. The expected pages
// are in completion-pages.txt.

import { expect, test } from 'vitest';
import { accept, complete, editOf, type FileTexts } from '../support/markers.ts';

interface Page {
  readonly title: string;
  /** The file that contains the cursor. */
  readonly file: string;
  readonly text: string;
  /** The suggestion to accept; the first one if undefined. */
  readonly take?: string;
  readonly version?: string;
}

const main = (title: string, text: string, more: Partial<Page> = {}): Page => ({
  title,
  file: 'main.cf',
  text,
  ...more,
});
const master = (title: string, text: string, more: Partial<Page> = {}): Page => ({
  title,
  file: 'master.cf',
  text,
  ...more,
});
const table = (title: string, file: string, text: string, more: Partial<Page> = {}): Page => ({
  title,
  file,
  text,
  ...more,
});

const pages: readonly Page[] = [
  main('A name in an empty line', '‸'),
  main('A name that has begun', 'smtpd_tls_k‸', { take: 'smtpd_tls_key_file' }),
  main('A name before an equals sign', 'smtpd_ban‸ = ready', { take: 'smtpd_banner' }),
  main('Yes or no', 'soft_bounce = ‸', { take: 'yes' }),
  main('A keyword', 'smtp_tls_security_level = ‸', { take: 'may' }),
  main('A word in a list', 'smtpd_discard_ehlo_keywords = etrn, ‸', { take: 'silent-discard' }),
  main('A time', 'maximal_queue_lifetime = ‸', { take: '1d' }),
  main('A size', 'message_size_limit = ‸', { take: '52428800' }),
  main('A list with a default', 'mydestination = ‸'),
  main('The rest of a default', 'mydestination = $myhostname, ‸', { take: 'localhost' }),
  main('A host', 'smtp_helo_name = ‸', { take: 'mail.example.com' }),
  main('Networks in use', 'debug_peer_list = ‸', { take: '192.0.2.0/24' }),
  main('A next hop', 'smtp_fallback_relay = ‸', { take: '[mail.example.com]' }),
  main('A transport', 'relay_transport = ‸', { take: 'slow:' }),
  main('TLS protocols', 'smtpd_tls_protocols = ‸'),
  main('TLS protocols before Postfix supported ranges', 'smtpd_tls_protocols = ‸', { version: '3.5' }),
  main('A reference by the type of its value', 'myorigin = $‸', { take: 'mydomain' }),
  main('A reference in a condition', 'smtpd_tls_security_level = ${stress?en‸}', { take: 'encrypt' }),
  main('A table', 'virtual_alias_maps = ‸'),
  main('The file of a table', 'virtual_alias_maps = hash:‸', { take: '/etc/postfix/transport' }),
  main('A file in a directory', 'virtual_alias_maps = hash:/etc/postfix/tr‸', { take: 'transport' }),
  main('A certificate', 'smtpd_tls_cert_file = /etc/postfix/tls/‸', { take: 'cert.pem' }),
  main('A file below $config_directory', 'transport_maps = cidr:$config_directory/cl‸', {
    take: 'clients.cidr',
  }),
  main('Restrictions', 'smtpd_relay_restrictions = ‸'),
  main('A restriction with its table', 'smtpd_client_restrictions = check_cl‸', {
    take: 'check_client_access',
  }),
  main('A restriction in the middle of a list', 'smtpd_sender_restrictions =\n  reject_non‸,\n  permit', {
    take: 'reject_non_fqdn_sender',
  }),
  main('The argument of a restriction', 'smtpd_client_restrictions = check_policy_service ‸'),
  master('A field', 'pickup unix ‸'),
  master('The program', 'smtp inet n - n - - ‸'),
  master('An override', 'smtps inet n - n - - smtpd\n  -o smtpd_tls_wr‸', { take: 'smtpd_tls_wrappermode' }),
  master('The value of an override', 'smtps inet n - n - - smtpd\n  -o smtpd_tls_wrappermode=‸', {
    take: 'yes',
  }),
  master('A restriction in an override', 'smtps inet n - n - - smtpd\n  -o smtpd_client_restrictions=‸', {
    take: 'reject_rbl_client',
  }),
  master('The attributes of pipe', 'filter unix - n n - - pipe\n  ‸', { take: 'user' }),
  master('The flags of pipe', 'filter unix - n n - - pipe\n  flags=R‸', { take: 'q' }),
  master('The macros of pipe', 'filter unix - n n - - pipe\n  user=vmail argv=/usr/bin/filter ${rec‸}', {
    take: 'recipient',
  }),
  table('The action of an access table', 'access', 'bad.example.com ‸'),
  table('The destination of a filter', 'access', 'bad.example.com FILTER ‸', { take: 'slow:' }),
  table('A transport', 'transport', 'example.org ‸', { take: 'slow:' }),
  table('A next hop after it', 'transport', 'example.org slow:‸', { take: '[mail.example.com]' }),
  table('Flags after a pattern', 'header_checks', '/^Subject:/‸', { take: 'x' }),
  table('The action of a header check', 'header_checks', '/^Subject:/ ‸', { take: 'PREPEND' }),
  table('A network', 'clients.cidr', '‸', { take: '192.0.2.0/24' }),
  table('A destination of an alias', 'aliases', 'root: anna\npostmaster: ‸'),
  table('A setting of a database table', 'users.cf', 'hosts = localhost\n‸'),
  table('A placeholder in its query', 'users.cf', "query = SELECT goto FROM alias WHERE address = '%‸'", {
    take: '%s',
  }),
  table('A TLS policy', 'tls_policy', 'example.org encrypt ‸', { take: 'protocols' }),
];

const surroundings: FileTexts = {
  'main.cf': [
    'myhostname = mail.example.com',
    'mydomain = example.com',
    'mynetworks = 127.0.0.0/8, 192.0.2.0/24',
    'relayhost = [relay.example.net]:587',
    'smtpd_recipient_restrictions = check_client_access cidr:/etc/postfix/clients.cidr,',
    '  check_sender_access hash:/etc/postfix/access, check_policy_service unix:private/policy',
    'transport_maps = hash:/etc/postfix/transport',
    'header_checks = regexp:/etc/postfix/header_checks',
    'alias_maps = hash:/etc/postfix/aliases',
    'smtp_tls_policy_maps = hash:/etc/postfix/tls_policy',
    'virtual_mailbox_maps = mysql:/etc/postfix/users.cf',
    '',
  ].join('\n'),
  'master.cf': 'smtp unix - - n - - smtp\nslow unix - - n - - smtp\n',
  access: '',
  transport: '',
  'transport.db': '',
  header_checks: '',
  'clients.cidr': '',
  aliases: '',
  tls_policy: '',
  'users.cf': '',
  'tls/cert.pem': '',
  'tls/key.pem': '',
};

/** The number of suggestions on a page. */
const shown = 8;

async function render({ title, file, text, take, version = '3.11' }: Page): Promise<string> {
  const own = surroundings[file] ?? '';
  const files = { ...surroundings, [file]: `${own}${text}\n` };
  const options = { version, editor: { snippets: true } };
  const items = await complete(files, options);
  // Editors show only the suggestions that begin with the typed text, which they replace.
  const edit = items[0] && editOf(items[0]);
  const length = edit === undefined ? 0 : edit.range.end.character - edit.range.start.character;
  const cursor = text.indexOf('‸');
  const fitting = items.filter(({ label }) => label.startsWith(text.slice(cursor - length, cursor)));
  const list = fitting.slice(0, shown).map(({ label, labelDetails, tags }) => {
    const note = labelDetails?.description === undefined ? '' : ` (${labelDetails.description})`;
    return `    ${label}${note}${tags === undefined ? '' : ' [deprecated]'}`;
  });
  const more = fitting.length > shown ? [`    … ${fitting.length - shown} more`] : [];
  const label = take ?? items[0]?.label ?? '';
  const after = (await accept(files, label, options)).slice(own.length).trimEnd();
  return [
    `${title} — ${file}, Postfix ${version}`,
    ...text.split('\n').map((line) => `  ${line}`),
    '  suggestions:',
    ...list,
    ...more,
    `  after accepting ${label}:`,
    ...after.split('\n').map((line) => `    ${line}`),
  ].join('\n');
}

test('the first suggestions, and the line after accepting one', async () => {
  const rendered: string[] = [];
  for (const page of pages) rendered.push(await render(page));
  await expect(`${rendered.join('\n\n')}\n`).toMatchFileSnapshot('completion-pages.txt');
});
