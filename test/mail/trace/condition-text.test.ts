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
])('%s: %s', (question, answer, clause) => {
  expect(conditionClause({ question, answer })).toBe(clause);
});
