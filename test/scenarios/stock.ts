// Configurations before any scenario is set up.
import { existsSync, readFileSync } from 'node:fs';
import type { Texts } from './folder.ts';

const folder = '/usr/share/postfix';

/** The configuration that the Debian package creates for an "Internet Site"; undefined if it is not installed. */
export function debianStock(): Texts | undefined {
  if (!existsSync(`${folder}/main.cf.debian`)) return undefined;
  // The script of the package appends these lines, regardless of earlier ones (postfix.postinst).
  const appended = `
smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
myhostname = mail.example.com
alias_maps = hash:/etc/aliases
alias_database = hash:/etc/aliases
mydestination = $myhostname, example.com, localhost.example.com, , localhost
relayhost =
mynetworks = 127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128
mailbox_size_limit = 0
recipient_delimiter = +
inet_interfaces = all
inet_protocols = all
`;
  const read = (name: string) => readFileSync(`${folder}/${name}`, 'utf8');
  return {
    'main.cf': `${read('main.cf.debian')}${read('main.cf.tls')}${appended.trimStart()}`,
    'master.cf': read('master.cf.dist'),
    '/etc/aliases': '# See man 5 aliases for format\npostmaster:    root\n',
  };
}
