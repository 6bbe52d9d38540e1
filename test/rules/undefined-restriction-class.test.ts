import { describe, expect, test } from 'vitest';
import { forRule } from '../support/markers.ts';

const { lint } = forRule('undefined-restriction-class');
const smtp = 'smtp inet n - n - - smtpd\n';

describe('undefined-restriction-class', () => {
  test('a class without a list, or with an empty one', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_restriction_classes = strangers, friends, foes
                                    ^^^^^^^^^ undefined-restriction-class
                                                        ^^^^ undefined-restriction-class
        friends = permit
        foes =
      `,
      'master.cf': smtp,
    });
    expect(found?.message).toBe(
      'Nothing gives the restriction class strangers a list for service smtp/inet. ' +
        "smtpd dies: restriction class `strangers' needs a definition. " +
        'Add a line strangers = …, or take the name out of smtpd_restriction_classes.',
    );
  });

  test('one service defines it, another does not', async () => {
    const [found] = await lint({
      'main.cf': `
        smtpd_restriction_classes = strangers
                                    ^^^^^^^^^ undefined-restriction-class
      `,
      'master.cf': `
        smtp inet n - n - - smtpd
          -o strangers=reject
        2525 inet n - n - - smtpd
      `,
    });
    expect(found?.message).toContain('for service 2525/inet');
  });

  test('is silent when each has its list', () =>
    lint({
      'main.cf': 'smtpd_restriction_classes = strangers, friends\nstrangers = reject\nfriends = $strangers\n',
      'master.cf': smtp,
    }));
});
