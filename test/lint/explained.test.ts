// One fault has one finding: its consequences are left out.

import { describe, test } from 'vitest';
import { lint } from '../support/markers.ts';

const main = 'compatibility_level = 3.11\nsmtp_tls_security_level = may\n';

describe('one fault has one finding', () => {
  test('the words of a comment after a value are not tables or restrictions', () =>
    lint(`
      compatibility_level = 3.11
      smtp_tls_security_level = may
      transport_maps = static:relay # for the mail of customers
                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^ trailing-comment
      smtpd_helo_restrictions = permit_mynetworks # all of the rest
                                                  ^^^^^^^^^^^^^^^^^ trailing-comment
    `));

  test('a word before the comment has its own finding', () =>
    lint(`
      compatibility_level = 3.11
      smtp_tls_security_level = may
      smtpd_helo_restrictions = everybody # all of the rest
                                ^^^^^^^^^ unknown-restriction
                                          ^^^^^^^^^^^^^^^^^ trailing-comment
    `));

  test('a number that swallows the next line', () =>
    lint(`
      compatibility_level = 3.11
      smtp_tls_security_level = may
      message_size_limit = 20480000
        biff = no
        ^^^^^^^^^ swallowed-parameter
    `));

  test('a backslash at the end of a line', () =>
    lint(`
      compatibility_level = 3.11
      smtp_tls_security_level = may
      smtpd_sasl_security_options = noanonymous, \\
                                                 ^ backslash-continuation
        noplaintext
    `));

  test('an override that ends at a space', () =>
    lint({
      'main.cf': main,
      'master.cf': `
        8025 inet n - n - - smtpd
        ^^^^ missing-service information
          -o smtpd_relay_restrictions=permit_sasl_authenticated, reject
                                                                 ^^^^^^ override-value-with-spaces
      `,
    }));

  test('another service has its own finding', () =>
    lint({
      'main.cf': main,
      'master.cf': `
        8025 inet n - n - - smtpd
        ^^^^ missing-service information
          -o smtpd_relay_restrictions=permit_sasl_authenticated, reject
                                                                 ^^^^^^ override-value-with-spaces
        8026 inet n - n - - smtpd
          -o smtpd_relay_restrictions=permit_sasl_authenticated
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no-relay-gate
      `,
    }));
});
