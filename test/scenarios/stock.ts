// Configurations as people have them before they set up anything.
import { existsSync, readFileSync } from 'node:fs';
import type { Texts } from './folder.ts';

const folder = '/usr/share/postfix';

/** What Debian's package makes of an "Internet Site" when it is installed; undefined where it is not here. */
export function debianStock(): Texts | undefined {
  if (!existsSync(`${folder}/main.cf.debian`)) return undefined;
  // The package's script appends these, whatever was set above (postfix.postinst).
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
