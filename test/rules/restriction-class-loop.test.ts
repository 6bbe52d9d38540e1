import { describe, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('restriction-class-loop');

describe('restriction-class-loop', () => {
  test('marks the word that leads back to the class', () =>
    lint(`
      smtpd_restriction_classes = own, one, other
      own = permit_mynetworks, own
                               ^^^ restriction-class-loop
      one = other
            ^^^^^ restriction-class-loop
      other = reject_unauth_destination, one
                                         ^^^ restriction-class-loop
    `));

  test('finds the loop after warn_if_reject and through a $name', () =>
    lint(`
      smtpd_restriction_classes = own
      own = warn_if_reject $more
      more = own
             ^^^ restriction-class-loop
    `));

  test('finds a loop that only the override of a service creates', () =>
    lint({
      'main.cf': `
        smtpd_restriction_classes = own
        own = permit_mynetworks
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
          -o own=permit_mynetworks,own
                                   ^^^ restriction-class-loop
      `,
    }));

  test('is silent about classes that share a class, and about names that are not classes', () =>
    lint(`
      smtpd_restriction_classes = one, other, shared
      one = shared, permit
      other = shared, one
      shared = permit_mynetworks
      unused = unused
    `));
});
