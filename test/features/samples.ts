// Small files in every language with all kinds of occurrences, and a main.cf that determines what each table is for.

/** Refers to a table in each language. */
export const mainCf = [
  'smtpd_client_restrictions = check_client_access cidr:/etc/postfix/clients, check_helo_access hash:/etc/postfix/access',
  'transport_maps = hash:/etc/postfix/transport',
  'virtual_alias_maps = hash:/etc/postfix/virtual',
  'alias_maps = hash:/etc/postfix/aliases',
  'header_checks = pcre:/etc/postfix/header_checks',
  'sender_canonical_maps = regexp:/etc/postfix/rewrite',
  'smtp_sasl_password_maps = hash:/etc/postfix/passwords',
  'smtp_tls_policy_maps = hash:/etc/postfix/policy',
  'virtual_mailbox_maps = mysql:/etc/postfix/boxes.cf',
  '',
].join('\n');

/** By file name below /etc/postfix. */
export const samples: Readonly<Record<string, string>> = {
  'main.cf': `${mainCf}myhostname = a.$mydomain\nmynetworks = !10.0.0.1,\n# no\n  [::1]/128\n`,
  'master.cf':
    'smtp inet n - n - - smtpd -v\n  -o { smtpd_milters =\n# no\n {inet:a:1, x=y} }\nx unix - n n - - pipe\n flags=DR user=a argv=/b ${user}\n',
  access:
    'a REJECT 4.1.1 b\nc check_x, { d }\ne FILTER f:[g]:1\n"h i" 450 j\n192.0.2 OK\nuser@ WARN\n.k\n# no\n  PREPEND l: m\n',
  transport: 'a smtp:[b]:25, c\n# no\n :d\n* error:5.1.2 e f\n',
  virtual: 'a b, "c d"@e (f) <g>,\n# no\n  h\n@i.example @j.example\nk.example x\n',
  aliases: 'a: "|b c", /d,\n# no\n  :include:/e, ~/f\nowner-a: g\n',
  passwords: '[a]:1 b:c:d\n',
  policy: 'a secure match=b:c { protocols = !SSLv3:>=TLSv1 } ciphers=\n',
  header_checks:
    'if /a(b)/x\n!/c/ PREPEND d: $1 ${2}\n/(e)\\/f/i\n# no\n  REPLACE g: $1 $2\n/h/ DISCARD\nendif x\n',
  rewrite: '/a(x)/!/b/im c@$1, $$d\n',
  clients: 'if !192.0.2.0/24\n[2001:db8::]/32 REJECT\n192.0.2.1/24 DUNNO\n0.0.0.0/0 OK\nendif\n',
  'boxes.cf': "hosts = a:1 b\nquery = 'x' %s\n# no\n %u%\ndomain = !c, /d\nrequire_result_set = no\n",
};
