// Each answer as a clause that reads on its own.
import { expect, test } from 'vitest';
import { conditionClause } from '../../../server/src/mail/trace/condition-text.ts';

test.each([
  ['whether zen.example.org lists 192.0.2.1', 'It does.', 'if zen.example.org lists 192.0.2.1'],
  ['whether DNS has the host mx.example.net', 'It does not.', 'unless DNS has the host mx.example.net'],
  ['whether the user may submit mail', 'The user may not.', 'unless the user may submit mail'],
  [
    'whether the table has a mail server of example.org',
    'It does, with REJECT.',
    'if the table has a mail server of example.org, with REJECT',
  ],
  [
    'whether DNS has the host mx.example.net',
    'The lookup fails.',
    'if it cannot be determined whether DNS has the host mx.example.net',
  ],
  [
    'whether kim@example.com accepts mail (address verification)',
    'It is not known yet.',
    'if it is not yet known whether kim@example.com accepts mail (address verification)',
  ],
  ['whether this host has the user kim', 'The user kim does not exist.', 'if the user kim does not exist'],
  [
    'whether the Milter inet:a accepts the mail',
    'The Milter rejects the mail.',
    'if the Milter rejects the mail',
  ],
  ['what mysql:/m.cf returns for kim', 'It has no entry.', 'if mysql:/m.cf has no entry for kim'],
  ['what mysql:/m.cf returns for kim', 'The lookup fails.', 'if the lookup of kim in mysql:/m.cf fails'],
  ['which action ldap:/a.cf returns for kim', 'It returns REJECT.', 'if ldap:/a.cf returns REJECT for kim'],
  [
    'what the policy server unix:private/policy answers',
    'It does not answer.',
    'if the policy server unix:private/policy does not answer',
  ],
  [
    'where the filter smtp:[127.0.0.1]:10024 returns the mail',
    'It returns the mail to 10025.',
    'if the filter smtp:[127.0.0.1]:10024 returns the mail to 10025',
  ],
  ['which domain is in /etc/mailname', 'The domain is example.com.', 'if the domain is example.com'],
  ['whether the user may submit mail', 'The user may.', 'if the user may submit mail'],
  ['whether the file is there', 'It is.', 'if the file is there'],
  ['whether the file is there', 'It is not.', 'unless the file is there'],
  ['whether a has passed', 'It has.', 'if a has passed'],
  ['whether a has passed', 'It has not.', 'unless a has passed'],
  ['whether a has passed', 'It has passed.', 'if it has passed'],
  ['whether  a\n lists\tb ', 'It does.', 'if a lists b'],
  [
    'what the Milter inet:a does with the mail',
    'It rejects the mail.',
    'if the Milter inet:a rejects the mail',
  ],
  ['what the policy server unix:a answers', 'The lookup fails.', 'if the lookup fails'],
  ['what hash:/a returns for  a\tb', 'It has no entry.', 'if hash:/a has no entry for a b'],
  ['what hash:/a returns for kim', 'Itself.', 'if Itself'],
  ['which server is down', 'No server answers.', 'if no server answers'],
  ['which server is down', 'Postfix is down. All of it.', 'if Postfix is down. All of it'],
])('%s: %s', (question, answer, clause) => {
  expect(conditionClause({ question, answer })).toBe(clause);
});
