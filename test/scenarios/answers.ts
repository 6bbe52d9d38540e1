// The answers that lead to the configurations on the pages in docs/scenarios.
import type { Answers } from './folder.ts';
import type { scenarios } from './scenarios.ts';

export const pageAnswers: Readonly<Record<(typeof scenarios)[number], Answers>> = {
  basic: {
    myhostname: 'mail.example.com',
    mydestination: 'localhost, $myhostname, $mydomain',
    mynetworks: '127.0.0.0/8, 192.0.2.0/24',
  },
  plain: {},
  'backup-mx': { domains: 'example.org', recipients: 'user@example.org, postmaster@example.org' },
  'dmz-relay': {
    domains: 'example.com',
    server: '192.0.2.99',
    recipients: 'user@example.com, postmaster@example.com',
  },
  dialup: { relayhost: 'smtp.example.net' },
  nat: { networks: '127.0.0.0/8, 192.0.2.0/24', router: '192.0.2.1', public: '203.0.113.25' },
  dyndns: { myhostname: 'home.example.net', mynetworks: '127.0.0.0/8' },
  'dyndns-relay': {
    domains: 'home.example.net',
    server: 'home.example.net',
    recipients: 'user@home.example.net, postmaster@home.example.net',
  },
  'smtp-auth': {
    certificate: '/etc/letsencrypt/live/mail.example.com/fullchain.pem',
    key: '/etc/letsencrypt/live/mail.example.com/privkey.pem',
    logins: 'user@example.com user',
  },
  'pop-before-smtp': { table: 'hash:/etc/postfix/pop-before-smtp' },
  'content-filter': { filter: '10024', back: '10025' },
  'mailbox-format': { format: 'maildir' },
};
