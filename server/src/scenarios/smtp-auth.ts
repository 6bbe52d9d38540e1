import { atLeast } from '../catalog/release.ts';
import type { Instance } from '../instance/instance.ts';
import { expandedValue } from '../instance/words.ts';
import { logins, optional, path, wordsOf } from './answers.ts';
import { gate, isOn, listens } from './common.ts';
import type { Change, HaveService, Scenario, ServiceOverride } from './scenario.ts';

export const smtpAuth: Scenario = {
  name: 'smtp-auth',
  title: 'Users from anywhere, by password',
  description: 'Your users log in with name and password on ports 587 and 465, and may then send anywhere',
  questions: ({ instance }) => {
    const { certificate, key } = certificateOf(instance);
    const type = instance.expanded('smtpd_sasl_type')?.text;
    const isSet = instance.entriesOf('smtpd_sasl_type').length > 0;
    const hasLogins = (instance.expanded('smtpd_sender_login_maps')?.text ?? '') !== '';
    return [
      {
        id: 'sasl',
        prompt: 'Who knows the passwords?',
        placeholder: '',
        initial: isSet && type === 'cyrus' ? 'cyrus' : 'dovecot',
        choices: [
          {
            value: 'dovecot',
            label: 'Dovecot',
            description: 'The users and passwords of the POP and IMAP server',
          },
          {
            value: 'cyrus',
            label: 'Cyrus SASL',
            description: 'saslpasswd2, PAM and others, by the file smtpd.conf',
          },
        ],
        check: () => undefined,
      },
      {
        id: 'certificate',
        prompt: 'Which file has the certificate, with those that lead to its issuer?',
        placeholder: '/etc/letsencrypt/live/mail.example.com/fullchain.pem',
        initial: certificate,
        check: path,
      },
      {
        id: 'key',
        prompt: 'Which file has its private key?',
        placeholder: '/etc/letsencrypt/live/mail.example.com/privkey.pem',
        initial: key,
        check: path,
      },
      {
        id: 'logins',
        prompt: hasLogins
          ? 'Which login may write under which address, beside those of smtpd_sender_login_maps?'
          : 'Which login may write under which address? Leave it empty to let every user write under any.',
        placeholder: 'user@example.com user',
        initial: '',
        check: optional(logins),
      },
    ];
  },
  changes: ({ instance }, answers) => {
    const pairs = pairsOf(wordsOf(answers.logins));
    const isDovecot = answers.sasl !== 'cyrus';
    return [
      ...listens(instance),
      ...saslChanges(instance, isDovecot),
      {
        kind: 'set',
        name: 'smtpd_tls_auth_only',
        value: 'yes',
        whenKept: 'Clients may send their passwords in clear, where AUTH is on.',
      },
      ...levelChanges(instance),
      ...certificateChanges(instance, answers.certificate ?? '', answers.key ?? ''),
      ...(pairs.length === 0
        ? []
        : ([
            {
              kind: 'entries',
              parameter: 'smtpd_sender_login_maps',
              file: 'sender_login',
              comment: 'Which logins may write under an address: ADDRESS LOGIN. After a change: postmap.',
              entries: pairs,
              whenKept: 'The address belongs to the login that the table has now.',
            },
          ] as const)),
      { ...gate, open: false },
      ...services(instance, pairs.length > 0),
      ...(isOn(instance, 'smtpd_sasl_auth_enable')
        ? ([
            {
              kind: 'remark',
              text: 'main.cf has smtpd_sasl_auth_enable = yes, so that port 25 takes passwords, too, and is where others guess them: take the line out when all users send by 587 or 465.',
            },
          ] as const)
        : []),
      ...saslRemarks(instance, isDovecot),
      { kind: 'remark', text: 'The firewall has to let ports 587 and 465 in.' },
    ];
  },
};

function saslChanges(instance: Instance, isDovecot: boolean): readonly Change[] {
  const type = isDovecot ? 'dovecot' : 'cyrus';
  const isSame = instance.expanded('smtpd_sasl_type')?.text === type;
  const allowsPlain = (text: string): boolean => !/\bnoplaintext\b/.test(text);
  const inTls = instance.entriesOf('smtpd_sasl_tls_security_options').length > 0;
  return [
    { kind: 'set', name: 'smtpd_sasl_type', value: type },
    {
      kind: 'set',
      name: 'smtpd_sasl_path',
      value: isDovecot ? 'private/auth' : 'smtpd',
      ...(isSame ? { onlyFresh: true } : {}),
    },
    {
      kind: 'set',
      name: inTls ? 'smtpd_sasl_tls_security_options' : 'smtpd_sasl_security_options',
      value: 'noanonymous',
      accepts: allowsPlain,
      whenKept:
        'With noplaintext most clients find no way to log in: inside TLS they send the password as it is.',
    },
  ];
}

/** TLS is offered on port 25, too, unless it is demanded there, or an older switch says so. */
function levelChanges(instance: Instance): readonly Change[] {
  if (isOn(instance, 'smtpd_use_tls') || isOn(instance, 'smtpd_enforce_tls')) return [];
  if (!instance.catalog.knows('smtpd_tls_security_level'))
    return [{ kind: 'set', name: 'smtpd_use_tls', value: 'yes' }];
  return [
    {
      kind: 'set',
      name: 'smtpd_tls_security_level',
      value: 'may',
      accepts: (text) => text !== '' && text !== 'none',
      whenKept: 'Mail from other servers comes in clear.',
    },
  ];
}

interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** What smtpd shows now, else where certbot puts it. */
function certificateOf(instance: Instance): Certificate {
  const [key = '', certificate = ''] = chainOf(instance);
  if (key !== '') return { key, certificate: certificate || key };
  const text = (name: string): string =>
    instance.entriesOf(name).length === 0 ? '' : (instance.expanded(name)?.text ?? '');
  const file = text('smtpd_tls_cert_file');
  if (file !== '') return { certificate: file, key: text('smtpd_tls_key_file') || file };
  const host = instance.expanded('myhostname')?.text ?? '';
  if (!host.includes('.')) return { certificate: '', key: '' };
  const live = `/etc/letsencrypt/live/${host}`;
  return { certificate: `${live}/fullchain.pem`, key: `${live}/privkey.pem` };
}

function chainOf(instance: Instance): readonly string[] {
  if (!instance.catalog.knows('smtpd_tls_chain_files')) return [];
  const value = expandedValue(instance, 'smtpd_tls_chain_files');
  return (value?.nodes ?? []).map(({ start, end }) => value?.expansion.text.slice(start, end) ?? '');
}

/** As main.cf names a certificate already; smtpd_tls_chain_files came with 3.4. */
function certificateChanges(instance: Instance, certificate: string, key: string): readonly Change[] {
  const chain = chainOf(instance);
  const isOldForm = instance.entriesOf('smtpd_tls_cert_file').length > 0 && chain.length === 0;
  if (chain.includes(key) && chain.includes(certificate)) return [];
  if (isOldForm || !instance.catalog.knows('smtpd_tls_chain_files')) {
    return [
      { kind: 'set', name: 'smtpd_tls_cert_file', value: certificate },
      { kind: 'set', name: 'smtpd_tls_key_file', value: key },
    ];
  }
  // One file may have both.
  const files = [...new Set([key, certificate])];
  const value = files.map((file) => `\n    ${file}`).join('');
  return [{ kind: 'set', name: 'smtpd_tls_chain_files', value }];
}

function services(instance: Instance, checksSenders: boolean): readonly HaveService[] {
  // Port 465 got this name in /etc/services late; Postfix goes by it from 3.7 on.
  const submissions = atLeast(instance.release, '3.7') ? 'submissions' : 'smtps';
  const common = {
    kind: 'service',
    type: 'inet',
    fields: ['n', '-', 'n', '-', '-'],
    program: 'smtpd',
    whenKept: 'The service does not serve every user who has logged in, and nobody else.',
  } as const;
  return [
    {
      ...common,
      name: 'submission',
      kin: ['smtp/inet', 'smtpd/pass', 'tlsproxy/unix'],
      overrides: overrides(instance, 'submission', checksSenders, []),
    },
    {
      ...common,
      name: submissions,
      alsoNamed: ['submissions', 'smtps'],
      kin: ['submission/inet', 'smtp/inet', 'smtpd/pass'],
      overrides: overrides(instance, submissions, checksSenders, [
        { name: 'smtpd_tls_wrappermode', value: 'yes' },
      ]),
    },
  ];
}

function overrides(
  instance: Instance,
  name: string,
  checksSenders: boolean,
  first: readonly ServiceOverride[],
): readonly ServiceOverride[] {
  const users = 'permit_sasl_authenticated,reject';
  const hasRelayList = instance.catalog.knows('smtpd_relay_restrictions');
  const lets = (text: string): boolean => /\bpermit_sasl_authenticated\b/.test(text);
  const lists: readonly ServiceOverride[] = hasRelayList
    ? [
        {
          name: 'smtpd_relay_restrictions',
          value: users,
          // Who has emptied it goes by the other list.
          accepts: (text, otherValue) =>
            lets(text) || (text === '' && lets(otherValue('smtpd_recipient_restrictions'))),
        },
        { name: 'smtpd_recipient_restrictions', value: '', own: 'none' },
      ]
    : [{ name: 'smtpd_recipient_restrictions', value: users, accepts: lets }];
  return [
    ...first,
    instance.catalog.knows('smtpd_tls_security_level')
      ? { name: 'smtpd_tls_security_level', value: 'encrypt' }
      : { name: 'smtpd_enforce_tls', value: 'yes' },
    { name: 'smtpd_sasl_auth_enable', value: 'yes' },
    { name: 'smtpd_client_restrictions', value: '', own: 'none' },
    { name: 'smtpd_helo_restrictions', value: '', own: 'none' },
    checksSenders
      ? {
          name: 'smtpd_sender_restrictions',
          value: 'reject_sender_login_mismatch',
          own: 'any',
          accepts: (text) => /login_mismatch/.test(text),
        }
      : { name: 'smtpd_sender_restrictions', value: '', own: 'none' },
    ...lists,
    { name: 'milter_macro_daemon_name', value: 'ORIGINATING', own: 'none' },
    { name: 'syslog_name', value: `postfix/${name}`, own: 'none' },
  ];
}

function saslRemarks(instance: Instance, isDovecot: boolean): readonly Change[] {
  const queue = instance.expanded('queue_directory')?.text || '/var/spool/postfix';
  if (isDovecot) {
    return [
      {
        kind: 'remark',
        text: `In /etc/dovecot/conf.d/10-master.conf: service auth { unix_listener ${queue}/private/auth { mode = 0660 user = postfix group = postfix } }, each setting on a line of its own.`,
      },
    ];
  }
  const realm =
    instance.expanded('smtpd_sasl_local_domain')?.text ||
    instance.expanded('myhostname')?.text ||
    'mail.example.com';
  return [
    {
      kind: 'remark',
      text: `A user of sasldb2: saslpasswd2 -c -u ${realm} USER; sasldblistusers2 lists them. The file smtpd.conf says where Cyrus SASL looks.`,
    },
  ];
}

function pairsOf(words: readonly string[]): readonly (readonly [string, string])[] {
  return words.flatMap((word, i) => (i % 2 === 0 ? [[word, words[i + 1] ?? ''] as const] : []));
}
