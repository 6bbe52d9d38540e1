import { atLeast } from '../catalog/release.ts';
import { expandedValue } from '../instance/expanded-values.ts';
import type { Instance } from '../instance/instance.ts';
import { logins, optional, path, wordsOf } from './answers.ts';
import { isOn, listens, relayCheck } from './common.ts';
import type { Change, HaveService, Scenario, ServiceOverride } from './scenario.ts';

export const smtpAuth: Scenario = {
  name: 'smtp-auth',
  title: 'Users who log in from anywhere',
  description:
    'Your users log in with a name and a password on ports 587 and 465, and can then send anywhere',
  questions: ({ instance }) => {
    const { certificate, key } = certificateOf(instance);
    const type = instance.expanded('smtpd_sasl_type')?.text;
    const isSet = instance.entriesOf('smtpd_sasl_type').length > 0;
    const hasLogins = (instance.expanded('smtpd_sender_login_maps')?.text ?? '') !== '';
    return [
      {
        id: 'sasl',
        prompt: 'Which program verifies passwords?',
        placeholder: '',
        initial: isSet && type === 'cyrus' ? 'cyrus' : 'dovecot',
        choices: [
          {
            value: 'dovecot',
            label: 'Dovecot',
            description: 'Uses the users and passwords of the POP and IMAP server',
          },
          {
            value: 'cyrus',
            label: 'Cyrus SASL',
            description: 'Uses sasldb, PAM, and other sources, as configured in smtpd.conf',
          },
        ],
        check: () => undefined,
      },
      {
        id: 'certificate',
        prompt: 'Which file contains the certificate and its intermediate certificates?',
        placeholder: '/etc/letsencrypt/live/mail.example.com/fullchain.pem',
        initial: certificate,
        check: path,
        isFile: true,
      },
      {
        id: 'key',
        prompt: 'Which file contains the private key?',
        placeholder: '/etc/letsencrypt/live/mail.example.com/privkey.pem',
        initial: key,
        check: path,
        isFile: true,
      },
      {
        id: 'logins',
        prompt: hasLogins
          ? 'Which login can use which sender address, in addition to those in smtpd_sender_login_maps?'
          : 'Which login can use which sender address? Leave this empty to allow any address for every user.',
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
        whenKept: 'clients can send passwords without encryption where AUTH is enabled.',
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
              comment: 'Logins that can use a sender address: ADDRESS LOGIN. After a change, run postmap.',
              entries: pairs,
              whenKept: 'the address still belongs to the login that the table has now.',
            },
          ] as const)),
      { ...relayCheck, open: false },
      ...services(instance, pairs.length > 0),
      ...(isOn(instance, 'smtpd_sasl_auth_enable')
        ? ([
            {
              kind: 'remark',
              text: 'main.cf contains smtpd_sasl_auth_enable = yes, so port 25 also accepts passwords, and attackers can guess them there. Remove the line when all users send through port 587 or 465.',
            },
          ] as const)
        : []),
      ...saslRemarks(instance, isDovecot),
      { kind: 'remark', text: 'In the firewall, allow incoming connections to ports 587 and 465.' },
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
      ...(isSame ? { onlyIfUnset: true } : {}),
    },
    {
      kind: 'set',
      name: inTls ? 'smtpd_sasl_tls_security_options' : 'smtpd_sasl_security_options',
      value: 'noanonymous',
      accepts: allowsPlain,
      whenKept:
        'most clients cannot log in, because noplaintext also forbids cleartext passwords inside TLS.',
    },
  ];
}

/** Offers TLS on port 25, too, unless it is already required there, or an older parameter enables it. */
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
      whenKept: 'mail from other servers arrives unencrypted.',
    },
  ];
}

interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/**
 * The certificate that smtpd uses now, otherwise the paths that certbot uses for myhostname. If main.cf does not set
 * myhostname, the user is asked for it first, and the answer may differ from the name of this host.
 */
function certificateOf(instance: Instance): Certificate {
  const [key = '', certificate = ''] = chainOf(instance);
  if (key !== '') return { key, certificate: certificate || key };
  const text = (name: string): string =>
    instance.entriesOf(name).length === 0 ? '' : (instance.expanded(name)?.text ?? '');
  const file = text('smtpd_tls_cert_file');
  if (file !== '') return { certificate: file, key: text('smtpd_tls_key_file') || file };
  const host = text('myhostname');
  if (!host.includes('.')) return { certificate: '', key: '' };
  const live = `/etc/letsencrypt/live/${host}`;
  return { certificate: `${live}/fullchain.pem`, key: `${live}/privkey.pem` };
}

function chainOf(instance: Instance): readonly string[] {
  if (!instance.catalog.knows('smtpd_tls_chain_files')) return [];
  const value = expandedValue(instance, 'smtpd_tls_chain_files');
  return (value?.nodes ?? []).map(({ start, end }) => value?.expansion.text.slice(start, end) ?? '');
}

/** Uses the parameters with which main.cf already names a certificate. smtpd_tls_chain_files exists since 3.4. */
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
  // One file can contain both.
  const files = [...new Set([key, certificate])];
  const value = files.map((file) => `\n    ${file}`).join('');
  return [{ kind: 'set', name: 'smtpd_tls_chain_files', value }];
}

function services(instance: Instance, checksSenders: boolean): readonly HaveService[] {
  // Older /etc/services files do not have this name of port 465. Postfix uses it since 3.7.
  const submissions = atLeast(instance.release, '3.7') ? 'submissions' : 'smtps';
  const common = {
    kind: 'service',
    type: 'inet',
    fields: ['n', '-', 'n', '-', '-'],
    program: 'smtpd',
    whenKept: 'the service may reject users who have logged in, or accept mail from other clients.',
  } as const;
  return [
    {
      ...common,
      name: 'submission',
      after: ['smtp/inet', 'smtpd/pass', 'tlsproxy/unix'],
      overrides: overrides(instance, 'submission', checksSenders, []),
    },
    {
      ...common,
      name: submissions,
      alsoNamed: ['submissions', 'smtps'],
      after: ['submission/inet', 'smtp/inet', 'smtpd/pass'],
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
          // If this list is empty, the other list decides.
          accepts: (text, otherValue) =>
            lets(text) || (text === '' && lets(otherValue('smtpd_recipient_restrictions'))),
        },
        { name: 'smtpd_recipient_restrictions', value: '', existing: 'none' },
      ]
    : [{ name: 'smtpd_recipient_restrictions', value: users, accepts: lets }];
  return [
    ...first,
    instance.catalog.knows('smtpd_tls_security_level')
      ? { name: 'smtpd_tls_security_level', value: 'encrypt' }
      : { name: 'smtpd_enforce_tls', value: 'yes' },
    { name: 'smtpd_sasl_auth_enable', value: 'yes' },
    { name: 'smtpd_client_restrictions', value: '', existing: 'none' },
    { name: 'smtpd_helo_restrictions', value: '', existing: 'none' },
    checksSenders
      ? {
          name: 'smtpd_sender_restrictions',
          value: 'reject_sender_login_mismatch',
          existing: 'any',
          accepts: (text) => /login_mismatch/.test(text),
        }
      : { name: 'smtpd_sender_restrictions', value: '', existing: 'none' },
    ...lists,
    { name: 'milter_macro_daemon_name', value: 'ORIGINATING', existing: 'none' },
    { name: 'syslog_name', value: `postfix/${name}`, existing: 'none' },
  ];
}

function saslRemarks(instance: Instance, isDovecot: boolean): readonly Change[] {
  const queue = instance.expanded('queue_directory')?.text || '/var/spool/postfix';
  if (isDovecot) {
    return [
      {
        kind: 'remark',
        text: `In /etc/dovecot/conf.d/10-master.conf, write:\nservice auth {\n  unix_listener ${queue}/private/auth {\n    mode = 0660\n    user = postfix\n    group = postfix\n  }\n}`,
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
      text: `To create a user in sasldb2, run: saslpasswd2 -c -u ${realm} USER. sasldblistusers2 lists the users. The smtpd.conf file selects the password source of Cyrus SASL.`,
    },
  ];
}

function pairsOf(words: readonly string[]): readonly (readonly [string, string])[] {
  return words.flatMap((word, i) => (i % 2 === 0 ? [[word, words[i + 1] ?? ''] as const] : []));
}
