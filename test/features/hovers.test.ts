// The hovers of all kinds of words in all languages, collected in __snapshots__/hovers.md, which is easy to review.

import { expect, test } from 'vitest';
import { type FileTexts, hoverAt, type Options } from '../support/markers.ts';

/** A file with the mouse pointer in it. The page shows the line with the mouse pointer. */
interface Position {
  readonly file: string;
  readonly text: string;
  /** The other files of the configuration. */
  readonly with?: FileTexts;
  readonly options?: Options;
}

const main = (text: string, others: FileTexts = {}, options: Options = {}): Position => ({
  file: 'main.cf',
  text,
  with: others,
  options,
});
const master = (text: string): Position => ({ file: 'master.cf', text });
/** A table, with the line of main.cf that refers to it. */
const table = (setting: string, file: string, text: string): Position => ({
  file,
  text,
  with: { 'main.cf': `${setting}\n` },
});

const chapters: Readonly<Record<string, readonly Position[]>> = {
  'Names and values': [
    main('mydomain = example.com\nmyhostname = mail.$mydomain\nmydest‸ination = $myhostname, localhost\n'),
    main('mydomain = example.com\nmyhostname = mail.$mydomain\nmyorigin = $myhost‸name\n'),
    main('mydomain = example.com\nmyorigin = a‸.$mydomain\n'),
    main('smtpd_helo_required = y‸es\n'),
    main('smtpd_tls_security_level = m‸ay\n'),
    main('smtpd_tls_protocols = >=TLSv‸1.2\n'),
    main('smtp_sasl_security_options = noanony‸mous\n'),
    main('milter_connect_macros = j {client_a‸ddr}\n'),
    main('home_mailbox = Mail‸dir/\n'),
    main('mail_spool_directory = /var/m‸ail\n'),
    main('smtpd_restriction_classes = insi‸ders\ninsiders = permit_mynetworks, reject\n'),
    main('default_rbl_reply = $rbl_c‸ode sorry\n'),
  ],
  'Networks and lists': [
    main('mynetworks = 192.168.‸1.0/24, [::1]/128\n'),
    main('mynetworks = !10.1.2.‸3/8\n'),
    main('mynetworks = [2001:db8:‸:]/32\n'),
    main('mynetworks = 0.0.0.‸0/0\n'),
    main('mydestination = example.c‸om\n'),
    main('relay_domains = .example.n‸et\n'),
    main('mydestination = /etc/postfix/dom‸ains\n', {
      domains: '# ours\nexample.com\nexample.net example.org\n',
    }),
  ],
  'Tables and next hops': [
    main('transport_maps = ha‸sh:/etc/postfix/transport\n'),
    main(
      'transport_maps = hash:/etc/postfix/trans‸port\n',
      { transport: 'example.com smtp:[192.0.2.1]\nexample.net :\n' },
      {
        stamps: {
          transport: { size: 40, modified: 2000 },
          'transport.db': { size: 12_288, modified: 1000 },
        },
      },
    ),
    main('virtual_alias_maps = inline:{ a@example.com = b@exam‸ple.net }\n'),
    main('relayhost = [mail.exa‸mple.com]:submission\n'),
    main('default_transport = sl‸ow:[192.0.2.1]\n', { 'master.cf': 'slow unix - - n - - smtp\n' }),
    main('smtpd_milters = inet:127.0.0.1:88‸91\n'),
    main('smtpd_milters = { unix:milter/socket, connect_tim‸eout=10s }\n'),
  ],
  Restrictions: [
    main('smtpd_recipient_restrictions = permit_myn‸etworks, reject\n'),
    main('smtpd_recipient_restrictions = reject_rbl_client dnsbl.example.n‸et=127.0.0.2\n'),
    main('smtpd_client_restrictions = sleep 9‸0\n'),
  ],
  'master.cf': [
    master('127.0.0.1:submis‸sions inet n - n - - smtpd\n'),
    master('smtp inet n - ‸- - - smtpd\n'),
    master('pickup unix n - n 6‸0 1 pickup\n'),
    master('smtp inet n - n - ‸- smtpd\n'),
    master('smtp inet n - n - - smtpd -‸v\n'),
    master('box unix - n n - - pipe flags=D‸R user=vmail argv=/usr/bin/lda ${recipient}\n'),
    master('box unix - n n - - pipe us‸er=vmail argv=/usr/bin/lda ${recipient}\n'),
    master('box unix - n n - - pipe user=vm‸ail argv=/usr/bin/lda ${recipient}\n'),
    master('box unix - n n - - pipe user=vmail argv=/usr/bin/lda ${recip‸ient}\n'),
  ],
  'Access tables': [
    table(
      'smtpd_client_restrictions = check_client_access hash:/etc/postfix/access',
      'access',
      '192.0‸.2 REJECT\n',
    ),
    table(
      'smtpd_client_restrictions = check_client_access hash:/etc/postfix/access',
      'access',
      'example.com REJ‸ECT 5.7.1 No\n',
    ),
    table(
      'smtpd_client_restrictions = check_client_access hash:/etc/postfix/access',
      'access',
      'example.com 45‸0\n',
    ),
    table(
      'smtpd_client_restrictions = check_client_access cidr:/etc/postfix/clients',
      'clients',
      '198.51.100.‸0/24 DUNNO\n',
    ),
  ],
  'Other tables': [
    table('transport_maps = hash:/etc/postfix/transport', 'transport', '.exampl‸e.com smtp:[192.0.2.1]:25\n'),
    table('transport_maps = hash:/etc/postfix/transport', 'transport', 'example.com :[192.0.‸2.1]\n'),
    table('transport_maps = hash:/etc/postfix/transport', 'transport', 'example.com err‸or:5.1.2 closed\n'),
    table('virtual_alias_maps = hash:/etc/postfix/virtual', 'virtual', '@example.c‸om anna\n'),
    table('virtual_alias_maps = hash:/etc/postfix/virtual', 'virtual', 'info@example.com an‸na\n'),
    table('alias_maps = hash:/etc/postfix/aliases', 'aliases', 'team: :include:/etc/po‸stfix/team\n'),
    table('virtual_mailbox_maps = hash:/etc/postfix/boxes', 'boxes', 'a@example.com example.com/a‸/\n'),
    table(
      'smtp_sasl_password_maps = hash:/etc/postfix/passwords',
      'passwords',
      '[a.example.com] anna:se‸cret\n',
    ),
    table(
      'smtp_tls_policy_maps = hash:/etc/postfix/policy',
      'policy',
      'example.com secure mat‸ch=.example.com\n',
    ),
    table('virtual_mailbox_maps = mysql:/etc/postfix/my.cf', 'my.cf', 'host‸s = localhost\n'),
    table(
      'virtual_mailbox_maps = mysql:/etc/postfix/my.cf',
      'my.cf',
      "query = SELECT a FROM b WHERE c='%‸u'\n",
    ),
  ],
  Patterns: [
    table('header_checks = pcre:/etc/postfix/headers', 'headers', '/^Subject: (.*)(x+)‸/ REJECT $1\n'),
    table('header_checks = pcre:/etc/postfix/headers', 'headers', '/^Subject: (.*)/ REJECT no $‸1\n'),
    table('header_checks = pcre:/etc/postfix/headers', 'headers', '/^Subject: (.*)/‸i REJECT\n'),
    table('header_checks = pcre:/etc/postfix/headers', 'headers', '/^Received:/ IGN‸ORE\n'),
    table('smtp_header_checks = regexp:/etc/postfix/headers', 'headers', '/^Received:/ DISC‸ARD\n'),
    table('header_checks = regexp:/etc/postfix/headers', 'headers', 'i‸f /^Received:/\nendif\n'),
  ],
};

test('the hovers of all kinds of words', async () => {
  const page = ['# Hovers'];
  for (const [chapter, positions] of Object.entries(chapters)) {
    page.push(`## ${chapter}`);
    for (const { file, text, with: others = {}, options = {} } of positions) {
      const files = { 'main.cf': '', ...others, [file]: text };
      const found = await hoverAt(files, { version: '3.11', ...options });
      const line = text.split('\n').find((each) => each.includes('‸')) ?? '';
      page.push(`### \`${line}\``, file === 'main.cf' ? '' : `in ${file}`, quoted(found ?? 'no hover'));
    }
  }
  await expect(`${page.filter((part) => part !== '').join('\n\n')}\n`).toMatchFileSnapshot(
    '__snapshots__/hovers.md',
  );
});

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}
